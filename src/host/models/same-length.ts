/** Makes prompts of different lengths equally long, as a batch has to be, without changing what they say. */
import { InputError } from '../../errors.ts'
import type { Conditioning } from '../../trainer/models/model.ts'

/** Beyond it attention would cost more than the picture itself. */
const MAX_TOKENS = 77 * 24

/**
 * Repeats each prompt's tokens until all are as long as the least common multiple. Attention over keys that all stand there k times
 * gives what it gives for them once, exactly: softmax divides each weight by k. ComfyUI does the same (comfy/conds.py, CONDCrossAttn).
 */
export function sameLength(conditionings: readonly Conditioning[]): Conditioning[] {
  const tokens = conditionings.reduce((multiple, conditioning) => leastCommonMultiple(multiple, conditioning.tokens), 1)
  if (tokens > MAX_TOKENS)
    throw new InputError(
      `prompts: expected lengths that go together within ${MAX_TOKENS} tokens, got ${[...new Set(conditionings.map((one) => one.tokens))].join(', ')}. Shorten the longest ones.`,
    )
  return conditionings.map((conditioning) => {
    if (conditioning.tokens === tokens) return conditioning
    const context = new Float32Array((conditioning.context.length / conditioning.tokens) * tokens)
    for (let at = 0; at < context.length; at += conditioning.context.length) context.set(conditioning.context, at)
    return { ...conditioning, context, tokens }
  })
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y > 0) [x, y] = [y, x % y]
  return x === 0 ? Math.max(a, b) : (a / x) * b
}
