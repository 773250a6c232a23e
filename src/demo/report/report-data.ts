/**
 * Everything that the demo's report shows, as plain data. Measuring it is left to the demo, laying it out to report-page.ts.
 * Any number may be NaN where it could not be measured; the report shows a dash for it.
 */

/** One prompt and seed, drawn by the base model and by the tuned one. */
export interface PicturePair {
  prompt: string
  seed: number
  /** CHW RGB, 3*32*32 in [0, 1]. */
  base: Float32Array
  /** As `base`. */
  tuned: Float32Array
  /** The voter's answer for these two. */
  preferred: 'base' | 'tuned' | 'tie'
}

/** How the LoRA was trained. */
export interface TrainingSettings {
  /** The method's name as people know it: "SEE-Diffusion-DPO". */
  method: string
  beta: number
  gamma: number
  /** The wanted standard deviation of the entropy offset in units of z, from which gamma follows. */
  gammaN: number
  rank: number
  alpha: number
  steps: number
  pairsPerStep: number
  /** Stored draws (timestep and noise) of a pair, M. */
  draws: number
  seed: number
  learningRate: number
}

/** The voter, as in its file. */
export interface ReportVoter {
  name: string
  description: string
  /** Utility of each feature: "background.night" or "saturation". */
  weights: Readonly<Record<string, number>>
}

/** What was measured at one evaluation. */
export interface EvaluationPoint {
  step: number
  /** Mean -log sigmoid(z) over the training votes since the last evaluation. */
  trainLoss?: number
  /** Share of training votes with z > 0. */
  trainAccuracy: number
  /** Share of held-out votes with z > 0. */
  heldOutAccuracy: number
  /** How many held-out votes that is a share of. */
  heldOutCount: number
  /** Mean log sigmoid(z) over the held-out votes and their stored draws, at most 0. */
  heldOutLogSigmoid: number
  /** Denoising error on preferred pictures minus the reference's. */
  winnerError: number
  /** The same on the other pictures. */
  loserError: number
  loraNorm: number
  gradientNorm: number
  zPercentiles: { p5: number; p50: number; p95: number }
  /** Diversity of samples at this step, 0 to 1. */
  diversity: number
}

/** A measure of the base model's fresh pictures and of the tuned model's. */
export interface BeforeAfter {
  base: number
  tuned: number
}

/** How often each value of an attribute occurs; `name` and the values' names make the voter's keys: "background.night". */
export interface AttributeShares {
  name: string
  values: readonly ({ name: string } & BeforeAfter)[]
}

export interface ReportData {
  settings: TrainingSettings
  /** Path of the base model's file. */
  modelFile: string
  voter: ReportVoter
  /** Votes of the training set, ties included. */
  votes: number
  /** Of those, ties. */
  ties: number
  /** In the order in which they ran. */
  phases: readonly { name: string; seconds: number }[]
  /** A dozen to 24 of the fresh pairs. */
  pairs: readonly PicturePair[]
  /** The voter's answers on all fresh pairs: how often the tuned picture won, tied, lost. */
  fresh: { wins: number; ties: number; losses: number }
  /** In the order of their steps. */
  evaluations: readonly EvaluationPoint[]
  /** The evaluation whose LoRA was kept, and why: half a sentence that fits after "because". */
  best: { step: number; reason: string }
  alarms: readonly { step: number; sentence: string }[]
  /** 0 to 1, over fresh pictures, as demo/world/diversity.ts. */
  diversity: BeforeAfter
  /** Nats. */
  attributeEntropy: BeforeAfter
  /** Share of valid pictures. */
  valid: BeforeAfter
  /** Share of pictures with the size and colour that the prompt asks for. */
  promptMatch: BeforeAfter
  attributes: readonly AttributeShares[]
  lora: {
    path: string
    bytes: number
    /** Trained numbers in it. */
    parameters: number
    /** How to use it, and with what: whole sentences. */
    use: readonly string[]
  }
  /** The command line that was run. */
  command: string
  /** Processor, cores, memory, system, versions: one line. */
  machine: string
  /** Sentences about anything else that went wrong or was left out: "Stopped by Ctrl+C after 120 of 200 steps." */
  notes: readonly string[]
}
