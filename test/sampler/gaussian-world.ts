/**
 * A world where everything is known: data N(m, s^2 I), noised by a schedule. The best network is linear, and so are the
 * flow and the marginals.
 */
import type { Predict } from '../../src/sampler/predict.ts'
import type { NoiseSchedule } from '../../src/trainer/noise-schedule.ts'

export interface GaussianWorld {
  mean: number
  deviation: number
}

/** Mean and deviation of x_t at signal level abar. */
export function marginal({ mean, deviation }: GaussianWorld, level: number): GaussianWorld {
  return { mean: Math.sqrt(level) * mean, deviation: Math.sqrt(level * deviation ** 2 + 1 - level) }
}

/** The probability flow keeps (x - mean) / deviation: where a starting noise ends at `level`. */
export function flow(world: GaussianWorld, startLevel: number, level: number, start: number): number {
  const [from, to] = [marginal(world, startLevel), marginal(world, level)]
  return to.mean + ((start - from.mean) / from.deviation) * to.deviation
}

/**
 * The predictor with the least squared error: E[noise | x_t] = sigma (x_t - a m) / (a^2 s^2 + sigma^2), E[x0 | x_t] =
 * m + a s^2 (x_t - a m) / (a^2 s^2 + sigma^2). Conditions index `worlds`.
 */
export function bestPredictor({ signalLevels, prediction }: NoiseSchedule, worlds: readonly GaussianWorld[]): Predict<number> {
  return async ({ latents, timesteps, conditions }) => {
    const length = latents.length / timesteps.length
    return latents.map((x, i) => {
      const row = Math.floor(i / length)
      const level = signalLevels[timesteps[row]]
      const world = worlds[conditions[row]]
      const { mean, deviation } = marginal(world, level)
      const noise = (Math.sqrt(1 - level) * (x - mean)) / deviation ** 2
      const clean = world.mean + (Math.sqrt(level) * world.deviation ** 2 * (x - mean)) / deviation ** 2
      return prediction === 'eps' ? noise : Math.sqrt(level) * noise - Math.sqrt(1 - level) * clean
    })
  }
}

/** Mean and variance of all numbers. */
export function moments(rows: readonly Float32Array[]): { mean: number; variance: number; count: number } {
  let [sum, squares, count] = [0, 0, 0]
  for (const row of rows) {
    for (const value of row) {
      sum += value
      squares += value ** 2
    }
    count += row.length
  }
  return { mean: sum / count, variance: squares / count - (sum / count) ** 2, count }
}
