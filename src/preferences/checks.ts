/**
 * Checks of what comes into the store, each with its limit. The server checks requests against its API file as well; the
 * store doesn't rely on it.
 */
import { InputError } from '../errors.ts'
import type { Json } from './types.ts'

export const MAX_NAME = 80
export const MAX_DATASET_NAME = 120
export const MAX_PROMPT = 4000
export const MAX_SEED_GROUP = 128
export const MAX_VERSION = 40
export const MAX_ERROR_MESSAGE = 4000
/** Pixels along a side. */
export const MAX_SIDE = 16_384
/** Rows in one call. */
export const MAX_ROWS = 10_000
/** Characters of JSON. */
export const MAX_GENERATION = 16_384
export const MAX_SETTINGS = 65_536
export const MAX_SUMMARY = 16_384
/** SQLite's integers beyond this would come back as rounded numbers. */
export const MAX_INTEGER = Number.MAX_SAFE_INTEGER
const MAX_DEPTH = 16

const ID = /^[a-z0-9-]{1,64}$/
const HASH = /^[0-9a-f]{64}$/
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/

/** What the caller gave, short enough for a sentence. */
export function got(value: unknown): string {
  const text =
    typeof value === 'string'
      ? `'${value}'`
      : typeof value === 'object' && value !== null
        ? Array.isArray(value)
          ? 'a list'
          : 'an object'
        : `${String(value)}`
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

function wrong(what: string, expected: string, value: unknown): InputError {
  return new InputError(`${what}: expected ${expected}, got ${got(value)}.`)
}

/** A line of text: 1 to `most` characters once blanks around it are gone, no control characters. */
export function checkName(what: string, value: unknown, most: number): string {
  const name = typeof value === 'string' ? value.trim() : undefined
  if (name === undefined || name.length < 1 || name.length > most || !name.isWellFormed() || /\p{Cc}/u.test(name))
    throw wrong(what, `a line of 1 to ${most} characters`, value)
  return name
}

/** Text of up to `most` characters that goes into the database and comes back as it was. */
export function checkText(what: string, value: unknown, most: number): string {
  if (typeof value !== 'string') throw wrong(what, `text of up to ${most} characters`, value)
  if (value.length > most) throw new InputError(`${what}: expected text of up to ${most} characters, got ${value.length}.`)
  if (!value.isWellFormed() || value.includes('\0')) throw new InputError(`${what}: expected Unicode text without NUL characters.`)
  return value
}

export function checkId(what: string, value: unknown): string {
  if (typeof value !== 'string' || !ID.test(value)) throw wrong(what, 'an id of 1 to 64 characters a-z, 0-9 and -', value)
  return value
}

export function checkHash(what: string, value: unknown): string {
  if (typeof value !== 'string' || !HASH.test(value)) throw wrong(what, 'a SHA-256 of 64 digits 0-9, a-f', value)
  return value
}

export function checkUuid(what: string, value: unknown): string {
  if (typeof value !== 'string' || !UUID.test(value)) throw wrong(what, 'a UUID in lower case', value)
  return value
}

/** A time in UTC, given back with milliseconds. */
export function checkTime(what: string, value: unknown): string {
  const at = typeof value === 'string' && TIME.test(value) ? new Date(value) : undefined
  if (at === undefined || Number.isNaN(at.getTime())) throw wrong(what, 'a time such as 2026-01-31T12:00:00.000Z', value)
  return at.toISOString()
}

export function checkWhole(what: string, value: unknown, low: number, high: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < low || value > high)
    throw wrong(what, `a whole number from ${low} to ${high}`, value)
  return value
}

export function checkNumber(what: string, value: unknown, low: number, high: number): number {
  if (typeof value !== 'number' || !(value >= low && value <= high)) throw wrong(what, `a number from ${low} to ${high}`, value)
  return value
}

export function checkOneOf<T extends string>(what: string, value: unknown, choices: readonly T[]): T {
  if (!choices.includes(value as T)) throw wrong(what, `one of ${choices.join(', ')}`, value)
  return value as T
}

export function checkFlag(what: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw wrong(what, 'true or false', value)
  return value
}

export function checkList<T>(what: string, value: readonly T[], low: number, high: number): readonly T[] {
  if (!Array.isArray(value)) throw wrong(what, `a list of ${low} to ${high}`, value)
  if (value.length < low || value.length > high) throw new InputError(`${what}: expected ${low} to ${high} of them, got ${value.length}.`)
  return value
}

/** The JSON text of a value of up to `most` characters and 16 levels. */
export function checkJson(what: string, value: unknown, most: number): string {
  if (!isJson(value, 0)) throw new InputError(`${what}: expected JSON values only (no NaN, no undefined in lists) of up to ${MAX_DEPTH} levels.`)
  const text = JSON.stringify(value)
  if (text.length > most) throw new InputError(`${what}: expected up to ${most} characters of JSON, got ${text.length}.`)
  return text
}

function isJson(value: unknown, depth: number): value is Json {
  if (value === null || typeof value === 'boolean') return true
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || depth === MAX_DEPTH) return false
  if (Array.isArray(value)) return value.every((item) => isJson(item, depth + 1))
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return false
  return Object.entries(value).every(([key, item]) => key.isWellFormed() && (item === undefined || isJson(item, depth + 1)))
}
