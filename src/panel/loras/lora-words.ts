/**
 * LoRAs, the columns of comparisons, and what a blind vote says, in words.
 */
import type { Comparison, Lora } from '../api-types.ts'
import { bytesInWords, countOf, digits, momentInWords, percent } from '../elements/words.ts'

export type Column = Comparison['columns'][number]
type Result = Comparison['result']

/** "First taste, step 200"; a name that says its step is left as it is. */
export function loraInWords({ name, step }: Pick<Lora, 'name' | 'step'>): string {
  return saysStep({ name, step }) ? name : `${name}, step ${digits(step)}`
}

function saysStep({ name, step }: Pick<Lora, 'name' | 'step'>): boolean {
  return name.endsWith(`step ${step}`)
}

/** One line about a LoRA beside its name and step; `now` in milliseconds since 1970. */
export function loraInBrief({ accuracy, votes, bytes, createdAt }: Lora, now: number): string {
  const parts = [countOf(votes, 'vote'), bytesInWords(bytes), momentInWords(createdAt, now)]
  return (accuracy === undefined ? parts : [`agrees with ${percent(accuracy)} of held-out votes`, ...parts]).join(', ')
}

/** A name that a file may have, made from one that a person chose. */
export function fileNameOf(name: string): string {
  const allowed = name.replace(/[/\\:*?"<>|\p{Cc}]+/gu, ' ').replace(/^[.\s]+/, '')
  return allowed.trim().slice(0, 120) || 'lora'
}

/** "Base", "First taste step 200", "First taste step 200 at 0.5" */
export function columnInWords({ loraId, strength }: Column, loras: ReadonlyMap<string, Lora>): string {
  if (loraId === undefined) return 'Base'
  const lora = loras.get(loraId)
  const name = lora ? loraInWords(lora) : 'a deleted LoRA'
  return strength === 1 ? name : `${name} at ${strength}`
}

export interface Verdict {
  /** "Preferred in 34 of 50 (4 ties count half), 95 % interval 54 to 79 %" */
  count: string
  /** "First taste is better for you." */
  meaning: string
}

/** What the blind vote says of the second column `b` against the first, `a`; undefined before the first vote. */
export function verdictOf({ rate, ties }: Result, a: string, b: string): Verdict | undefined {
  if (!rate || rate.of === 0) return undefined
  const { count, of, low, high } = rate
  const half = ties > 0 ? ` (${countOf(ties, 'tie counts', 'ties count')} half)` : ''
  return {
    count: `“${b}” preferred in ${digits(count)} of ${digits(of)}${half}, 95 % interval ${Math.round(100 * low)} to ${percent(high)}`,
    meaning:
      low > 0.5
        ? `“${b}” is better for you.`
        : high < 0.5
          ? `“${a}” is better for you.`
          : 'That can still be chance: the interval holds 50 %. More rows will tell, unless both are equally good.',
  }
}
