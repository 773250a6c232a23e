/** What the sampler asks of a network, whoever runs it, and how a network with a fixed batch size gives it. */
import { BugError, InputError } from '../errors.ts'

/** Rows for the network: one latent, one timestep, one condition each. Valid until the prediction is there, then reused. */
export interface PredictBatch<Condition> {
  /** [n, ...shape], flat. */
  readonly latents: Float32Array
  readonly timesteps: readonly number[]
  readonly conditions: readonly Condition[]
}

/**
 * The network's output (eps or v), [n, ...shape] flat. `Condition` is whatever names a prompt to the network: an index, a
 * key, an embedding. Rows must not depend on each other, or a picture depends on its neighbours.
 */
export type Predict<Condition> = (batch: PredictBatch<Condition>) => Promise<Float32Array>

/**
 * A predictor for any number of rows from one that takes exactly `size`, as static graphs do: rows go in chunks, and the
 * last one is filled up with copies of its last row.
 */
export function inBatches<Condition>(predict: Predict<Condition>, size: number): Predict<Condition> {
  if (!Number.isInteger(size) || size < 1) throw new InputError(`batched prediction: expected a batch size of at least 1, got ${size}.`)
  return async ({ latents, timesteps, conditions }) => {
    const rows = timesteps.length
    const length = latents.length / rows
    const outputs = new Float32Array(latents.length)
    for (let start = 0; start < rows; start += size) {
      const taken = Array.from({ length: size }, (_, i) => Math.min(start + i, rows - 1))
      let chunk = latents.subarray(start * length, (start + size) * length)
      if (start + size > rows) {
        chunk = new Float32Array(size * length)
        for (const [i, row] of taken.entries()) chunk.set(latents.subarray(row * length, (row + 1) * length), i * length)
      }
      const output = checkedOutput(
        await predict({ latents: chunk, timesteps: taken.map((row) => timesteps[row]), conditions: taken.map((row) => conditions[row]) }),
        chunk.length,
      )
      outputs.set(output.subarray(0, (Math.min(start + size, rows) - start) * length), start * length)
    }
    return outputs
  }
}

/** The output, if it has as many numbers as the latents. */
export function checkedOutput(output: Float32Array, expected: number): Float32Array {
  if (output.length !== expected) throw new BugError(`prediction: expected ${expected} numbers, as many as the latents have, got ${output.length}`)
  return output
}
