/**
 * The queue of runs with real trainer children over a real store: what a run leaves behind, pause, stop, resume, a child
 * that dies, a server that ends in the middle, and what is refused.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { components } from '../../../openapi/generated/see-dpo.ts'
import { DEMO_MODEL } from '../../../src/demo/demo-options.ts'
import { createDemoHost, DEMO_MODEL_ID } from '../../../src/host/demo-host.ts'
import type { Host } from '../../../src/host/host.ts'
import { openStore } from '../../../src/preferences/open-store.ts'
import type { Store } from '../../../src/preferences/store.ts'
import { readRunFiles } from '../../../src/server/runs/run-files.ts'
import { type RunSupervisor, runSupervisor } from '../../../src/server/runs/run-supervisor.ts'
import { readLora } from '../../../src/trainer/lora/lora-file.ts'
import { openUnetModel } from '../../../src/trainer/models/unet/unet-model.ts'
import { demoVotes, QUICK } from './demo-votes.ts'

type Run = components['schemas']['Run']
type Change = components['schemas']['Change']

// Real training: seconds on a machine with nothing else to do, minutes beside other work.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const folder = mkdtempSync(join(tmpdir(), 'runs-'))
let store: Store
let host: Host
let supervisor: RunSupervisor
let datasetId: string
const changes: Change[] = []
const start = (): void => {
  store = openStore({ folder })
  host = createDemoHost({ dataFolder: folder })
  supervisor = runSupervisor({ store, host, publish: (change) => changes.push(change) })
}
beforeAll(async () => {
  start()
  ;({ datasetId } = await demoVotes(store, host, { pairs: 34, votes: 30 }))
})
afterAll(async () => {
  await supervisor.close()
  await store.close()
  rmSync(folder, { recursive: true })
})

const request = (settings: object = {}): components['schemas']['RunRequest'] => ({ datasetId, modelId: DEMO_MODEL_ID, settings: { ...QUICK, ...settings } })
const viewOf = (id: string): Run => supervisor.view(store.runs.get(id) as NonNullable<ReturnType<Store['runs']['get']>>)

/** Resolves with the run once it has one of `statuses`. */
async function reach(id: string, ...statuses: Run['status'][]): Promise<Run> {
  for (let waited = 0; waited < 200_000; waited += 25) {
    const run = viewOf(id)
    if (statuses.includes(run.status)) return run
    await sleep(25)
  }
  return expect.unreachable(`run ${id} did not become ${statuses.join(' or ')}: ${JSON.stringify(viewOf(id))}`)
}
const training = async (id: string): Promise<void> => {
  while ((viewOf(id).step ?? 0) < 1) await sleep(10)
}

describe('a run to its end', () => {
  let run: Run
  beforeAll(async () => {
    run = await reach((await supervisor.create({ ...request(), name: 'bright' })).id, 'finished', 'failed')
  })
  test('says how far it came, how good it is and what it was made of', () => {
    expect(run).toMatchObject({ name: 'bright', status: 'finished', step: 6, steps: 6, votes: 30, settings: QUICK, modelId: DEMO_MODEL_ID })
    expect(run.gamma).toBeGreaterThan(0)
    expect(run.best?.votes).toBeGreaterThanOrEqual(4)
    expect(run.latest?.step).toBe(6)
    expect(run.finishedAt).toBeDefined()
    expect(store.runs.votes(run.id).length).toBe(30)
  })
  test('keeps every step, evaluation and picture', () => {
    const metrics = store.runs.metrics(run.id)
    const steps = (kind: string): number[] => metrics.filter((metric) => metric.kind === kind).map(({ step }) => step)
    expect(steps('step')).toEqual([1, 2, 3, 4, 5, 6])
    expect(steps('evaluation')).toEqual([0, 3, 6])
    const samples = store.runs.samples(run.id)
    expect(samples.map(({ step }) => step)).toEqual([0, 3, 6].flatMap((step) => [step, step, step, step]))
    expect(new Set(samples.filter(({ step }) => step === 3).map(({ seed }) => seed)).size).toBe(4)
    for (const { imageHash } of samples) expect(store.files.size('png', imageHash)).toBeGreaterThan(0)
  })
  test('keeps a LoRA of every checkpoint that loads, the best one marked', () => {
    const loras = store.loras.list({ runId: run.id })
    expect(loras.map(({ step }) => step).sort()).toEqual([3, 6])
    expect(loras.filter(({ best }) => best).map(({ id }) => id)).toEqual([run.loraId])
    const model = openUnetModel(DEMO_MODEL)
    for (const { id } of loras) {
      const { adapters, ignored } = readLora(store.loras.file(id), model.layout, (module) => model.modules.get(module))
      expect([adapters.length > 0, ignored]).toEqual([true, []])
    }
  })
  test('was told as it went', () => {
    const told = changes.filter((change) => change.kind === 'run' && change.value.id === run.id)
    expect(told.length).toBeGreaterThan(3)
    const metrics = changes.flatMap((change) => (change.kind === 'metrics' && change.runId === run.id ? change.metrics : []))
    expect(metrics.map(({ seq }) => seq)).toEqual(store.runs.metrics(run.id).map(({ seq }) => seq))
  })
  test('asks its LoRA about the pairs that nobody has voted on', async () => {
    for (let waited = 0; store.runs.margins(run.id).length === 0 && waited < 20_000; waited += 50) await sleep(50)
    const unvoted = new Set([...store.pairs.all(datasetId)].map(({ pair }) => pair.id))
    for (const { pairId } of store.votes.current(datasetId)) unvoted.delete(pairId)
    expect(
      store.runs
        .margins(run.id)
        .map(({ pairId }) => pairId)
        .sort(),
    ).toEqual([...unvoted].sort())
    expect(existsSync(join(store.runs.folder(run.id), 'unseen.safetensors'))).toBe(false)
  })
  test('is the ground for a measured estimate', async () => {
    const estimate = await supervisor.estimate(request())
    expect(estimate).toMatchObject({ votes: 30, ties: 0, problems: [] })
    expect(estimate.trainingPairs + estimate.heldOutPairs).toBe(30)
    expect(estimate.memoryBytes).toBeGreaterThan(300e6)
    expect(estimate.seconds).toBeLessThan(120)
  })
  test('is what another run can go on from', async () => {
    const next = await reach((await supervisor.create({ ...request(), continues: run.loraId })).id, 'finished', 'failed')
    expect(next).toMatchObject({ status: 'finished', continues: run.loraId, name: 'flowers 34 2' })
    // Nothing that the first one has learned from is held out of the second.
    const [before, after] = [run.id, next.id].map((id) => new Set(readRunFiles(store.runs.folder(id)).trained))
    expect(before.size).toBeGreaterThan(20)
    for (const pairId of before) expect(after.has(pairId)).toBe(true)
    const [first] = store.runs.metrics(next.id).filter(({ kind }) => kind === 'evaluation')
    expect((first.data as { parameterNorm: number }).parameterNorm).not.toBe((run.best as { parameterNorm?: number }).parameterNorm)
  })
})

