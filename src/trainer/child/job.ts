/**
 * What a parent asks of a trainer child, and what it hears back: plain data over Node's IPC. The child is worker.ts, the
 * parent's side start-job.ts.
 */
import type { DdimPlan } from '../../sampler/ddim-step.ts'
import type { PictureRequest } from '../../sampler/sample.ts'
import type { Shape } from '../graph/shape.ts'
import type { Conditioning } from '../models/model.ts'
import type { Alarm, Evaluation } from '../run/health.ts'
import type { RunSettings } from '../run/run-settings.ts'
import type { RunResult, StepReport } from '../run/training-run.ts'
import type { WorkEstimate } from '../run/work-estimate.ts'
import type { ScorerBucket } from '../scorer/train-scorer.ts'
import type { ScoreFilesOptions } from './score-files.ts'

/** Trains in a folder that holds `settings.json` and `dataset.safetensors`; goes on from its checkpoint. */
export interface TrainJob {
  kind: 'train'
  folder: string
}

/** Draws pictures from a checkpoint, with a LoRA or without. */
export interface SampleJob {
  kind: 'sample'
  model: string
  lora?: { path: string; strength: number }
  latentShape: Shape
  pictures: readonly PictureRequest<number>[]
  /** `PictureRequest.condition` is an index into these. */
  conditionings: readonly Conditioning[]
  unconditional: Conditioning
  guidance: number
  /** Lowest timestep that is guided; all by default. */
  guidanceFrom?: number
  spacing: DdimPlan['spacing']
  steps: number
  eta: number
  threads: number
}

/** Scores pictures with an image scorer in an ONNX file. */
export interface ScoreJob {
  kind: 'score'
  scorer: string
  /** Of one picture: [channels, height, width]. */
  shape: Shape
  pictures: readonly Float32Array[]
  threads: number
}

/** Scores picture files, which are scaled and normalised as the scorer wants them. */
export interface ScoreFilesJob extends Omit<ScoreFilesOptions, 'stopped' | 'onProgress'> {
  kind: 'score-files'
}

/** Asks a run's LoRA how sure it is of pairs that nobody voted on. */
export interface MarginsJob {
  kind: 'margins'
  /** The run's, with its `settings.json`. */
  folder: string
  lora: string
  /** Dataset file of the pairs. */
  dataset: string
}

/** What a run would take, without starting it. */
export interface EstimateJob {
  kind: 'estimate'
  settings: RunSettings
  latent: Shape
  tokens: number
}

export type Job = TrainJob | SampleJob | ScoreJob | ScoreFilesJob | MarginsJob | EstimateJob

/** Results by kind of job. */
export interface JobResults {
  train: RunResult
  sample: { latents: Float32Array[]; stopped: boolean }
  /** One a picture; fewer after a stop. */
  score: Float32Array
  /** One a picture; fewer after a stop. */
  'score-files': Float32Array
  /** beta x (d_winner - d_loser), one a pair; fewer after a stop. */
  margins: Float32Array
  estimate: WorkEstimate
}

export type JobCommand = 'pause' | 'resume' | 'stop'

export type JobEvent =
  | { event: 'progress'; phase: string; done: number; total: number }
  /** A sampled picture is finished; the same latents are in the result. */
  | { event: 'picture'; index: number; latent: Float32Array }
  /** A method with a scorer has trained it; how well it agrees with votes that it has not seen. */
  | { event: 'scorer'; buckets: readonly ScorerBucket[] }
  | { event: 'step'; step: StepReport }
  | { event: 'evaluation'; evaluation: Evaluation; samples: readonly Float32Array[]; lora?: string }
  | { event: 'alarm'; alarm: Alarm }

export type WorkerMessage = JobEvent | { event: 'result'; result: unknown } | { event: 'error'; code: string; message: string }
