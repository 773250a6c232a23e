/**
 * What a run asks of its method: steps and measurements. Each kind of method stands in its own file beside this one; the loop
 * around them is training-run.ts's.
 */
import type { ScorerBucket } from '../../scorer/train-scorer.ts'
import type { StepResult } from '../../step/pair-step.ts'
import type { Dataset } from '../dataset.ts'
import type { PairEvaluation } from '../evaluation.ts'
import type { PreparedRun } from '../prepare-run.ts'
import type { RunSettings } from '../run-settings.ts'
import type { RunControl } from '../training-run.ts'

/** A method that is ready to train. */
export interface MethodRun {
  /** Weight of the entropy, as given or as set from the offsets' spread. */
  readonly gamma: number
  /** How well the scorer of methods that have one agrees with votes that it has not seen. */
  readonly scorer?: readonly ScorerBucket[]
  /** Loss and gradients of optimizer step `step` (from 0) at the parameters as they are. */
  step(step: number): Promise<StepOutcome>
  /** What the votes that were held out say of the policy as it is. */
  evaluate(): Promise<PairEvaluation>
  dispose(): Promise<void>
}

export interface StepOutcome extends Pick<StepResult, 'loss' | 'z' | 'gradients'> {
  /** Of each z. */
  labels: readonly number[]
  /** Share of scores outside of the ratio clamp, where there is one: those members had no gradient. */
  clamped?: number
}

/** Everything that a method stands on. */
export interface MethodContext {
  folder: string
  settings: RunSettings
  dataset: Dataset
  run: PreparedRun
  /** Of what is computed before the first step. */
  onProgress(done: number, total: number): void
  control: Pick<RunControl, 'stopped' | 'resumed'>
}
