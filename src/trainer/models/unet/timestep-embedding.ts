/**
 * The sinusoidal timestep embedding, computed outside the graph: it has no weights and depends on numbers only.
 */

/**
 * Rows [cos(t f), sin(t f)] with f_i = 10000^(-i / (width/2)), as in `timestep_embedding` of guided-diffusion, which
 * every UNet of the family uses. `timesteps` in [0, 1000), fractions allowed. Returns [count, width] flat.
 */
export function timestepEmbedding(timesteps: readonly number[], width: number): Float32Array {
  const half = Math.floor(width / 2)
  const out = new Float32Array(timesteps.length * width)
  timesteps.forEach((timestep, row) => {
    for (let i = 0; i < half; i++) {
      // The original computes in F32; so do we, or values at t near 1000 differ in the fifth digit.
      const exponent = Math.fround(Math.fround(Math.fround(-Math.log(10000)) * i) / half)
      const angle = Math.fround(Math.fround(timestep) * Math.fround(Math.exp(exponent)))
      out[row * width + i] = Math.cos(angle)
      out[row * width + half + i] = Math.sin(angle)
    }
  })
  return out
}
