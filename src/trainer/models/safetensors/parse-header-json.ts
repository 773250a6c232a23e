/**
 * A strict reader for the JSON of a safetensors header. JSON.parse keeps the last of two equal keys, which lets one file
 * mean two things to two programs; this one refuses. What the entries must hold is left to read-header.ts.
 */
import { MAX_DEPTH, MAX_DIMENSIONS, MAX_ENTRIES } from './limits.ts'

/** What a header may hold: text, whole numbers, lists and objects. Objects are Maps, so `__proto__` is a key like any other. */
export type HeaderValue = string | number | HeaderValue[] | Map<string, HeaderValue>

/** Throws the caller's error with the caller's file name. */
export type Fail = (problem: string) => never

const WHITESPACE = /[ \t\n\r]*/y
const INTEGER = /-?(?:0|[1-9][0-9]*)(?![0-9.eE])/y

/**
 * Parses `text`, calling `fail` with what is wrong and where. Numbers other than safe integers, `true`, `false` and `null`
 * have no place in a header (format description, README of huggingface/safetensors) and are refused.
 */
export function parseHeaderJson(text: string, fail: Fail): HeaderValue {
  let at = 0

  const skip = (): void => {
    WHITESPACE.lastIndex = at
    WHITESPACE.test(text)
    at = WHITESPACE.lastIndex
  }

  const unexpected = (wanted: string): never => {
    const got = at < text.length ? `${quote(text.slice(at, at + 12))} at character ${at}` : 'the end'
    return fail(`the header is not valid JSON for safetensors: expected ${wanted}, got ${got}`)
  }

  const string = (): string => {
    const start = at
    let escaped = false
    for (at++; ; at++) {
      const unit = text.charCodeAt(at)
      if (unit === 0x22) break
      // NaN at the end of the text compares false with everything, so it is written as "not at least a space".
      if (!(unit >= 0x20)) unexpected('a closing quote')
      if (unit === 0x5c) {
        escaped = true
        at++
      }
    }
    at++
    if (!escaped) return text.slice(start + 1, at - 1)
    let value: string
    try {
      value = JSON.parse(text.slice(start, at))
    } catch {
      return fail(`the header is not valid JSON: bad escape in the text at character ${start}`)
    }
    return value.isWellFormed() ? value : fail(`the header has half a surrogate pair in the text at character ${start}`)
  }

  const integer = (): number => {
    INTEGER.lastIndex = at
    const match = INTEGER.exec(text)
    if (match === null) return unexpected('text, a whole number, a list or an object')
    at = INTEGER.lastIndex
    const value = Number(match[0])
    return Number.isSafeInteger(value) ? value : fail(`the header holds the number ${match[0].slice(0, 40)}, beyond 2^53`)
  }

  /** The items between brackets, each read by `item`. */
  const sequence = (close: string, limit: number, item: () => void): void => {
    at++
    skip()
    if (text[at] === close) {
      at++
      return
    }
    for (let count = 1; ; count++) {
      if (count > limit) fail(`the header has more than ${limit} ${close === ']' ? 'numbers in a list' : 'entries in an object'}`)
      item()
      skip()
      const end = text[at]
      if (end !== ',' && end !== close) unexpected(`"," or "${close}"`)
      at++
      if (end === close) return
    }
  }

  const value = (depth: number): HeaderValue => {
    skip()
    const first = text[at]
    if (first === '"') return string()
    if (first !== '{' && first !== '[') return integer()
    if (depth === MAX_DEPTH) fail(`the header nests more than ${MAX_DEPTH} levels deep`)
    if (first === '[') {
      const list: HeaderValue[] = []
      sequence(']', MAX_DIMENSIONS, () => list.push(value(depth + 1)))
      return list
    }
    const entries = new Map<string, HeaderValue>()
    sequence('}', MAX_ENTRIES, () => {
      skip()
      if (text[at] !== '"') unexpected('a key in quotes')
      const key = string()
      if (entries.has(key)) fail(`the header has the key ${quote(key)} twice`)
      skip()
      if (text[at] !== ':') unexpected('":"')
      at++
      entries.set(key, value(depth + 1))
    })
    return entries
  }

  const result = value(0)
  skip()
  if (at < text.length) unexpected('the end')
  return result
}

/** Text from a file, made safe and short enough for an error message. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}…` : text).replace(/[\u007f-\u009f\u2028-\u202e]/g, '?')
}
