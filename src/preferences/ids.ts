/** Ids of rows: a letter for the kind, and 60 random bits in base32. */
import type { RandomSource } from '../random.ts'

/** Crockford's base32: no i, l, o, u, which are misread. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'
const LENGTH = 12

/** Kinds: comparison, dataset, lora, pair, prompt (t, its text), run, showing, voter. */
export type IdKind = 'c' | 'd' | 'l' | 'p' | 't' | 'r' | 's' | 'v'

export function newId(kind: IdKind, random: RandomSource): string {
  let id: string = `${kind}-`
  for (let i = 0; i < LENGTH; i++) id += DIGITS[random.integer(32)]
  return id
}

/** A UUID of version 4 (RFC 9562), for events that come without one. */
export function newUuid(random: RandomSource): string {
  const hex = Array.from({ length: 32 }, (_, i) => (i === 12 ? 4 : i === 16 ? 8 + random.integer(4) : random.integer(16)).toString(16)).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
