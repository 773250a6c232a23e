/**
 * Numbers that a name and an index give, the same here and in test/fixtures/torch/make-fixtures.py, so that fixtures
 * need to hold results only.
 */

/**
 * Uniform in [-scale, scale) around `shift`: murmur3's finaliser over (index x golden ratio) xor FNV-1a(name). Integer
 * arithmetic up to the last step, so that both languages agree to the bit.
 */
export function formula(name: string, count: number, scale = 1, shift = 0): Float32Array {
  let seed = 0x811c9dc5
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193)
  return Float32Array.from({ length: count }, (_, index) => {
    let hash = Math.imul(index + 1, 0x9e3779b1) ^ seed
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
    hash = (hash ^ (hash >>> 16)) >>> 0
    return ((hash / 0x1_0000_0000) * 2 - 1) * scale + shift
  })
}
