/** A store with one of everything, put there without the server, so that every route finds what it names. */
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodePng } from '../../src/files/png.ts'
import type { Store } from '../../src/preferences/store.ts'
import { hashOf } from '../../src/server/security/tokens.ts'
import { COLOURS } from './colour-host.ts'

export interface Filled {
  voterId: string
  datasetId: string
  promptId: string
  hash: string
  pairIds: string[]
  runId: string
  loraId: string
  comparisonId: string
}

/** `pairs` pairs of one prompt, the first of them voted on. */
export async function fillStore(store: Store, pairs = 4): Promise<Filled> {
  const voter = store.voters.create('Ada')
  const dataset = store.datasets.create({ name: 'flowers', source: 'sampled', modelId: COLOURS })
  const prompt = store.prompts.ensure(dataset.id, 'a red flower')
  const picture = (shade: number): string => {
    const { hash } = store.files.put('png', encodePng({ width: 2, height: 2, data: Uint8Array.from({ length: 12 }, (_, i) => (shade * 7 + i * 13) % 256) }))
    store.images.insert(dataset.id, [{ hash, format: 'png', width: 2, height: 2, promptId: prompt.id, generation: { seed: shade } }])
    return hash
  }
  const hashes = Array.from({ length: 2 * pairs }, (_, i) => picture(i))
  const made = store.pairs.insert(
    dataset.id,
    Array.from({ length: pairs }, (_, i) => ({ promptId: prompt.id, images: hashes.slice(2 * i, 2 * i + 2), seedGroup: String(i) })),
  )
  const shown = store.showings.ofPair(made[0].id, voter.id)
  const eventId = randomUUID()
  await store.votes.append([
    {
      kind: 'vote',
      id: eventId,
      showingId: shown.showing.id,
      voterId: voter.id,
      choice: { kind: 'pick', position: 0 },
      responseMs: 800,
      clientVersion: '1',
      votedAt: new Date().toISOString(),
    },
  ])

  const run = store.runs.create({ datasetId: dataset.id, name: 'first run', settings: { modelId: COLOURS, given: {}, steps: 10 } })
  store.runs.setStatus(run.id, 'running')
  store.runs.appendMetrics(run.id, [
    { kind: 'step', step: 1, data: { loss: 0.69, gradientNorm: 1 } },
    { kind: 'evaluation', step: 1, data: { step: 1, accuracy: 0.5, votes: 4, logSigmoid: -0.69 } },
    { kind: 'alarm', step: 1, data: { step: 1, kind: 'loser-error', sentence: 'The loser got worse.' } },
  ])
  store.runs.addSamples(run.id, [{ step: 1, index: 0, imageHash: hashes[0], promptText: 'a red flower', seed: 7 }])
  store.runs.setVotes(run.id, [eventId])
  store.runs.setStatus(run.id, 'finished')
  const path = `${run.id}/step-1.safetensors`
  mkdirSync(join(store.folder, 'loras', run.id), { recursive: true })
  writeFileSync(join(store.folder, 'loras', path), 'weights')
  const lora = store.loras.insert({
    runId: run.id,
    step: 1,
    name: 'first LoRA',
    path,
    hash: hashOf('weights'),
    best: true,
    summary: { method: 'see-diffusion-dpo' },
  })

  const comparison = store.comparisons.create({
    modelId: COLOURS,
    datasetId: dataset.id,
    name: 'base against LoRA',
    columns: [
      { loraId: null, strength: 1 },
      { loraId: lora.id, strength: 1 },
    ],
    blind: [0, 1],
    seed: 1,
  })
  store.comparisons.addRows(comparison.id, [{ row: 0, promptText: 'a red flower', seed: 1, imageHashes: hashes.slice(0, 2) }])
  return {
    voterId: voter.id,
    datasetId: dataset.id,
    promptId: prompt.id,
    hash: hashes[0],
    pairIds: made.map(({ id }) => id),
    runId: run.id,
    loraId: lora.id,
    comparisonId: comparison.id,
  }
}
