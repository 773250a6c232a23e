/** The scorer's training in small, and what the shipped file promises: it agrees with its voter about pictures it has never seen. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { agreement, bestAgreement, judgedPairs, judgedPictures } from '../../../src/demo/scorer/judged-pictures.ts'
import { trainScorer } from '../../../src/demo/scorer/train-scorer.ts'
import { PICTURE_SIZE } from '../../../src/demo/world/backgrounds.ts'
import { loadVoter } from '../../../src/demo/world/voter.ts'
import { randomSource } from '../../../src/random.ts'
import { startJob } from '../../../src/trainer/child/start-job.ts'

const assets = join(import.meta.dirname, '../../../assets')
const voter = loadVoter(join(assets, 'voters/night-owl.json'))

test('the shipped scorer agrees with its voter on at least 85 % of 200 fresh pairs', async () => {
  const seed = 20260
  const pictures = judgedPictures(voter, 240, seed, { readClean: false })
  const pairs = judgedPairs(voter, pictures, randomSource(seed, 'votes')).take(200).toArray()
  const scorer = join(assets, 'demo-scorer.onnx')
  const shape = [3, PICTURE_SIZE, PICTURE_SIZE]
  const scores = await startJob({ kind: 'score', scorer, shape, pictures: pictures.map(({ picture }) => picture), threads: 1 }).finished
  const score = new Map(pictures.map((picture, i) => [picture, scores[i]]))
  expect(agreement(pairs, score), `seed ${seed}, at best ${bestAgreement(voter, pairs)}`).toBeGreaterThanOrEqual(0.85)
  expect(statSync(scorer).size).toBeLessThan(1e6)
})

test('training lowers the loss, and the same seed gives the same weights', async () => {
  const seed = 7
  const run = async (): Promise<{ losses: number[]; weights: Map<string, Float32Array> }> => {
    const pictures = judgedPictures(voter, 36, seed, { readClean: false })
    const pairs = judgedPairs(voter, pictures, randomSource(seed, 'votes'))
    const losses: number[] = []
    const onStep = (_: number, loss: number): void => void losses.push(loss)
    return { weights: await trainScorer({ pairs, seed, steps: 60, batch: 8, learningRate: 3e-3, threads: 1, onStep }), losses }
  }
  const [first, second] = [await run(), await run()]
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean(first.losses.slice(-20)), `seed ${seed}`).toBeLessThan(0.8 * mean(first.losses.slice(0, 10)))
  expect(second.weights).toEqual(first.weights)
})
