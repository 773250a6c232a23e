/**
 * Methods over stored chains (D3PO, SEE-D3PO): the vote on two finished pictures labels every step that led to them. An optimizer
 * step takes whole pairs of chains, all their transitions in an order of its own.
 */
import { permutation, randomSource } from '../../../random.ts'
import { checkPairChains } from '../../chains/dataset-chains.ts'
import { type FilledChains, fillChains } from '../../chains/fill-chains.ts'
import { openDrawStore } from '../../draws/draw-store.ts'
import { averagedOffsets } from '../../draws/offsets.ts'
import { objectiveFrom } from '../../objectives/objectives.ts'
import { createChainErrorSession } from '../../step/error-session.ts'
import type { TransitionInput, TransitionMember } from '../../step/pair-step.ts'
import { createTransitionStep } from '../../step/transition-step.ts'
import type { DatasetPair } from '../dataset.ts'
import { frozenHashes } from '../prepare-run.ts'
import type { RunSettings } from '../run-settings.ts'
import { clampedShare } from './clamped-share.ts'
import { epochOrder } from './epochs.ts'
import { heldOutMeasure } from './held-out-measure.ts'
import type { MethodContext, MethodRun } from './method-run.ts'
import { networkOptions } from './network-options.ts'
import { storedDraws } from './stored-draws.ts'
import { wantsOffset } from './votes.ts'

/** Undefined when the run was stopped while reference errors were filled. */
export async function openChains(context: MethodContext): Promise<MethodRun | undefined> {
  const { settings, run } = context
  const { split } = run
  const filled = await storedChains(context)
  if (!filled) return undefined
  const marginal = wantsOffset(settings) && settings.offset === 'averaged'
  const draws = await storedDraws(context, marginal ? [...split.training, ...split.heldOut] : split.heldOut)
  if (!draws) return undefined

  const { gamma, offset } = marginal ? marginalOffset(settings, averagedOffsets(split.training, draws)) : transitionOffset(settings, split.training, filled)
  const measure = await heldOutMeasure(context, draws)
  const step = createTransitionStep({
    ...networkOptions(context),
    objective: objectiveFrom({ ...settings, gamma }),
    reference: settings.reference,
    oneMember: settings.oneMember,
    pairs: settings.pairsPerCall,
  })
  const transitionsOf = transitionsOfStep(context, filled, offset)
  return {
    gamma,
    async step(number) {
      const transitions = transitionsOf(number)
      const result = await step.run(transitions)
      const { loss, z, gradients } = result
      return {
        loss,
        z,
        gradients,
        labels: transitions.map(({ label }) => label),
        ...(settings.reference === 'stored' ? { clamped: clampedShare(settings, transitions, result) } : {}),
      }
    },
    evaluate: measure.evaluate,
    async dispose() {
      await Promise.all([step.dispose(), measure.dispose()])
    },
  }
}

/** Chains of the training pairs, with their reference errors where anything looks at them. */
async function storedChains({
  folder,
  settings,
  dataset,
  run: { model, split, forward },
  onProgress,
  control,
}: MethodContext): Promise<FilledChains | undefined> {
  const length = dataset.latentShape.reduce((product, size) => product * size, 1)
  const chains = checkPairChains(dataset.chains, split.training, length)
  const needed = settings.reference === 'stored' || (wantsOffset(settings) && settings.offset === 'raw')
  const { profile, threads, queryBlock, timestepFrom, timestepTo } = settings
  const store = openDrawStore(folder, {
    model: JSON.stringify([model.identity, frozenHashes(settings)]),
    provider: 'cpu',
    precision: 'f32',
    session: JSON.stringify({ profile, threads, rows: forward.rows, queryBlock }),
    draws: { chainsFrom: timestepFrom, chainsTo: timestepTo },
  })
  try {
    return await fillChains({
      dataset: { ...dataset, pairs: split.training },
      chains,
      schedule: model.schedule,
      range: { from: timestepFrom, to: timestepTo },
      store,
      session: needed ? async () => createChainErrorSession({ ...forward, role: 'reference' }) : undefined,
      onProgress,
      stopped: () => control.stopped(),
      resumed: () => control.resumed(),
    })
  } finally {
    store.close()
  }
}

/** Offset of training pair `pair` at its transition `transition`, and the weight it goes with. */
interface ChainOffset {
  gamma: number
  offset: (pair: number, transition: number) => number
}

/** lp_ref(w) - lp_ref(l) of the transition at hand, clipped to +-k: what direct substitution gives (algorithms.md, 5.1). */
function transitionOffset(settings: RunSettings, pairs: readonly DatasetPair[], filled: FilledChains): ChainOffset {
  const { gamma = 0, offsetClip } = settings
  if (!wantsOffset(settings)) return { gamma: 0, offset: () => 0 }
  const values = pairs.map((pair) => {
    const [winner, loser] = [filled.errors(pair.winner, pair.prompt), filled.errors(pair.loser, pair.prompt)]
    return filled.transitions(pair).map(({ weight }, i) => Math.min(offsetClip, Math.max(-offsetClip, weight * (loser[i] - winner[i]))))
  })
  return { gamma, offset: (pair, transition) => values[pair][transition] }
}

/**
 * The reference's log-density of the finished pictures in place of the step's (algorithms.md, 5.5): a step of fixed variance has an
 * entropy that nothing changes, the marginal has not. gamma is the strength that is added to beta; the offset's term of z is scaled
 * to a standard deviation of gamma_n, since errors of pictures and log-densities of steps have nothing in common.
 */
function marginalOffset({ gamma = 0, gammaN }: RunSettings, { values, deviation }: ReturnType<typeof averagedOffsets>): ChainOffset {
  // A value is half of what the deviation is of.
  const factor = deviation === 0 || gamma === 0 ? 0 : (2 * gammaN) / (deviation * gamma)
  return { gamma, offset: (pair) => factor * values[pair] }
}

/** All transitions of the pairs of a step, named by seed and step alone: pair by pair, each in a random order that both members share. */
function transitionsOfStep(
  { settings: { seed, pairsPerStep, reference }, dataset, run: { split } }: MethodContext,
  filled: FilledChains,
  offset: ChainOffset['offset'],
): (step: number) => TransitionInput[] {
  const indexAt = epochOrder(seed, split.training.length)
  return (step) =>
    Array.from({ length: pairsPerStep }, (_, i) => {
      const index = indexAt(step * pairsPerStep + i)
      const pair = split.training[index]
      const { conditioning, negative = dataset.empty } = dataset.prompts[pair.prompt]
      const transitions = filled.transitions(pair)
      const member = (picture: number, at: number): TransitionMember => ({
        ...filled.member(picture, transitions[at]),
        referenceError: reference === 'stored' ? filled.errors(picture, pair.prompt)[at] : 0,
      })
      return permutation(randomSource(seed, 'chain steps', step, i), transitions.length).map((at): TransitionInput => {
        const { timestep, guidance, weight } = transitions[at]
        return {
          winner: member(pair.winner, at),
          loser: member(pair.loser, at),
          timestep,
          conditioning,
          unconditional: negative,
          guidance,
          weight,
          label: pair.label,
          offset: offset(index, at),
        }
      })
    }).flat()
}
