/**
 * What a run would need, before it starts: votes and their split, time, memory, disk, and every reason why it can't start
 * now. The arithmetic is the trainer's.
 */
import { availableMemory } from 'node:process'
import type { components } from '../../../openapi/generated/see-dpo.ts'
import { SeeDpoError } from '../../errors.ts'
import type { Host } from '../../host/host.ts'
import type { Store } from '../../preferences/store.ts'
import { NotFoundError } from '../../preferences/store-errors.ts'
import type { TrainingPair } from '../../preferences/types.ts'
import { type Split, splitDataset } from '../../trainer/run/dataset.ts'
import type { RunSettings } from '../../trainer/run/run-settings.ts'
import type { WorkEstimate } from '../../trainer/run/work-estimate.ts'
import type { MachineSpeed } from './machine-speed.ts'
import type { PhaseWork } from './run-clock.ts'
import { type RunRequest, settingsOf } from './run-request.ts'
import { trainedPairs } from './trained-pairs.ts'
import { indexPairs, latentOf, learnable } from './training-dataset.ts'
import type { WorkEstimates } from './work-estimates.ts'

type Estimate = components['schemas']['RunEstimate']

export interface EstimateContext {
  store: Store
  host: Host
  speed: MachineSpeed
  estimates: WorkEstimates
}

/** Fewer held-out votes than this, and their accuracy says little. */
const FEW_HELD_OUT = 8
/** Sessions, the process itself, and the slack of its allocator. */
const PROCESS_BYTES = 350e6
/** Seconds before the first step: starting the child, building the sessions. */
const START_SECONDS = 3
/** Adapters, their gradients and two moments, in F32. */
const BYTES_PER_PARAMETER = 16

export async function estimateRun(request: RunRequest, { store, host, speed, estimates }: EstimateContext): Promise<Estimate> {
  if (!store.datasets.get(request.datasetId)) throw new NotFoundError(`Dataset ${request.datasetId}: expected one of the list, got an id that names none.`)
  const all = store.votes.trainingPairs(request.datasetId, { voterIds: request.voterIds })
  const counts = { votes: new Set(all.map(({ eventId }) => eventId)).size, ties: all.filter(({ label }) => label === 0.5).length }
  const problems: Estimate['problems'] = []
  const orProblem = async <T>(attempt: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof SeeDpoError)) throw error
      problems.push({ code: error.code, message: error.message })
      return undefined
    }
  }

  const settings = await orProblem(() => settingsOf(request, store, host))
  const pairs = settings ? learnable(all, settings) : []
  const split = settings && (await orProblem(() => splitOf(pairs, settings, trainedPairs(request.continues, store))))
  const work = settings && split && (await orProblem(() => workOf(request, pairs, settings, { store, host, estimates })))
  const unsplit = { votes: counts.votes, ties: counts.ties, trainingPairs: split?.training.length ?? 0, heldOutPairs: split?.heldOut.length ?? 0, problems }
  if (!settings || !split || !work) return unsplit

  const phases = phaseWork(work, settings, split)
  const memoryBytes = PROCESS_BYTES + work.stepBytes + work.weightBytes + BYTES_PER_PARAMETER * work.parameters
  const freeMemoryBytes = availableMemory()
  if (memoryBytes > freeMemoryBytes) {
    problems.push({
      code: 'memory',
      message: `training: needs about ${gigabytes(memoryBytes)}, ${gigabytes(freeMemoryBytes)} are free. Lower the pairs at a time, switch gradient checkpointing on, or close other programs.`,
    })
  }
  const evaluations = Math.ceil(settings.steps / settings.evaluateEvery) + 1
  return {
    ...unsplit,
    seconds: Math.round(START_SECONDS + (phases.draws + phases.training) / speed.of(settings).flops),
    memoryBytes: Math.round(memoryBytes),
    freeMemoryBytes,
    // Two checkpoints with moments in F32, and a LoRA in F16 of each evaluation.
    diskBytes: Math.round(2 * 12 * work.parameters + 2 * work.parameters * evaluations),
    advice: advice(settings, split, speed.of(settings).isMeasured),
  }
}

function splitOf(votes: readonly TrainingPair[], { heldOut, seed }: RunSettings, trained: ReadonlySet<string>): Split {
  const { pairs, promptIds } = indexPairs(votes, trained)
  const conditioning = { context: new Float32Array(), tokens: 0 }
  return splitDataset({ pairs, prompts: promptIds.map((group) => ({ group, conditioning })) }, heldOut, seed)
}

/** For the sizes of the first picture and of the empty prompt. */
export async function workOf(
  { modelId, datasetId }: RunRequest,
  [first]: readonly TrainingPair[],
  settings: RunSettings,
  { store, host, estimates }: Pick<EstimateContext, 'store' | 'host' | 'estimates'>,
): Promise<WorkEstimate> {
  const { shape } = await latentOf(store, host, modelId, datasetId, first.winner)
  const { empty } = await host.conditionings(modelId, [], shape)
  return estimates(settings, { latent: shape, tokens: empty.tokens })
}

/** Arithmetic of each phase. Every picture is looked at under all draws once before, held-out ones again at each evaluation. */
export function phaseWork(
  { stepFlops, forwardFlops }: WorkEstimate,
  settings: RunSettings,
  { training, heldOut }: Pick<Split, 'training' | 'heldOut'>,
): PhaseWork {
  const pictures = (pairs: Split['training']): number => new Set(pairs.flatMap(({ winner, loser }) => [winner, loser])).size
  const evaluations = Math.ceil(settings.steps / settings.evaluateEvery) + 1
  const looks = pictures(heldOut) * settings.draws + settings.samples * settings.sampleSteps * (settings.guidance === 1 ? 1 : 2)
  return {
    draws: pictures([...training, ...heldOut]) * settings.draws * forwardFlops,
    training: settings.steps * stepFlops + evaluations * looks * forwardFlops,
  }
}

function advice(settings: RunSettings, { training, heldOut }: Split, isMeasured: boolean): string[] {
  const visits = (settings.steps * settings.pairsPerStep) / training.length
  return [
    ...(heldOut.length < FEW_HELD_OUT
      ? [`Only ${heldOut.length} votes are held out: their accuracy will jump about. More votes make it honest; 100 are a good start.`]
      : []),
    ...(visits > 60 ? [`Each vote comes up about ${Math.round(visits)} times: it may learn them by heart. Fewer steps or more votes are better.`] : []),
    ...(isMeasured ? [] : ['The time is arithmetic; once a run has trained here it is measured.']),
  ]
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`
}
