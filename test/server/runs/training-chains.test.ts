/** Chains of a dataset's pictures, read back from the files that a host gave, beside pictures without. */
import { expect, test } from 'vitest'
import { encodePng } from '../../../src/files/png.ts'
import { openStore } from '../../../src/preferences/open-store.ts'
import { trainingChains } from '../../../src/server/runs/training-chains.ts'
import { encodeSafetensors } from '../../../src/trainer/models/safetensors/write-safetensors.ts'
import { temporaryFolder } from '../../trainer/tiny-unet.ts'

const LATENT = [1, 2, 2] as const
/** As a host's `sample` call gives it. */
const chainFile = (value: number): Uint8Array =>
  encodeSafetensors('a chain', [
    { name: 'x', dtype: 'F32', shape: [3, ...LATENT], data: new Float32Array(12).fill(value) },
    { name: 'noise', dtype: 'F32', shape: [2, ...LATENT], data: new Float32Array(8) },
    { name: 'timesteps', dtype: 'F32', shape: [2], data: Float32Array.of(900, 400) },
    { name: 'sigmas', dtype: 'F32', shape: [3], data: Float32Array.of(3, 1, 0) },
  ])

test('pictures that were sampled alike share a plan; those without a chain are left out', async () => {
  const store = openStore({ folder: temporaryFolder() })
  const dataset = store.datasets.create({ name: 'chains', source: 'sampled', modelId: 'm', keepChains: true })
  const prompt = store.prompts.ensure(dataset.id, 'a flower')
  const picture = (shade: number, guidance: number, chain?: Uint8Array): string => {
    const { hash } = store.files.put('png', encodePng({ width: 2, height: 2, data: new Uint8Array(12).fill(shade) }))
    const chainHash = chain && store.files.put('chain', chain).hash
    store.images.insert(dataset.id, [{ hash, format: 'png', width: 2, height: 2, promptId: prompt.id, generation: { guidance }, chainHash }])
    return hash
  }
  const hashes = [picture(1, 7, chainFile(0.1)), picture(2, 7, chainFile(0.2)), picture(3, 7), picture(4, 3, chainFile(0.4))]
  const { plans, ofPicture } = trainingChains(store, dataset.id, hashes, LATENT)
  expect(plans.map(({ guidance, levels, eta }) => [guidance, levels, eta])).toEqual([
    [7, [0.1, 0.5, 1], 1],
    [3, [0.1, 0.5, 1], 1],
  ])
  expect([...ofPicture].map(([place, { plan, latents }]) => [place, plan, latents[0]])).toEqual([
    [0, 0, Math.fround(0.1)],
    [1, 0, Math.fround(0.2)],
    [3, 1, Math.fround(0.4)],
  ])
  expect(() => trainingChains(store, dataset.id, hashes, [1, 4, 4])).toThrow(/Sample the picture again/)
  store.close()
})
