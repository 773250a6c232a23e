/**
 * Which prompts the first pairs are drawn from.
 */

/** So many prompts, spread evenly over all, and how many pairs of each, so that about `pairs` pairs result. */
export function firstPrompts(prompts: readonly string[], pairs: number): { prompts: string[]; pairsPerPrompt: number } {
  const pairsPerPrompt = Math.ceil(pairs / prompts.length)
  const count = Math.ceil(pairs / pairsPerPrompt)
  return { prompts: Array.from({ length: count }, (_, i) => prompts[Math.floor((i * prompts.length) / count)]), pairsPerPrompt }
}
