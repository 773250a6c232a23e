/**
 * One-time tokens of printed addresses: each opens one session, and only the newest one is good. They live in memory, so
 * that a restart voids them.
 */
import { hashOf, newToken } from './tokens.ts'

export interface EntryTokens {
  /** A fresh token; those before it that were not used become void. */
  issue(): string
  /** Uses a token up: 'used' and 'unknown' ones open nothing. */
  redeem(token: string): 'good' | 'used' | 'unknown'
}

/** Used ones that are remembered, to say so. */
const REMEMBERED = 100

export function entryTokens(): EntryTokens {
  let open: string | undefined
  const used = new Set<string>()
  return {
    issue() {
      const token = newToken()
      open = hashOf(token)
      return token
    },
    redeem(token) {
      // Hashes may be compared in any way: who doesn't know the token can't choose how much of its hash is right.
      const hash = hashOf(token)
      if (used.has(hash)) return 'used'
      if (hash !== open) return 'unknown'
      open = undefined
      used.add(hash)
      if (used.size > REMEMBERED) used.delete([...used][0])
      return 'good'
    },
  }
}
