/**
 * How the demo samples and trains: one place for its numbers. Sized for two cores and three minutes.
 */
import type { RunSettings } from '../trainer/run/run-settings.ts'
import type { DemoOptions } from './demo-options.ts'

/**
 * Mild guidance: at 2 the direction towards "red" is also the one towards more petal area, and no flower came out pointed;
 * prompts are followed without any (docs/decisions/0006-demo-model.md).
 */
export const SAMPLER = { steps: 10, guidance: 1.25, eta: 0 } as const

/** Fresh prompt-seed pairs that the proof is made on. */
export const FRESH_PAIRS = 144

/** Cores that sessions use; a run is reproducible for one count. */
export const THREADS = 2

export function demoRunSettings(model: string, { method, gamma, seed }: DemoOptions): Partial<RunSettings> & { model: string } {
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
    beta: 1000,
    gammaN: 0.3,
    draws: 16,
    rank: 8,
    alpha: 8,
    learningRate: 2e-3,
    weightDecay: 0,
    steps: 200,
    pairsPerStep: 16,
    pairsPerCall: 16,
    evaluateEvery: 50,
    samples: 16,
    sampleSteps: SAMPLER.steps,
    guidance: SAMPLER.guidance,
  }
}
