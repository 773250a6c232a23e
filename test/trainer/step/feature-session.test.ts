/** Features of the frozen network: half of its way, of the reference whatever is trained, row by row. */
import { describe, expect, test } from 'vitest'
import { initialMlp, mlpModel } from '../../../src/trainer/models/mlp.ts'
import { noiseSchedule } from '../../../src/trainer/noise-schedule.ts'
import { createFeatureSession } from '../../../src/trainer/step/feature-session.ts'
import { loraTrainable } from '../../../src/trainer/step/trainable.ts'
import { relativeError } from '../relative-error.ts'
import { TINY, TINY_LATENT, TINY_SESSION, TINY_TOKENS, tinyCaption, tinyLatent } from '../tiny-unet.ts'
import { tinyModel, trainedAdapters } from './tiny-steps.ts'

const model = tinyModel()
const rows = [0, 1, 2, 3, 4].map((i) => ({ timestep: 200 * i, conditioning: tinyCaption(`features ${i}`) }))
const noisy = Float32Array.from(rows.flatMap((_, i) => [...tinyLatent(`features ${i}`)]))
const features = async (count: number, trainable = loraTrainable([]), role: 'policy' | 'reference' = 'reference') => {
  const session = await createFeatureSession({ model, trainable, role, rows: count, latent: TINY_LATENT, tokens: TINY_TOKENS, session: TINY_SESSION })
  const out = await session.features(noisy, rows)
  const { width } = session
  await session.dispose()
  return { out, width }
}

describe('of the UNet', () => {
  test('are quarters of the last block of each resolution and of the middle, the same in batches of any size', async () => {
    const { out, width } = await features(5)
    // One resolution of 8 channels, and the middle block.
    expect(width).toBe(2 * 4 * TINY.modelChannels)
    expect(out.length).toBe(5 * width)
    for (const count of [1, 2, 8]) expect(relativeError((await features(count)).out, out)).toBeLessThan(1e-5)
    expect(new Set(rows.map((_, i) => out[i * width])).size).toBe(5)
  })
  test('of the reference do not know what is trained', async () => {
    const trainable = loraTrainable(trainedAdapters(model, 1))
    const plain = await features(5)
    expect((await features(5, trainable)).out).toEqual(plain.out)
    expect((await features(5, trainable, 'policy')).out).not.toEqual(plain.out)
  })
})

test('of the MLP are its last hidden layer', async () => {
  const options = { dimensions: 2, width: 16, depth: 2, schedule: noiseSchedule({ prediction: 'eps', zeroTerminal: false }) }
  const mlp = mlpModel(options, initialMlp(options, 4))
  const session = await createFeatureSession({
    model: mlp,
    trainable: loraTrainable([]),
    role: 'reference',
    rows: 2,
    latent: [2],
    tokens: 0,
    session: TINY_SESSION,
  })
  expect(session.width).toBe(16)
  const none = { context: new Float32Array(), tokens: 0 }
  expect(
    (
      await session.features(Float32Array.of(0.1, 0.2, 0.3, 0.4), [
        { timestep: 1, conditioning: none },
        { timestep: 900, conditioning: none },
      ])
    ).length,
  ).toBe(32)
  await session.dispose()
})
