/**
 * What one training step takes and gives, whichever way it is computed: fused-step.ts runs many pairs in one session call,
 * member-step.ts one member at a time. Both compute the same gradients, of pictures under draws and of steps of chains.
 */

import type { SessionOptions } from '../graph/session.ts'
import type { Shape } from '../graph/shape.ts'
import type { Conditioning, DiffusionModel } from '../models/model.ts'
import { noisePicture } from '../noise-schedule.ts'
import type { Objective } from '../objectives/objective.ts'
import type { ChainRow, DrawnRow, NetworkRow } from './rows.ts'
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

/** One step of a member's chain (chain-transitions.ts). */
export interface TransitionMember {
  /** The latent that it starts from, flat. */
  noisy: Float32Array
  /** The network's output with which its mean would be where it led. */
  target: Float32Array
  /** Mean squared error of the reference against `target`; read when the reference is `stored`. */
  referenceError: number
}

/** The same step of both members' chains: one timestep, prompt and guidance. */
export interface TransitionInput {
  winner: TransitionMember
  loser: TransitionMember
  timestep: number
  conditioning: Conditioning
  /** The empty or negative prompt, and the guidance scale in training as in sampling; 1 is none. */
  unconditional: Conditioning
  guidance: number
  /** w of d = w (L_ref - L_theta). */
  weight: number
  label: number
  offset: number
}

export type StepItem = PairInput | TransitionInput

/** `stored`: reference errors come with the pairs. `computed`: the graph runs the reference too. */
export type ReferenceMode = 'stored' | 'computed'

/**
 * - `draws`: pictures under draws.
 * - `chains`: steps of chains, none of them guided.
 * - `guided chains`: steps of chains with guidance, two rows of the network each.
 */
export type StepForm = 'draws' | 'chains' | 'guided chains'

export interface StepOptions {
  model: DiffusionModel
  trainable: Trainable
  objective: Objective
  reference: ReferenceMode
  /** `draws` by default. */
  form?: StepForm
  /** Both members of a pair start from one latent (SPO's pools): the network sees it once. `chains` only, never one member at a time. */
  sharedLatent?: boolean
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
  /** Items of the step's form: any number that the session's count divides; of chains any number. */
  run(pairs: readonly StepItem[]): Promise<StepResult>
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

/** The network's row for one member of an item. */
export function rowOf(item: StepItem, side: 'winner' | 'loser'): NetworkRow {
  if ('noise' in item) {
    const { timestep, noise } = item
    return { ...item[side], timestep, noise }
  }
  const { timestep, conditioning, unconditional, guidance } = item
  const { noisy, target } = item[side]
  return { noisy, target, timestep, conditioning, unconditional, guidance }
}

/** w of an item's scores; 1/2 in the forward form. */
export const weightOf = (item: StepItem): number => ('weight' in item ? item.weight : 0.5)

/** Noisy latents and targets, row by row, as the inputs `noisy` and `target` take them. */
export function noisedRows(
  model: Pick<DiffusionModel, 'schedule'>,
  rows: readonly (Omit<DrawnRow, 'conditioning'> | Pick<ChainRow, 'noisy' | 'target'>)[],
): { noisy: Float32Array; target: Float32Array } {
  const first = rows[0]
  const length = first === undefined ? 0 : ('noisy' in first ? first.noisy : first.latent).length
  const noisy = new Float32Array(rows.length * length)
  const target = new Float32Array(rows.length * length)
  rows.forEach((row, i) => {
    if ('noisy' in row) {
      noisy.set(row.noisy, i * length)
      target.set(row.target, i * length)
    } else {
      noisePicture(model.schedule, row.timestep, row.latent, row.noise, noisy, target, i * length)
    }
  })
  return { noisy, target }
}

/** sum += factor x array */
export function addScaled(sum: Float32Array, array: Float32Array, factor: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] += factor * array[i]
}
