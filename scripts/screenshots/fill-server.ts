/**
 * Makes a server look as if somebody had used it: the demo model's pairs, votes of a simulated voter, a run, a blind comparison. All
 * through the API, as any program would.
 */
import { randomUUID } from 'node:crypto'
import createClient, { type Client } from 'openapi-fetch'
import type { components, paths } from '../../openapi/generated/see-dpo.ts'
import { fromRgb } from '../../src/demo/model/demo-latents.ts'
import { readFlower } from '../../src/demo/world/read-flower.ts'
import { loadVoter, vote } from '../../src/demo/world/voter.ts'
import { decodeRgb } from '../../src/files/png.ts'
import { randomSource } from '../../src/random.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import type { Things } from './places.ts'

type Schemas = components['schemas']
type Api = Client<paths>

const VOTER_FILE = 'assets/voters/meadow-lover.json'
/** Showings in one request: as many as the API gives. */
const AT_ONCE = 10
const POLL_MS = 500

export function apiOf(server: RunningServer): Api {
  return createClient<paths>({ baseUrl: `${server.origin}/see-dpo`, headers: { authorization: `Bearer ${server.token}` } })
}

/** Throws with the server's sentence where a request fails: nothing here is expected to. */
async function must<Value>(call: Promise<{ data?: Value; error?: unknown }>): Promise<Value> {
  const { data, error } = await call
  if (data === undefined) throw new Error((error as Schemas['ErrorBody'] | undefined)?.error.message ?? 'The server gave no answer.')
  return data
}

export async function samplePairs(api: Api, datasetId: string, pairsPerPrompt: number): Promise<void> {
  const { models } = await must(api.GET('/api/models'))
  const { id: modelId, prompts } = models[0]
  const body = { modelId, prompts, pairsPerPrompt, picturesPerPair: 2 as const }
  await jobEnd(api, await must(api.POST('/api/datasets/{datasetId}/samples', { params: { path: { datasetId } }, body })))
}

/** Votes as the simulated voter until nothing is left, and returns how many votes that were. */
export async function voteOnAll(api: Api, datasetId: string, voterId: string): Promise<number> {
  const taste = loadVoter(VOTER_FILE)
  const random = randomSource(1, 'screenshots')
  let votes = 0
  for (;;) {
    const params = { path: { datasetId } }
    const { showings } = await must(api.POST('/api/datasets/{datasetId}/showings', { params, body: { voterId, count: AT_ONCE, holding: [] } }))
    if (showings.length === 0) return votes
    const events: Schemas['VoteEvent'][] = []
    for (const { id: showingId, pictures } of showings) {
      const [first, second] = await Promise.all(pictures.map(({ hash }) => picture(api, hash)))
      const answer = vote(taste, readFlower(first), first, readFlower(second), second, random)
      const choice = answer === 'tie' ? ({ kind: 'tie' } as const) : ({ kind: 'pick', position: answer === 'left' ? 0 : 1 } as const)
      const responseMs = 900 + random.integer(2_600)
      events.push({ kind: 'vote', id: randomUUID(), showingId, voterId, choice, responseMs, clientVersion: 'screenshots', votedAt: new Date().toISOString() })
    }
    await must(api.POST('/api/vote-events', { body: { events } }))
    votes += events.length
  }
}

/** All of it at once: a dataset with votes, a LoRA of them, a comparison, and some pairs that nobody has voted on yet. */
export async function fillServer(api: Api, pairsPerPrompt: number, steps: number): Promise<Things> {
  const { id: voterId } = await must(api.POST('/api/voters', { body: { name: 'Me' } }))
  const { id: datasetId } = await must(api.POST('/api/datasets', { body: { name: 'Flowers', keepChains: false } }))
  await samplePairs(api, datasetId, pairsPerPrompt)
  await voteOnAll(api, datasetId, voterId)
  const run = await endTraining(api, (await beginTraining(api, datasetId, steps)).id)
  const { id: comparisonId } = await compare(api, run)
  await samplePairs(api, datasetId, 1)
  return { datasetId, runId: run.id, loraId: run.loraId ?? '', comparisonId }
}

/** Begins a short run, and resolves when it has evaluated itself once or twice. */
export async function beginTraining(api: Api, datasetId: string, steps: number): Promise<Schemas['Run']> {
  const { models } = await must(api.GET('/api/models'))
  const settings = { steps, evaluateEvery: Math.ceil(steps / 10) }
  const run = await must(api.POST('/api/runs', { body: { datasetId, modelId: models[0].id, name: 'Meadows', settings } }))
  return runUntil(api, run.id, ({ step = 0 }) => step > steps / 3)
}

export async function endTraining(api: Api, runId: string): Promise<Schemas['Run']> {
  const run = await runUntil(api, runId, ({ status }) => status === 'finished')
  if (run.status !== 'finished') throw new Error(`The run ended as ${run.status}: ${run.error?.message}`)
  return run
}

async function runUntil(api: Api, runId: string, isReached: (run: Schemas['Run']) => boolean): Promise<Schemas['Run']> {
  for (;;) {
    const run = await must(api.GET('/api/runs/{runId}', { params: { path: { runId } } }))
    if (isReached(run) || ['finished', 'failed', 'stopped'].includes(run.status)) return run
    await pause()
  }
}

/** The base against the run's best LoRA. */
export async function compare(api: Api, { datasetId, modelId, loraId }: Schemas['Run']): Promise<Schemas['Comparison']> {
  const body = {
    datasetId,
    modelId,
    name: 'Base or mine',
    columns: [{ strength: 1 }, { loraId, strength: 0.5 }, { loraId, strength: 1 }],
    blind: [0, 2],
    rows: 8,
  }
  const { comparison, job } = await must(api.POST('/api/comparisons', { body }))
  await jobEnd(api, job)
  return comparison
}

async function jobEnd(api: Api, { id }: Schemas['Job']): Promise<void> {
  for (;;) {
    const job = await must(api.GET('/api/jobs/{jobId}', { params: { path: { jobId: id } } }))
    if (job.status === 'finished') return
    if (job.status === 'failed' || job.status === 'stopped') throw new Error(`The job ${job.kind} ended as ${job.status}: ${job.error?.message}`)
    await pause()
  }
}

/** Channel by channel in [0, 1], as the world of the demo reads pictures. */
async function picture(api: Api, hash: string): Promise<Float32Array> {
  const file = await must(api.GET('/api/images/{hash}', { params: { path: { hash } }, parseAs: 'arrayBuffer' }))
  return fromRgb(decodeRgb(new Uint8Array(file), 1_000_000).data)
}

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, POLL_MS))
