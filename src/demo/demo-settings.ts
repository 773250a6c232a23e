/**
 * How the demo samples and trains: one place for its numbers. Sized for two cores and three minutes.
 */
import type { RunSettings } from '../trainer/run/run-settings.ts'
import type { DemoOptions } from './demo-options.ts'

/**
 * Guidance where size and colour are decided, none below: the direction towards "red" is also the one towards more petal
 * area, and with every step guided at 2 no flower came out pointed (docs/decisions/0006-demo-model.md). Even strides of
 * log-SNR and a little fresh noise draw what is rare as often as it should be; ten even strides of t do not, whatever the
 * training (docs/evidence/demo-model).
 */
export const SAMPLER = { spacing: 'log-snr', steps: 10, guidance: 1.1, guidanceFrom: 800, eta: 0.3 } as const

/** Fresh prompt-seed pairs that the proof is made on. */
export const FRESH_PAIRS = 216

/** Cores that sessions use; a run is reproducible for one count. */
export const THREADS = 2

export function demoRunSettings(
  model: string,
  { method, gamma, seed }: Pick<DemoOptions, 'method' | 'gamma' | 'seed'>,
): Partial<RunSettings> & { model: string } {
  return {
    model,
    method,
    ...(gamma === undefined ? {} : { gamma }),
    seed,
    threads: THREADS,
    // A small model runs fastest optimised and prepacked; its graph still goes through query blocks and checkpointing.
    profile: 'small',
    queryBlock: 32,
    checkpoint: true,
    // Chosen on the night owl's votes (docs/evidence/demo-settings.md): higher beta learns too little in 200 steps; a higher
    // learning rate or lower timesteps raise the loser's error without lowering the winner's, and pictures fall apart.
    beta: 300,
    gammaN: 0.3,
    timestepFrom: 600,
    // Up to pure noise, where it is decided most, whatever a method leaves out for large models.
    timestepTo: 1000,
    draws: 16,
    rank: 8,
    alpha: 8,
    learningRate: 4e-4,
    weightDecay: 0,
    steps: 200,
    pairsPerStep: 16,
    pairsPerCall: 16,
    evaluateEvery: 50,
    samples: 16,
    sampleSteps: SAMPLER.steps,
    guidance: SAMPLER.guidance,
    guidanceFrom: SAMPLER.guidanceFrom,
  }
}
