/**
 * A run in words: its status, how long it takes, how well it does, and what its alarms are called.
 */

import { wilsonInterval } from '../../statistics/wilson-interval.ts'
import type { Evaluation, Run, RunEstimate } from '../api-types.ts'
import { bytesInWords, countOf, digits, percent, secondsInWords } from '../elements/words.ts'

export type Tone = 'plain' | 'good' | 'warn' | 'bad'

/** Statuses in which nothing more happens by itself. */
export const ENDED: readonly Run['status'][] = ['stopped', 'finished', 'failed']

const STATUS: Record<Run['status'], { word: string; tone: Tone }> = {
  queued: { word: 'Waiting', tone: 'plain' },
  running: { word: 'Training', tone: 'good' },
  paused: { word: 'Paused', tone: 'warn' },
  stopping: { word: 'Stopping', tone: 'plain' },
  stopped: { word: 'Stopped and kept', tone: 'plain' },
  finished: { word: 'Finished', tone: 'plain' },
  failed: { word: 'Failed', tone: 'bad' },
}

export function statusOf({ status, held }: Pick<Run, 'status' | 'held'>): { word: string; tone: Tone } {
  return held ? { word: 'Waits while ComfyUI works', tone: 'plain' } : STATUS[status]
}

/** What a run will need, as pairs of a name and a value; what is not known is left out. */
export function estimateFacts({ votes, ties, trainingPairs, heldOutPairs, seconds, memoryBytes, freeMemoryBytes, diskBytes }: RunEstimate): [string, string][] {
  const facts: [string, string][] = [
    ['Votes', `${digits(votes)}${ties > 0 ? ` (${countOf(ties, 'tie')})` : ''}`],
    ['To train on', countOf(trainingPairs, 'pair')],
    ['Held out, to check', countOf(heldOutPairs, 'pair')],
  ]
  if (seconds !== undefined) facts.push(['Time', `about ${secondsInWords(seconds)}`])
  if (memoryBytes !== undefined)
    facts.push(['Memory', bytesInWords(memoryBytes) + (freeMemoryBytes === undefined ? '' : ` of ${bytesInWords(freeMemoryBytes)} free`)])
  if (diskBytes !== undefined) facts.push(['Disk', bytesInWords(diskBytes)])
  return facts
}

/** When a run starts that has `ahead` others before it. */
export function queueInWords(ahead: number): string {
  if (ahead === 0) return 'It starts in a moment.'
  return `It starts when ${countOf(ahead, 'run')} before it ${ahead === 1 ? 'has' : 'have'} ended.`
}

/** One line for the list: what it does and how well. */
export function runInBrief(run: Run): string {
  const { status, progress, step, steps, best } = run
  const parts: string[] = []
  if (status === 'running' && progress?.secondsLeft !== undefined) parts.push(`${secondsInWords(progress.secondsLeft)} left`)
  else if (step !== undefined && steps !== undefined && status !== 'finished') parts.push(`step ${digits(step)} of ${digits(steps)}`)
  if (best?.accuracy !== undefined && best.step > 0) parts.push(`${percent(best.accuracy)} of held-out votes`)
  if (parts.length === 0) parts.push(countOf(run.votes, 'vote'))
  return parts.join(', ')
}

/** "12 of 17 held-out votes, so its real share lies between 47 and 87 % (95 % interval)"; undefined without votes. */
export function accuracyInWords({ accuracy, votes }: Evaluation): string | undefined {
  if (accuracy === undefined || votes === 0) return undefined
  const right = Math.round(accuracy * votes)
  const { low, high } = wilsonInterval(right, votes)
  const interval = `between ${Math.round(100 * low)} and ${percent(high)} (95 % interval)`
  return `${digits(right)} of ${countOf(votes, 'held-out vote')}; with so many, its real share lies ${interval}.`
}

/** What the accuracy means for a person. */
export function accuracyVerdict({ accuracy, votes }: Evaluation): string {
  if (accuracy === undefined || votes === 0) return 'No votes were held out, so nothing says how well it does.'
  const { low, high } = wilsonInterval(Math.round(accuracy * votes), votes)
  if (low > 0.5) return 'It has learned something of your taste: a coin would get 50 %.'
  if (high < 0.5) return 'It disagrees with you more often than a coin would. Something is wrong with the votes or the settings.'
  return 'That can still be chance: a coin gets 50 %. More steps or more votes will tell.'
}

const ALARMS: Record<string, string> = {
  overfitting: 'Learning votes by heart',
  'winner-error': 'Leaving what it can draw',
  saturation: 'Nothing left to learn',
  gradient: 'Unsteady',
  diversity: 'Pictures are becoming alike',
}

export interface AlarmGroup {
  title: string
  /** The newest sentence of its kind. */
  sentence: string
  /** "at step 150", "at steps 100 to 250" */
  when: string
}

/** One group a kind, the newest first: five alarms of one kind say no more than the last of them. */
export function alarmGroups(run: Pick<Run, 'alarms'>): AlarmGroup[] {
  const kinds = Map.groupBy(run.alarms ?? [], ({ kind }) => kind)
  return [...kinds]
    .map(([kind, alarms]) => ({ kind, first: alarms[0], last: alarms[alarms.length - 1] }))
    .sort((a, b) => b.last.step - a.last.step)
    .map(({ kind, first, last }) => ({
      title: ALARMS[kind] ?? 'Something to look at',
      sentence: last.sentence,
      when: first.step === last.step ? `at step ${digits(last.step)}` : `at steps ${digits(first.step)} to ${digits(last.step)}`,
    }))
}
