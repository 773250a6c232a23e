/** Which timesteps a DDIM chain visits. What a step does there is left to ddim-step.ts. */
import { InputError } from '../errors.ts'
import { TIMESTEPS } from '../trainer/noise-schedule.ts'

/**
 * - `trailing`: from the last timestep on in equal strides, 999, 899, ... 99 for ten steps (Lin et al. 2023, arXiv
 *   2305.08891, section 3.3). The only one that starts where a zero-terminal-SNR model holds no signal.
 * - `leading`: 901, 801, ... 1 for ten steps: multiples of the stride plus Stable Diffusion's offset of 1. What D3PO,
 *   SPO and DDPO sample with.
 */
export type TimestepSpacing = 'trailing' | 'leading'

/** `leading` with its offset of 1 would start at timestep 1000, which is not there. */
const MOST_STEPS = { trailing: TIMESTEPS, leading: TIMESTEPS - 1 } as const

/** The timesteps of a chain of `steps` steps (1 to 1000; `leading` to 999), falling. The same lists as diffusers gives. */
export function ddimTimesteps(spacing: TimestepSpacing, steps: number): number[] {
  const most = MOST_STEPS[spacing]
  if (!Number.isInteger(steps) || steps < 1 || steps > most) {
    throw new InputError(`DDIM sampler: expected 1 to ${most} steps with ${spacing} spacing, got ${steps}. Usual numbers are 10 to 50.`)
  }
  const stride = Math.floor(TIMESTEPS / steps)
  return Array.from({ length: steps }, (_, i) =>
    spacing === 'leading' ? (steps - 1 - i) * stride + 1 : roundHalfToEven((TIMESTEPS * (steps - i)) / steps) - 1,
  )
}

/** As numpy and PyTorch round: a stride of 62.5 visits 937 and then 874, not 875. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor === 0.5) return floor % 2 === 0 ? floor : floor + 1
  return Math.round(value)
}
