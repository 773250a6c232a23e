/**
 * One setting of a run between the field that a person types in and the value that is sent. What settings there are, and
 * their ranges, is the server's to say.
 */
import type { Setting, SettingValue } from '../api-types.ts'
import { digits } from '../elements/words.ts'

/** What a person entered: a switch's state, or a field's or a choice's text. */
export type Entry = string | boolean

/** A value, or a sentence that says what is wrong with what was entered. */
export type Parsed = { ok: true; value: SettingValue } | { ok: false; problem: string }

export function parseEntry(setting: Setting, entry: Entry): Parsed {
  if (typeof entry === 'boolean') return { ok: true, value: entry }
  if (setting.kind === 'choice') return { ok: true, value: entry }
  const text = entry.trim()
  if (setting.kind === 'list') {
    return {
      ok: true,
      value: text
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    }
  }
  // A comma is a decimal point on half of the world's keyboards; grouped digits are not guessed at.
  const value = Number(text.replace(/^([+-]?\d+),(\d+)$/, '$1.$2'))
  const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = setting
  const isRight = text !== '' && Number.isFinite(value) && value >= low && value <= high && (setting.kind !== 'whole' || Number.isInteger(value))
  return isRight ? { ok: true, value } : { ok: false, problem: `Enter ${expected(setting)}.` }
}

/** "a whole number from 1 to 1,000,000" */
function expected({ kind, low, high }: Setting): string {
  const range =
    low !== undefined && high !== undefined ? ` from ${numberText(low)} to ${numberText(high)}` : low !== undefined ? ` of at least ${numberText(low)}` : ''
  return `a ${kind === 'whole' ? 'whole ' : ''}number${range}`
}

function numberText(value: number): string {
  return Number.isInteger(value) && Math.abs(value) <= 1e9 ? digits(value) : String(value)
}

/** A value as its field shows it. */
export function entryOf(value: SettingValue): Entry {
  return typeof value === 'boolean' ? value : Array.isArray(value) ? value.join(', ') : String(value)
}

/** A value in words, for "changed from 2,000" and a run's list of settings. */
export function valueInWords(setting: Setting, value: SettingValue): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  if (typeof value === 'number') return numberText(value)
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ')
  return setting.choices?.find((choice) => choice.value === value)?.title ?? value
}

export function isSameValue(a: SettingValue, b: SettingValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
