/** What a trained LoRA thinks of pairs: 0 before training, for the winner after it, the opposite when members change places. */
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { pairMargins } from '../../../src/trainer/run/pair-margins.ts'
import { loraPath } from '../../../src/trainer/run/prepare-run.ts'
import { tinySettings } from '../tiny-unet.ts'
import { tinyRuns, writeTinyLora } from './tiny-run.ts'

const { run, folder, model, dataset, root } = tinyRuns()
// The draws of the run are those that margins are asked under: eight, none without its caption.
const settings = tinySettings(model, { steps: 60, draws: 8, captionDropout: 0, gammaN: 0 })
const lora = loraPath(folder('trained'))
beforeAll(async () => {
  await run('trained', settings)
})

test('of the votes that it was trained on, it is for the winner', async () => {
  const margins = await pairMargins({ settings, lora, dataset })
  const votes = dataset.pairs.map(({ label }, i) => ({ label, margin: margins[i] })).filter(({ label }) => label === 1)
  expect(votes.filter(({ margin }) => margin > 0).length / votes.length).toBeGreaterThan(0.8)
})

test('members that change places change its sign, whatever stands in front of the trainer', async () => {
  const front = join(root, 'front.safetensors')
  writeTinyLora(front, model, 3)
  const swapped = { ...dataset, pairs: dataset.pairs.map((pair) => ({ ...pair, winner: pair.loser, loser: pair.winner })) }
  const options = { settings: { ...settings, frozen: [{ path: front, strength: 1 }] }, lora }
  const [there, back] = [await pairMargins({ ...options, dataset }), await pairMargins({ ...options, dataset: swapped })]
  expect(Math.max(...there.map(Math.abs))).toBeGreaterThan(0)
  // -0 is not 0 for toEqual.
  expect([...back]).toEqual([...there].map((margin) => 0 - margin))
})

test('a LoRA without effect knows nothing', async () => {
  const path = join(root, 'none.safetensors')
  writeTinyLora(path, model, 3, { targets: ['*.attn2.to_q'], alpha: 1e-6 })
  const margins = await pairMargins({ settings: { ...settings, beta: 1 }, lora: path, dataset })
  expect(Math.max(...margins.map(Math.abs))).toBeLessThan(1e-6)
})

test('a stop leaves what was computed', async () => {
  let asked = 0
  const margins = await pairMargins({ settings, lora, dataset, stopped: () => asked++ === 3 })
  expect(margins.length).toBe(3)
})
