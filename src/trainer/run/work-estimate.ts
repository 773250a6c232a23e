/**
 * What a run will take, from its graphs alone: memory of the step, arithmetic of a step and of a forward pass. Nothing is
 * executed; seconds are left to whoever knows the machine.
 */

import { countFlops } from '../graph/flop-count.ts'
import { Graph } from '../graph/graph.ts'
import { type LoweredGraph, lower } from '../graph/lower.ts'
import { estimateMemory } from '../graph/memory-estimate.ts'
import type { Shape } from '../graph/shape.ts'
import { newAdapters } from '../lora/new-adapters.ts'
import { openUnetModel } from '../models/unet/unet-model.ts'
import { methodOf, objectiveFrom, pictureObjectiveFrom } from '../objectives/objectives.ts'
import { fusedGraph } from '../step/fused-step.ts'
import { memberGraph } from '../step/member-step.ts'
import type { StepOptions } from '../step/pair-step.ts'
import { fusedPictureGraph } from '../step/picture-step.ts'
import { referenceOf } from '../step/score-graph.ts'
import { loraTrainable } from '../step/trainable.ts'
import type { RunSettings } from './run-settings.ts'

export interface WorkEstimate {
  /** Most bytes that a step's activations and outputs take at a time. */
  stepBytes: number
  /** Bytes of the frozen weights that the step reads from the checkpoint; mapped, so that the system may drop them. */
  weightBytes: number
  /** Trained numbers. */
  parameters: number
  /** Floating point operations of one optimizer step, all its pairs. */
  stepFlops: number
  /** Of one forward pass of one picture. */
  forwardFlops: number
}

/** `latent` and `tokens` as the dataset will have them. Throws what opening the model throws. */
export function estimateWork(settings: RunSettings, { latent, tokens }: { latent: Shape; tokens: number }): WorkEstimate {
  const { reference, queryBlock, checkpoint, profile, threads } = settings
  const model = openUnetModel(settings.model, settings)
  const trainable = loraTrainable(newAdapters(model.modules, settings))
  const options = { model, trainable, reference, latent, tokens, queryBlock, checkpoint, session: { profile, threads } }
  const { step, calls, keptBytes = 0, forwards = 0 } = stepOf(settings, options)

  const graph = new Graph()
  const forward = lower(graph, { prediction: model.inGraph(graph, { count: 1, latent, tokens }).predict({ queryBlock }) })
  return {
    stepBytes: estimateMemory(step.model, { shapes: profile === 'lean' ? 'hidden' : 'known' }).peakBytes + keptBytes,
    weightBytes: externalBytes(step),
    parameters: trainable.parameters.reduce((sum, { length }) => sum + length, 0),
    stepFlops: calls * countFlops(step.model) + forwards * countFlops(forward.model),
    forwardFlops: countFlops(forward.model),
  }
}

type GraphOptions = Omit<StepOptions, 'objective' | 'pairs'>

/** The graph of a step's calls, how many there are, what is kept between them, and passes of one row besides. Chains as if they had `sampleSteps` steps, all guided. */
function stepOf(settings: RunSettings, options: GraphOptions): { step: LoweredGraph; calls: number; keptBytes?: number; forwards?: number } {
  const { method, oneMember, pairsPerStep, pairsPerCall, sampleSteps } = settings
  const described = { ...settings, gamma: 0 }
  if (methodOf(method).source === 'thumbs') {
    if (!oneMember && pairsPerCall === pairsPerStep)
      return { step: lower(...fusedPictureGraph({ ...options, pictures: pairsPerStep, objective: pictureObjectiveFrom(described) })), calls: 1 }
    const gradientBytes = options.trainable.parameters.reduce((sum, { byteLength }) => sum + byteLength, 0)
    return { step: lower(...memberGraph(options)), calls: pairsPerStep, keptBytes: pairsPerStep * gradientBytes }
  }
  const objective = objectiveFrom(described)
  const { source } = methodOf(method)
  if (source === 'chains' || source === 'pools') {
    const transitions = pairsPerStep * sampleSteps
    // What is drawn for SPO is seen once by the network for both members.
    const sharedLatent = source === 'pools'
    if (oneMember && !sharedLatent) return { step: lower(...memberGraph({ ...options, form: 'guided chains' })), calls: 2 * transitions }
    const pairs = oneMember ? 1 : pairsPerCall
    // Policy and reference with guidance, and half a pass for the features of each candidate.
    const forwards = sharedLatent ? transitions * (4 + settings.pool / 2) : 0
    return {
      step: lower(...fusedGraph({ ...options, form: 'guided chains', sharedLatent, pairs, objective })),
      calls: Math.ceil(transitions / pairs),
      forwards,
    }
  }
  if (oneMember) return { step: lower(...memberGraph({ ...options, reference: referenceOf({ ...options, objective }) })), calls: 2 * pairsPerStep }
  return { step: lower(...fusedGraph({ ...options, pairs: pairsPerCall, objective })), calls: pairsPerStep / pairsPerCall }
}

function externalBytes({ model }: LoweredGraph): number {
  return model.initializers.reduce((sum, { data }) => sum + ('inline' in data ? 0 : data.length), 0)
}
