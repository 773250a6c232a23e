/** The arms of Protocol A and its two counter-tests (algorithms.md, 8.2, 8.4 iii and 8.5), as data. */
import type { RingArm, RingResult } from './ring-arm.ts'
import type { RingMetrics } from './ring-metrics.ts'

const UNEVEN = { ring: 'uneven', taste: 'plateau', objective: 'see', gamma: 0, offset: 'averaged', learningRate: 1e-4, rounds: 350 } as const

export const RING_ARMS = {
  'DPO 10': { ...UNEVEN, name: 'DPO 10', objective: 'plain', beta: 10 },
  /** Strength matched to SEE 10/5: what it gains over this one is not gained by strength. */
  'DPO 15': { ...UNEVEN, name: 'DPO 15', objective: 'plain', beta: 15 },
  'DPO 25': { ...UNEVEN, name: 'DPO 25', objective: 'plain', beta: 25 },
  'SEE 10/5': { ...UNEVEN, name: 'SEE 10/5', beta: 10, gamma: 5 },
  'SEE 10/0': { ...UNEVEN, name: 'SEE 10/0', beta: 10 },
  /** What direct substitution gives. */
  'SEE 10/5 raw': { ...UNEVEN, name: 'SEE 10/5 raw', beta: 10, gamma: 5, offset: 'raw' },
  /** Too weak a pull to the reference, an unbounded reward that sees no artefacts: hacked for sure. */
  'DPO 0.5 hacking': { ...UNEVEN, name: 'DPO 0.5 hacking', ring: 'even', taste: 'rightwards', objective: 'plain', beta: 0.5 },
} as const satisfies Record<string, RingArm>

export type RingArmName = keyof typeof RING_ARMS
export type RingResults = ReadonlyMap<RingArmName, readonly RingResult[]>

/** Rounds at the end whose measurements are averaged: one of 2,000 points scatters by 0.02 nats by itself. */
const LAST = { rounds: 50, every: 10 } as const
const EVERY = 25

/** The hacking bed turns within the first rounds, so it is looked at more often. */
export function isMeasured({ rounds, taste }: RingArm, round: number): boolean {
  if (taste === 'rightwards' && round <= 40) return round % 2 === 0
  return round % EVERY === 0 || (round >= rounds - LAST.rounds && round % LAST.every === 0)
}

/** The arm's level at the end. */
export function endOf({ history }: RingResult): RingMetrics {
  const last = history[history.length - 1].round
  const measured = history.filter(({ round }) => round >= last - LAST.rounds && (last - round) % LAST.every === 0)
  const mean = (key: keyof RingMetrics): number => measured.reduce((sum, { metrics }) => sum + metrics[key], 0) / measured.length
  return {
    truth: mean('truth'),
    proxy: mean('proxy'),
    off: mean('off'),
    entropy: mean('entropy'),
    modes: mean('modes'),
    distance: mean('distance'),
    vendi: mean('vendi'),
  }
}
