/** AdamW and clipping against torch.optim.AdamW and clip_grad_norm_ (test/fixtures/torch), warm-up, and misuse. */
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openSafetensors } from '../../src/trainer/models/safetensors/open-safetensors.ts'
import { adamWState, adamWStep, clipNorm, globalNorm, warmedUp } from '../../src/trainer/optimizer.ts'
import { formula } from './formula.ts'
import { relativeError } from './relative-error.ts'

const fixture = openSafetensors(join(import.meta.dirname, '../fixtures/torch/optimizer.safetensors'))
afterAll(() => fixture.close())

describe('misuse', () => {
  const parameters = [new Float32Array(2), new Float32Array(3)]

  test('another number of gradients', () => {
    expect(() => adamWStep(parameters, [new Float32Array(2)], adamWState(parameters), 0.1)).toThrow(/expected 2 gradients, got 1/)
  })
  test('a gradient of another length', () => {
    const state = adamWState(parameters)
    expect(() => adamWStep(parameters, [new Float32Array(2), new Float32Array(4)], state, 0.1)).toThrow(/gradient 1.*3 numbers, got 4/)
    expect(state.step, 'nothing was done').toBe(0)
  })
  test('the state of other parameters', () => {
    expect(() => adamWStep(parameters, parameters, adamWState([new Float32Array(2)]), 0.1)).toThrow(/state.*2 arrays.*got 1/)
  })
})

describe.each([
  ['defaults', {}],
  ['other', { beta1: 0.8, beta2: 0.95, epsilon: 1e-4, weightDecay: 0.3 }],
])('AdamW with %s', (name, options) => {
  test('five clipped steps equal PyTorch', () => {
    const parameters = [formula('adamw.p0', 7), formula('adamw.p1', 12)]
    const state = adamWState(parameters)
    for (let step = 0; step < 5; step++) {
      const gradients = parameters.map((parameter, i) => formula(`adamw.g${step}.${i}`, parameter.length, step < 3 ? 2 : 0.1))
      const norm = clipNorm(gradients, 1)
      expect(relativeError([norm], fixture.read(`${name}/norm${step}`))).toBeLessThan(1e-6)
      adamWStep(parameters, gradients, state, 0.05, options)
      parameters.forEach((parameter, i) => {
        expect(relativeError(parameter, fixture.read(`${name}/p${step}.${i}`)), `step ${step}, array ${i}`).toBeLessThan(1e-6)
      })
    }
    expect(state.step).toBe(5)
  })
})

describe('clipping', () => {
  test('scales to the limit over all arrays together', () => {
    const gradients = [Float32Array.of(3, 0), Float32Array.of(0, 4)]
    expect(clipNorm(gradients, 2)).toBe(5)
    expect(globalNorm(gradients)).toBeCloseTo(2, 6)
    expect(gradients[1]?.[1]).toBeCloseTo(1.6, 6)
  })
  test('leaves what is short enough as it is', () => {
    const gradients = [Float32Array.of(0.1, -0.2)]
    clipNorm(gradients, 1)
    expect([...(gradients[0] as Float32Array)]).toEqual([Math.fround(0.1), Math.fround(-0.2)])
  })
  test('reports a norm that is not finite instead of hiding it', () => {
    expect(clipNorm([Float32Array.of(1, Number.NaN)], 1)).toBeNaN()
    expect(clipNorm([Float32Array.of(1, Number.POSITIVE_INFINITY)], 1)).toBe(Number.POSITIVE_INFINITY)
  })
  test('does not overflow where the sum of squares leaves F32', () => {
    const gradients = [Float32Array.of(3e30, 4e30)]
    expect(clipNorm(gradients, 1) / 5e30).toBeCloseTo(1, 6)
    expect(globalNorm(gradients)).toBeCloseTo(1, 6)
  })
})

test('warm-up rises in equal steps and ends at the full rate', () => {
  expect([0, 1, 2, 3, 4, 100].map((step) => warmedUp(1, step, 4))).toEqual([0.25, 0.5, 0.75, 1, 1, 1])
  expect(warmedUp(0.5, 0, 0)).toBe(0.5)
})
