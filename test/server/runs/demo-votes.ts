/** A store with pairs of the demo model and votes on them, for tests of runs. */
import { randomUUID } from 'node:crypto'
import type { Host } from '../../../src/host/host.ts'
import { encodeLatent } from '../../../src/host/latent-file.ts'
import type { Store } from '../../../src/preferences/store.ts'

/** Makes a dataset of `pairs` pairs from the demo model and votes on the first `votes` of them: for the brighter picture. */
export async function demoVotes(store: Store, host: Host, { pairs, votes }: { pairs: number; votes: number }): Promise<{ datasetId: string; voterId: string }> {
  const [model] = await host.models()
  const dataset = store.datasets.create({ name: `flowers ${pairs}`, source: 'sampled', modelId: model.id })
  const voter = store.voters.create('Ada')
  const orders = Array.from({ length: 2 * pairs }, (_, i) => ({ prompt: model.prompts[Math.floor(i / 2) % model.prompts.length], seed: i }))
  const drawn: { hash: string; brightness: number; promptId: string }[] = []
  await host.sample(
    { modelId: model.id, pictures: orders, steps: 2 },
    {
      onPicture({ format, file, width, height, latent, generation }, index) {
        const { hash } = store.files.put(format, file)
        const latentHash = latent && store.files.put('latent', encodeLatent(latent)).hash
        const prompt = store.prompts.ensure(dataset.id, orders[index].prompt)
        store.images.insert(dataset.id, [{ hash, format, width, height, promptId: prompt.id, latentHash, generation: { seed: Number(generation.seed) } }])
        drawn[index] = { hash, promptId: prompt.id, brightness: latent?.data.reduce((sum, value) => sum + value, 0) ?? 0 }
      },
      onProgress: () => {},
      signal: new AbortController().signal,
    },
  )
  store.pairs.insert(
    dataset.id,
    Array.from({ length: pairs }, (_, i) => ({ promptId: drawn[2 * i].promptId, images: [drawn[2 * i].hash, drawn[2 * i + 1].hash], seedGroup: String(i) })),
  )
  const brightness = new Map(drawn.map((picture) => [picture.hash, picture.brightness]))
  // A repeat now and then, which adds no vote.
  while ((store.datasets.get(dataset.id)?.counts.votes ?? 0) < votes) {
    const { shown } = store.showings.next({ datasetId: dataset.id, voterId: voter.id, count: 1 })
    const [{ showing, pair }] = shown
    const [first, second] = pair.images.map((hash) => brightness.get(hash) ?? 0)
    const choice = { kind: 'pick', position: first > second ? 0 : 1 } as const
    const event = {
      kind: 'vote',
      id: randomUUID(),
      showingId: showing.id,
      voterId: voter.id,
      choice,
      clientVersion: 'test',
      votedAt: new Date().toISOString(),
    } as const
    const [result] = await store.votes.append([event])
    if (result.status !== 'stored') throw new Error(JSON.stringify(result))
  }
  return { datasetId: dataset.id, voterId: voter.id }
}

/** Settings under which a run takes a second or two. */
export const QUICK = { steps: 6, pairsPerStep: 4, draws: 4, evaluateEvery: 3, samples: 4 }
