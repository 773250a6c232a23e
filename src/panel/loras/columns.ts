/**
 * The columns of a comparison, from what a person picked; and whether they are one LoRA at several strengths, which a slider shows best.
 */
import type { Column } from './lora-words.ts'

/** As many as the API takes. */
export const MAX_COLUMNS = 8
/** Beyond that a LoRA only makes noise; the API takes up to 10. */
const LIMIT = 10

/** The base, where it is wanted, then each LoRA at each strength. */
export function columnsOf(hasBase: boolean, loraIds: readonly string[], strengths: readonly number[]): Column[] {
  const base: Column[] = hasBase ? [{ strength: 0 }] : []
  return [...base, ...loraIds.flatMap((loraId) => strengths.map((strength): Column => ({ loraId, strength })))]
}

/** "0.5, 1" as numbers without repetition; undefined when one of them is no strength. */
export function strengthsIn(text: string): number[] | undefined {
  const parts = text.split(/[,;\s]+/).filter((part) => part !== '')
  const strengths = [...new Set(parts.map(Number))]
  return strengths.length > 0 && strengths.every((strength) => Math.abs(strength) <= LIMIT) ? strengths : undefined
}

/** The two to vote on unless a person says otherwise: the first, and of the others the one nearest to full strength. */
export function blindOf(columns: readonly Column[]): [number, number] {
  const others = columns.map(({ strength }, i) => ({ i, off: Math.abs(strength - 1) })).slice(1)
  return [0, others.reduce((best, next) => (next.off < best.off ? next : best), others[0] ?? { i: 1, off: 0 }).i]
}

/** Places of the columns by rising strength when they are one LoRA at several strengths (the base is strength 0). */
export function strengthSeries(columns: readonly Column[]): { column: number; strength: number }[] | undefined {
  const loraIds = new Set(columns.map(({ loraId }) => loraId).filter((id) => id !== undefined))
  if (loraIds.size !== 1 || columns.length < 3) return undefined
  return columns.map(({ loraId, strength }, column) => ({ column, strength: loraId === undefined ? 0 : strength })).sort((a, b) => a.strength - b.strength)
}
