/**
 * Secrets: drawing them, and comparing them in a time that says nothing about how much of a guess was right.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits in 43 characters that a URL, a header and a cookie take as they are. */
export function newToken(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 in hex: what is kept of a token. Enough for random ones, which nobody can guess from a list. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** In a time that depends on the lengths only. */
export function isSameToken(given: string, expected: string): boolean {
  return timingSafeEqual(createHash('sha256').update(given).digest(), createHash('sha256').update(expected).digest())
}
