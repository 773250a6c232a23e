/** What Encode Preferences does: asks for every latent and conditioning of a dataset, so that they are made now and kept. */
import { InputError } from '../../errors.ts'
import { latentOf } from '../../server/runs/training-dataset.ts'
import type { Shape } from '../../trainer/graph/shape.ts'
import { ENCODE_PREFERENCES } from '../encode-preferences.ts'
import { datasetOf, preferencesOf } from '../node-dataset.ts'
import { runnable, value } from '../node-task.ts'
import { counted } from '../words.ts'

export const encodePreferences = runnable(ENCODE_PREFERENCES, async ({ preferences, model, clip, vae }, { context, host, session, prompt, nodeId }) => {
  const { store } = context
  const dataset = datasetOf(context, preferences)
  const hashes = new Set<string>()
  const prompts = new Set<string>()
  for (const view of store.pairs.all(dataset.id)) {
    prompts.add(view.prompt.text)
    for (const hash of view.pair.images) hashes.add(hash)
  }
  if (hashes.size === 0) throw new InputError(`${dataset.name}: expected pairs, got none. Put Preference Sampler or Pairs from Folder in front.`)

  const seen = { session, prompt, nodeId, model: model.$object, clip: clip.$object, vae: vae.$object }
  return host.withModel(seen, async ({ id: modelId, name }) => {
    const sizes = new Map<string, Shape>()
    let done = 0
    for (const hash of hashes) {
      session.signal.throwIfAborted()
      const { shape } = await latentOf(store, host, modelId, dataset.id, hash)
      sizes.set(shape.join(), shape)
      session.progress(++done, hashes.size)
    }
    for (const shape of sizes.values()) await host.conditionings(modelId, [...prompts], shape)
    const report = [
      `${dataset.name}: ${counted(hashes.size, 'picture')} and ${counted(prompts.size, 'prompt')} are ready for ${name}.`,
      ...(sizes.size > 1 ? [`The pictures have ${sizes.size} sizes; one training takes one size.`] : []),
    ].join(' ')
    session.text(report)
    return { outputs: [value(preferencesOf(dataset, modelId)), value(report)] }
  })
})
