/**
 * The experiment `ring`, Protocol A of algorithms.md 8.5: does the self-entropy term hold diversity that strength alone does not?
 * Its arms are data, its parts run in children; here are the comparisons and their bounds.
 */
import { join } from 'node:path'
import { pairedDifference } from '../../src/statistics/paired-difference.ts'
import type { Bound, Experiment, ExperimentOptions } from '../experiment.ts'
import { runParts } from '../parts.ts'
import type { RingResult } from './ring-arm.ts'
import { endOf, RING_ARMS, type RingArmName, type RingResults } from './ring-arms.ts'
import type { RingMetrics } from './ring-metrics.ts'
import { writeRingReport } from './ring-report.ts'

const SEEDS = [1, 2, 3, 4, 5]
/** The short form: the same bounds on the pair that the claim is about. */
const SHORT: Partial<Record<RingArmName, readonly number[]>> = { 'DPO 15': [1, 2, 3], 'SEE 10/5': [1, 2, 3] }
const FULL: Partial<Record<RingArmName, readonly number[]>> = {
  'DPO 10': SEEDS,
  'DPO 15': SEEDS,
  'DPO 25': SEEDS,
  'SEE 10/5': SEEDS,
  'SEE 10/0': [1],
  'SEE 10/5 raw': [1, 2, 3],
  'DPO 0.5 hacking': SEEDS,
}

/** A comparison of two arms over the seeds that both have. */
interface Comparison {
  metric: keyof RingMetrics
  arm: RingArmName
  over: RingArmName
  /** The bound of the whole interval's better end: above for gains, below for prices. */
  above?: number
  below?: number
  short: boolean
}

const COMPARISONS: readonly Comparison[] = [
  { metric: 'entropy', arm: 'SEE 10/5', over: 'DPO 15', above: 0.05, short: true },
  { metric: 'off', arm: 'SEE 10/5', over: 'DPO 15', below: 0.03, short: true },
  { metric: 'truth', arm: 'SEE 10/5', over: 'DPO 25', above: -0.005, short: false },
  { metric: 'entropy', arm: 'SEE 10/5', over: 'DPO 25', above: 0.02, short: false },
]

export const ringExperiment: Experiment = {
  name: 'ring',
  question: 'Does SEE-DPO hold diversity that a stronger DPO does not, where the reference is uneven?',
  async run(options) {
    const results = await ringResults(options.short ? SHORT : FULL, options)
    const bounds = [...COMPARISONS.filter(({ short }) => short || !options.short).map((comparison) => compare(comparison, results))]
    if (!options.short) bounds.push(baseMethod(results), ...hacking(results))
    if (!options.short) writeRingReport(options.evidence, results, bounds)
    return bounds
  },
}

async function ringResults(plan: Partial<Record<RingArmName, readonly number[]>>, { folder, say }: ExperimentOptions): Promise<RingResults> {
  const wanted = Object.entries(plan).flatMap(([arm, seeds]) => seeds.map((seed) => ({ arm: arm as RingArmName, seed })))
  const results = await runParts<RingResult>(
    wanted.map(({ arm, seed }) => ({ name: `${arm} seed ${seed}`, key: RING_ARMS[arm], args: [arm, String(seed)] })),
    { child: join(import.meta.dirname, 'ring-child.ts'), folder, say },
  )
  return new Map(Object.keys(plan).map((arm) => [arm as RingArmName, results.filter((_, i) => wanted[i].arm === arm)]))
}

/** Seed-paired differences of the levels at the end. */
function compare({ metric, arm, over, above, below }: Comparison, results: RingResults): Bound {
  const others = new Map((results.get(over) ?? []).map((result) => [result.seed, endOf(result)[metric]]))
  const differences = (results.get(arm) ?? []).flatMap((result) => {
    const other = others.get(result.seed)
    return other === undefined ? [] : [endOf(result)[metric] - other]
  })
  const { mean, deviation, low, high, count, signFlip } = pairedDifference(differences)
  const bound = above === undefined ? high : low
  return {
    claim: `${metric}: ${arm} minus ${over} is ${above === undefined ? `below ${below}` : `above ${above}`}`,
    found: `mean ${mean.toFixed(3)} (s.d. ${deviation.toFixed(3)}, ${count} seeds), 95 % bound ${bound.toFixed(3)}, sign-flip p ${signFlip.toFixed(3)}`,
    holds: above === undefined ? high < (below ?? 0) : low > above,
  }
}

/** gamma = 0 is the base method bit for bit. */
function baseMethod(results: RingResults): Bound {
  const [see] = results.get('SEE 10/0') ?? []
  const plain = results.get('DPO 10')?.find(({ seed }) => seed === see?.seed)
  return {
    claim: 'SEE 10/0 is DPO 10 bit for bit',
    found: `weights ${see?.weightsHash.slice(0, 12)} and ${plain?.weightsHash.slice(0, 12)}`,
    holds: see !== undefined && see.weightsHash === plain?.weightsHash,
  }
}

/** The bed must hack, or nothing that protects from it can be shown. */
function hacking(results: RingResults): Bound[] {
  return (results.get('DPO 0.5 hacking') ?? []).map((result) => {
    const end = endOf(result)
    const best = Math.max(...result.history.map(({ metrics }) => metrics.truth))
    return {
      claim: `DPO 0.5, seed ${result.seed}, hacks: proxy ends above 1.2 and truth more than 1 below its best`,
      found: `proxy ${end.proxy.toFixed(2)}, truth ${end.truth.toFixed(2)}, its best ${best.toFixed(2)}`,
      holds: end.proxy > 1.2 && end.truth < best - 1,
    }
  })
}
