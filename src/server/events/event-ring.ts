/**
 * The last events of a server's life, numbered without a gap, so that a client that was away gets what it missed.
 */

export interface EventRing {
  /** Number of the last event; 0 before the first. */
  readonly seq: number
  /** Keeps an event; `make` is told its number and gives its text. */
  append(make: (seq: number) => string): string
  /** The texts after number `after`; undefined when some of them are no longer kept, or `after` hasn't been reached yet. */
  since(after: number): string[] | undefined
}

export function eventRing(size: number): EventRing {
  const texts: string[] = []
  let seq = 0
  return {
    get seq() {
      return seq
    },
    append(make) {
      const text = make(seq + 1)
      seq++
      texts[seq % size] = text
      return text
    },
    since(after) {
      if (after > seq || seq - after > size) return undefined
      return Array.from({ length: seq - after }, (_, i) => texts[(after + 1 + i) % size])
    },
  }
}
