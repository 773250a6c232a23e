import { expect, test } from 'vitest'
import { inBatches, type PredictBatch } from '../../src/sampler/predict.ts'

function recorder(): { sizes: number[]; predict: (batch: PredictBatch<number>) => Promise<Float32Array> } {
  const sizes: number[] = []
  return {
    sizes,
    async predict({ latents, timesteps, conditions }) {
      sizes.push(timesteps.length)
      const length = latents.length / timesteps.length
      expect(conditions.length).toBe(timesteps.length)
      expect(Number.isInteger(length)).toBe(true)
      return latents.map((x, i) => x * timesteps[Math.floor(i / length)] + conditions[Math.floor(i / length)])
    },
  }
}

test.each([1, 2, 3, 4, 7, 8, 20])('batches of %s give what one call gives, always full', async (size) => {
  const batch = { latents: Float32Array.from({ length: 21 }, (_, i) => i / 4), timesteps: [5, 6, 7, 8, 9, 10, 11], conditions: [0, 1, 2, 3, 4, 5, 6] }
  const expected = await recorder().predict(batch)
  const { sizes, predict } = recorder()
  expect(await inBatches(predict, size)(batch)).toEqual(expected)
  expect(sizes).toEqual(Array(Math.ceil(7 / size)).fill(size))
})

test('an output of the wrong size is noticed', async () => {
  const batch = { latents: new Float32Array(6), timesteps: [1, 1], conditions: [0, 0] }
  await expect(inBatches(async () => new Float32Array(5), 2)(batch)).rejects.toThrow(/expected 6 numbers, as many as the latents have, got 5/)
})

test.each([0, 1.5, Number.NaN])('a batch size of %s is refused', (size) => {
  expect(() => inBatches(async ({ latents }) => latents, size)).toThrow(/batch size of at least 1/)
})
