/** Damage to bytes for fuzz tests: flips, cuts, repeats, extreme numbers. */
import type { RandomSource } from '../../../src/random.ts'

/** A seed from the clock, printed so that a failure can be repeated with SEED=…. */
export function printedSeed(name: string): number {
  const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
  console.log(`${name}: SEED=${seed}`)
  return seed
}

/** A damaged copy: one to four changes. */
export function mutate(bytes: Uint8Array, random: RandomSource): Uint8Array {
  let result = Buffer.from(bytes)
  for (let change = random.integer(4); change >= 0 && result.length > 0; change--) {
    const at = random.integer(result.length)
    const length = Math.min(result.length - at, 1 + random.integer(8))
    switch (random.integer(6)) {
      case 0:
        result[at] ^= 1 << random.integer(8)
        break
      case 1:
        result.fill(random.integer(2) * 255, at, at + length)
        break
      case 2:
        result = result.subarray(0, at)
        break
      case 3:
        result = Buffer.concat([result.subarray(0, at), result.subarray(at + length)])
        break
      case 4:
        result = Buffer.concat([result.subarray(0, at + length), result.subarray(at)])
        break
      default:
        for (let i = at; i < at + length; i++) result[i] = random.integer(256)
    }
  }
  return result
}
