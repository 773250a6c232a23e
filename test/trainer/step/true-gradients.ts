/** Gradients of a whole step against central differences of its loss, for the tests of every kind of step. */
import { expect } from 'vitest'
import { randomSource } from '../../../src/random.ts'
import type { Trainable } from '../../../src/trainer/step/trainable.ts'

/** A step over the items it is always run on. */
export type LossAndGradients = () => Promise<{ loss: number; gradients: Float32Array[] }>

/**
 * Compares d loss along random directions, spread over all parameters, with (loss(p + h u) - loss(p - h u)) / 2h, h = `width`. The
 * parameters are left as they were.
 */
export async function expectTrueGradients({ parameters }: Trainable, run: LossAndGradients, width = 1e-2, bound = 2e-3): Promise<void> {
  const { gradients } = await run()
  const start = parameters.map((values) => values.slice())
  const lossAt = async (direction: Float32Array[], distance: number): Promise<number> => {
    parameters.forEach((values, k) => {
      values.forEach((_, i) => {
        values[i] = start[k][i] + distance * direction[k][i]
      })
    })
    return (await run()).loss
  }
  const size = Math.sqrt(gradients.reduce((sum, gradient) => sum + gradient.reduce((part, value) => part + value * value, 0), 0))
  expect(size).toBeGreaterThan(0)
  for (let round = 0; round < 3; round++) {
    const random = randomSource(round, 'direction')
    // Half along the gradient, so that the derivative is not small against the loss's own rounding.
    const noise = gradients.map((gradient) => random.fillNormal(new Float32Array(gradient.length)))
    const norm = Math.sqrt(noise.reduce((sum, values) => sum + values.reduce((part, value) => part + value * value, 0), 0))
    const direction = gradients.map((gradient, k) => gradient.map((value, i) => 0.5 * (value / size) + noise[k][i] / norm))
    const analytic = gradients.reduce((sum, gradient, k) => sum + gradient.reduce((part, value, i) => part + value * direction[k][i], 0), 0)
    const numeric = ((await lossAt(direction, width)) - (await lossAt(direction, -width))) / (2 * width)
    expect(Math.abs(numeric - analytic) / size, `direction ${round}: ${numeric} against ${analytic}`).toBeLessThan(bound)
  }
  parameters.forEach((values, k) => {
    values.set(start[k])
  })
}
