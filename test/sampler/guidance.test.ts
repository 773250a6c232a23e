import { expect, test } from 'vitest'
import { checkGuidance, guide, guidedPrediction } from '../../src/sampler/guidance.ts'
import type { PredictBatch } from '../../src/sampler/predict.ts'

const BATCH = { latents: Float32Array.of(1, 2, 3, 4), timesteps: [7, 9], conditions: ['a', 'b'] }

async function seen(guidance: Parameters<typeof guidedPrediction<string>>[2]): Promise<{ batches: PredictBatch<string>[]; output: Float32Array }> {
  const batches: PredictBatch<string>[] = []
  const values: Record<string, number> = { a: 10, b: 20, none: 5 }
  const output = await guidedPrediction(
    async (batch) => {
      batches.push({ ...batch, latents: batch.latents.slice() })
      return batch.latents.map((x, i) => x + values[batch.conditions[Math.floor(i / 2)]])
    },
    BATCH,
    guidance,
  )
  return { batches, output }
}

test('both halves go in one call, conditional first', async () => {
  const { batches, output } = await seen({ scale: 3, unconditional: 'none' })
  expect(batches).toEqual([{ latents: Float32Array.of(1, 2, 3, 4, 1, 2, 3, 4), timesteps: [7, 9, 7, 9], conditions: ['a', 'b', 'none', 'none'] }])
  expect(output).toEqual(Float32Array.of(6 + 3 * 5, 7 + 3 * 5, 8 + 3 * 15, 9 + 3 * 15))
})

test.each([undefined, { scale: 1, unconditional: 'none' }])('no guidance costs no second half', async (guidance) => {
  const { batches, output } = await seen(guidance)
  expect(batches).toEqual([BATCH])
  expect(output).toEqual(Float32Array.of(11, 12, 23, 24))
})

test('below its lowest timestep guidance costs no second half', async () => {
  expect((await seen({ scale: 3, unconditional: 'none', from: 10 })).batches).toEqual([BATCH])
  expect((await seen({ scale: 3, unconditional: 'none', from: 9 })).batches[0].conditions).toHaveLength(4)
})

test('rescaling brings each row to the deviation of its conditional output', () => {
  const output = Float32Array.of(1, 3, -2, 8, /* unconditional */ 0, 1, 1, 1)
  const guided = guide(output, 2, 4, 0)
  expect(guided).toEqual(Float32Array.of(4, 9, -11, 29))
  const full = guide(output, 2, 4, 1)
  for (const [i, factor] of [2 / 5, 2 / 5, 10 / 40, 10 / 40].entries()) expect(full[i]).toBeCloseTo(guided[i] * factor, 6)
  const part = guide(output, 2, 4, 0.7)
  for (let i = 0; i < 4; i++) expect(part[i]).toBeCloseTo(0.7 * full[i] + 0.3 * guided[i], 6)
})

test('a constant output is left as it is', () => {
  expect(guide(Float32Array.of(2, 1), 1, 3, 1)).toEqual(Float32Array.of(4))
})

test('numbers outside their ranges are refused', () => {
  for (const scale of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => checkGuidance({ scale, unconditional: 0 })).toThrow(/expected a finite scale/)
  for (const rescale of [-0.1, 1.1, Number.NaN]) expect(() => checkGuidance({ scale: 2, unconditional: 0, rescale })).toThrow(/rescale factor from 0 to 1/)
  for (const from of [-1, 1001, Number.NaN]) expect(() => checkGuidance({ scale: 2, unconditional: 0, from })).toThrow(/lowest timestep from 0 to 1000/)
})
