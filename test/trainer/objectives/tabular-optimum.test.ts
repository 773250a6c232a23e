/**
 * The optimum of SEE-DPO in closed form (algorithms.md, 3.1): gradient descent through the objective's own graph on 12
 * categories and the whole population of pairs ends at pi* proportional to pi_ref^(beta/(beta+gamma)) exp(r/(beta+gamma)).
 */
import { describe, expect, test } from 'vitest'
import { randomSource } from '../../../src/random.ts'
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import { Graph } from '../../../src/trainer/graph/graph.ts'
import { meanAll, mul, reduceSum, reshape, sub } from '../../../src/trainer/graph/ops.ts'
import { createSession } from '../../../src/trainer/graph/session.ts'
import { seeDiffusionDpo } from '../../../src/trainer/objectives/see-diffusion-dpo.ts'

const COUNT = 12
const random = randomSource(11, 'tabular')
const softmax = (x: readonly number[]): number[] => {
  const top = Math.max(...x)
  const e = x.map((value) => Math.exp(value - top))
  const sum = e.reduce((total, value) => total + value, 0)
  return e.map((value) => value / sum)
}
const referenceLogits = Array.from({ length: COUNT }, () => random.normal())
const reward = Array.from({ length: COUNT }, () => random.normal())
const reference = softmax(referenceLogits)
const pairs = Array.from({ length: COUNT }, (_, i) => Array.from({ length: i }, (_, j) => [i, j] as const)).flat()

const entropy = (p: readonly number[]): number => -p.reduce((sum, value) => sum + value * Math.log(value), 0)
const meanReward = (p: readonly number[]): number => p.reduce((sum, value, i) => sum + value * reward[i], 0)

/** Every pair once, labelled with the Bradley-Terry probability that its first is better: the whole population's loss. */
async function trainedPolicy(beta: number, gamma: number): Promise<number[]> {
  const graph = new Graph()
  const logits = graph.input('logits', [COUNT, 1])
  // Scores up to the normaliser, which cancels within a pair: d = log pi - log pi_ref of a member.
  const pick = (side: 0 | 1) => Float32Array.from({ length: pairs.length * COUNT }, (_, i) => Number(pairs[Math.floor(i / COUNT)][side] === i % COUNT))
  const d = sub(reshape(logits, [1, COUNT]), graph.constant(Float32Array.from(reference, Math.log), [1, COUNT]))
  const score = (side: 0 | 1) => reshape(reduceSum(mul(graph.constant(pick(side), [pairs.length, COUNT]), d), [1]), [pairs.length])
  const { losses } = seeDiffusionDpo({ beta, gamma }).apply({
    winner: score(0),
    loser: score(1),
    offset: graph.constant(
      pairs.map(([w, l]) => Math.log(reference[w] / reference[l])),
      [pairs.length],
    ),
    label: graph.constant(
      pairs.map(([w, l]) => 1 / (1 + Math.exp(reward[l] - reward[w]))),
      [pairs.length],
    ),
  })
  const [slopes] = gradient(meanAll(losses), [logits])
  const session = await createSession(graph, { slopes }, { profile: 'lean', threads: 1 })
  const current = Float32Array.from(referenceLogits)
  // The curvature is at most (beta + gamma)^2 / 4 a pair, and every category is in COUNT - 1 of them.
  const rate = (4 * pairs.length) / ((beta + gamma) ** 2 * COUNT)
  for (let step = 0; step < 1500; step++) {
    const out = await session.run({ logits: current })
    current.forEach((value, i) => {
      current[i] = value - rate * out.slopes[i]
    })
  }
  await session.dispose()
  return softmax([...current])
}

describe.each([0.25, 1])('beta %d', (beta) => {
  test.each([0, 0.25, 1, 4])('gamma %d', async (gamma) => {
    const expected = softmax(reference.map((p, i) => (beta * Math.log(p) + reward[i]) / (beta + gamma)))
    const policy = await trainedPolicy(beta, gamma)
    policy.forEach((p, i) => {
      expect(Math.abs(p - expected[i]), `category ${i}: ${p} against ${expected[i]}`).toBeLessThan(1e-4)
    })
    if (gamma === 4) {
      // More entropy than the reference, and the price of it: gamma is a trade-off.
      expect(entropy(policy)).toBeGreaterThan(entropy(reference))
      expect(meanReward(policy)).toBeLessThan(meanReward(softmax(reference.map((p, i) => Math.log(p) + reward[i] / beta))))
    }
  })
})
