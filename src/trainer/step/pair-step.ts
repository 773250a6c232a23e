/**
 * What one training step takes and gives, whichever way it is computed: fused-step.ts runs many pairs in one session call,
 * member-step.ts one member at a time. Both compute the same gradients.
 */

import type { SessionOptions } from '../graph/session.ts'
import type { Shape } from '../graph/shape.ts'
import type { Conditioning, DiffusionModel } from '../models/model.ts'
import { noisePicture } from '../noise-schedule.ts'
import type { Objective } from '../objectives/objective.ts'
import type { Trainable } from './trainable.ts'

/** One picture of a pair under the pair's draw. */
export interface MemberInput {
  /** Clean latent, flat. */
  latent: Float32Array
  conditioning: Conditioning
  /** L_ref under this draw; read when the reference is `stored`. */
  referenceError: number
}

/** One pair under one draw: the same timestep and noise for both members. */
export interface PairInput {
  winner: MemberInput
  loser: MemberInput
  timestep: number
  noise: Float32Array
  /** 1 for a vote, 1/2 for a tie. */
  label: number
  offset: number
}

/** `stored`: reference errors come with the pairs. `computed`: the graph runs the reference too. */
export type ReferenceMode = 'stored' | 'computed'

export interface StepOptions {
  model: DiffusionModel
  trainable: Trainable
  objective: Objective
  reference: ReferenceMode
  /** Pairs in one session call; ignored where members run one at a time. */
  pairs: number
  latent: Shape
  /** Prompt tokens of every conditioning. */
  tokens: number
  session: Omit<SessionOptions, 'folder'>
  queryBlock?: number
  checkpoint?: boolean
}

export interface StepResult {
  /** Mean over the pairs. */
  loss: number
  /** By pair. */
  z: Float32Array
  /** L_theta by pair. */
  winnerErrors: Float32Array
  loserErrors: Float32Array
  /** Of the mean loss, parallel to the trainable's parameters. */
  gradients: Float32Array[]
}

export interface PairStep {
  /** Any number of pairs that the session's count divides. */
  run(pairs: readonly PairInput[]): Promise<StepResult>
  dispose(): Promise<void>
}

/** The result that a step adds its calls up in, all zeros. */
export function emptyResult({ parameters }: Trainable, pairs: number): StepResult {
  return {
    loss: 0,
    z: new Float32Array(pairs),
    winnerErrors: new Float32Array(pairs),
    loserErrors: new Float32Array(pairs),
    gradients: parameters.map((parameter) => new Float32Array(parameter.length)),
  }
}

/** Noisy latents and targets of `members`, row by row, as the inputs `noisy` and `target` take them. */
export function noisedRows(
  model: DiffusionModel,
  rows: readonly { latent: Float32Array; timestep: number; noise: Float32Array }[],
): { noisy: Float32Array; target: Float32Array } {
  const length = rows[0]?.latent.length ?? 0
  const noisy = new Float32Array(rows.length * length)
  const target = new Float32Array(rows.length * length)
  rows.forEach(({ latent, timestep, noise }, i) => {
    noisePicture(model.schedule, timestep, latent, noise, noisy, target, i * length)
  })
  return { noisy, target }
}

/** sum += factor x array */
export function addScaled(sum: Float32Array, array: Float32Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += factor * array[i]
}