test('one trains at a time; the other waits, and a queued one can be stopped', async () => {
  const first = await supervisor.create(request())
  const second = await supervisor.create(request())
  await training(first.id)
  expect([viewOf(first.id).status, viewOf(second.id).status]).toEqual(['running', 'queued'])
  expect(supervisor.stop(second.id).status).toBe('stopped')
  await reach(first.id, 'finished')
})

test('paused it waits, resumed it goes on, stopped it keeps the best', async () => {
  const { id } = await supervisor.create(request({ steps: 500, evaluateEvery: 100 }))
  await training(id)
  expect(supervisor.pause(id).status).toBe('paused')
  await sleep(400)
  const { step } = viewOf(id)
  await sleep(400)
  expect(viewOf(id).step).toBe(step)
  expect(supervisor.resume(id).status).toBe('running')
  while (viewOf(id).step === step) await sleep(10)
  expect(supervisor.stop(id).status).toBe('stopping')
  const run = await reach(id, 'stopped')
  expect(store.loras.list({ runId: id }).length).toBe(1)
  expect(run.loraId).toBeDefined()
})

test('a child that is killed is explained, and resuming goes on from its checkpoint', async () => {
  const { id } = await supervisor.create(request({ steps: 14, evaluateEvery: 2, samples: 0 }))
  while ((viewOf(id).latest?.step ?? 0) < 4) await sleep(5)
  process.kill(supervisor.trainerPid() as number, 'SIGKILL')
  const failed = await reach(id, 'failed', 'finished')
  expect(failed.error).toMatchObject({ code: 'child', message: expect.stringContaining('the trainer process was killed (SIGKILL)') })
  supervisor.resume(id)
  const run = await reach(id, 'finished', 'failed')
  expect(run).toMatchObject({ status: 'finished', step: 14 })
  expect(run.error).toBeUndefined()
})

test('a server that ends holds its run at a checkpoint, and the next one goes on with it', async () => {
  const { id } = await supervisor.create(request({ steps: 30, evaluateEvery: 15, samples: 0 }))
  await training(id)
  await supervisor.close()
  const held = viewOf(id)
  expect(held.status).toBe('paused')
  expect(held.step).toBeGreaterThanOrEqual(1)
  await store.close()
  start()
  expect(supervisor.notices).toEqual([])
  supervisor.resume(id)
  expect(await reach(id, 'finished', 'failed')).toMatchObject({ status: 'finished', step: 30 })
})

describe('what can not start', () => {
  test.each<[string, () => components['schemas']['RunRequest'], RegExp]>([
    ['a dataset that is not there', () => ({ ...request(), datasetId: 'd-000000000000' }), /Dataset d-000000000000: expected one of the list/],
    ['a setting that does not exist', () => request({ lerningRate: 1 }), /expected names that GET \/api\/methods lists, got 'lerningRate'/],
    ['an impossible value', () => request({ rank: 0 }), /rank: expected a whole number from 1 to 4096, got 0/],
    ['a LoRA that is not there', () => ({ ...request(), continues: 'l-000000000000' }), /LoRA l-000000000000: expected one that a run has made/],
    [
      'a voter who has not voted',
      () => ({ ...request(), voterIds: [store.voters.create(`nobody ${Math.floor(performance.now())}`).id] }),
      /expected at least 10 votes, got 0/,
    ],
  ])('%s', async (_, make, message) => {
    const before = store.runs.list().length
    await expect(supervisor.create(make())).rejects.toThrow(message)
    expect(store.runs.list().length).toBe(before)
  })
  test('too few votes are a problem that the estimate tells in words', async () => {
    const [voterId] = [store.voters.create('newcomer').id]
    const estimate = await supervisor.estimate({ ...request(), voterIds: [voterId] })
    expect(estimate.problems).toEqual([{ code: 'input', message: 'training: expected at least 10 votes, got 0. Vote on more pairs.' }])
  })
  test('what has ended can not be paused or stopped', async () => {
    const [run] = store.runs.list().filter(({ status }) => status === 'finished')
    for (const act of [supervisor.pause, supervisor.stop, supervisor.resume]) expect(() => act(run.id)).toThrow(/got one that is finished/)
  })
})
