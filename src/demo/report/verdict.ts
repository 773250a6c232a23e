/**
 * What the demo promises about its result, and whether a result keeps it. The one place for both bounds: the headline and
 * the demo's exit code follow from here.
 */
import { type ShareInterval, wilsonInterval } from '../../statistics/wilson-interval.ts'
import { fixed, percent } from './format.ts'
import type { BeforeAfter, ReportData } from './report-data.ts'

/** The lower end of the win rate's 95 % interval has to lie above this. */
export const WIN_RATE_BOUND = 0.6

/** Diversity has to stay above this part of what it was. */
export const DIVERSITY_BOUND = 0.7

export interface Verdict {
  /** Whether both bounds are kept. */
  met: boolean
  /** In plain words, with the number; says so when a bound is missed. */
  headline: string
  /** One sentence for each bound that is missed. */
  missed: readonly string[]
  winRate: ShareInterval
  /** Diversity after over before; NaN if either was not measured. */
  diversityKept: number
}

/** Judges the fresh pairs and the diversity. A number that is not there keeps no bound. */
export function verdict({ fresh, diversity }: Pick<ReportData, 'fresh' | 'diversity'>): Verdict {
  const count = fresh.wins + fresh.ties + fresh.losses
  const winRate = wilsonInterval(fresh.wins + fresh.ties / 2, count)
  const diversityKept = keptShare(diversity)
  const wins = winRate.low > WIN_RATE_BOUND
  const varied = diversityKept > DIVERSITY_BOUND
  const missed: string[] = []
  if (count === 0) missed.push('No fresh pair was judged, so nothing is known about the win rate.')
  else if (!wins) missed.push(`The lower end of the win rate’s interval is ${exact(winRate.low)}; the demo asks for more than ${exact(WIN_RATE_BOUND)}.`)
  if (Number.isNaN(diversityKept)) missed.push('Diversity was not measured, so a collapse cannot be ruled out.')
  else if (!varied) missed.push(`Diversity is at ${exact(diversityKept)} of what it was; the demo asks for more than ${exact(DIVERSITY_BOUND)}.`)
  return { met: wins && varied, headline: headline(winRate, count, wins, varied, diversityKept), missed, winRate, diversityKept }
}

function headline({ estimate, low, high }: ShareInterval, count: number, wins: boolean, varied: boolean, diversityKept: number): string {
  if (count === 0) return 'Nothing is proven yet: no fresh pair was judged'
  const interval = `(${percent(0.95)} interval ${range(low, high)})`
  const preference = `he voter prefers the tuned model’s picture in ${percent(estimate)} of fresh pairs ${interval}`
  if (!wins) {
    if (high < 0.5) return `Training made it worse: t${preference}`
    return low > 0.5 ? `Better, but short of what the demo asks for: t${preference}` : `Not proven: t${preference}`
  }
  if (varied) return `T${preference}`
  return Number.isNaN(diversityKept)
    ? `T${preference}, but how varied the pictures still are was not measured`
    : `T${preference}, but only ${percent(diversityKept)} of the variety is left`
}

/** "76–89 %". */
export function range(low: number, high: number): string {
  return `${percent(low).replace(/\s?%$/, '')}–${percent(high)}`
}

/** With a decimal more than the headline: 59.8 % must not read as "60 %, the demo asks for 60 %". */
function exact(share: number): string {
  return `${fixed(100 * share, 1)}\u202f%`
}

function keptShare({ base, tuned }: BeforeAfter): number {
  return base > 0 && Number.isFinite(tuned) ? tuned / base : Number.NaN
}
