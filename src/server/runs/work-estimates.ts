/**
 * What runs take, asked of a child and remembered: a form that is being filled in asks at every change, and most changes
 * (steps, learning rate, seed) leave the graph as it is.
 */
import { startJob } from '../../trainer/child/start-job.ts'
import type { Shape } from '../../trainer/graph/shape.ts'
import type { RunSettings } from '../../trainer/run/run-settings.ts'
import type { WorkEstimate } from '../../trainer/run/work-estimate.ts'

export type WorkEstimates = (settings: RunSettings, sizes: { latent: Shape; tokens: number }) => Promise<WorkEstimate>

/** Settings that change the step's graph. */
const GRAPH_SETTINGS = [
  'model',
  'prediction',
  'zeroTerminal',
  'method',
  'loserScaling',
  'pool',
  'sampleSteps',
  'reference',
  'rank',
  'targets',
  'initial',
  'pairsPerStep',
  'pairsPerCall',
  'oneMember',
  'checkpoint',
  'queryBlock',
  'profile',
] as const satisfies readonly (keyof RunSettings)[]

const MAX_REMEMBERED = 50

/** In a child, since a checkpoint of gigabytes is looked through for an answer. A failure is not remembered. */
export function workEstimates(): WorkEstimates {
  const known = new Map<string, Promise<WorkEstimate>>()
  return (settings, sizes) => {
    const key = JSON.stringify([GRAPH_SETTINGS.map((name) => settings[name] ?? null), sizes])
    const answer = known.get(key) ?? startJob<'estimate'>({ kind: 'estimate', settings, ...sizes }).finished
    known.delete(key)
    known.set(key, answer)
    answer.catch(() => known.delete(key))
    for (const oldest of [...known.keys()].slice(0, -MAX_REMEMBERED)) known.delete(oldest)
    return answer
  }
}
