/** Sampling: what the form asks for, how long it says that takes, and the first run. */
import { expect, test } from 'vitest'
import type { Model } from '../../../src/panel/api-types.ts'
import { firstPrompts } from '../../../src/panel/data/first-prompts.ts'
import { SampleForm } from '../../../src/panel/data/sample-form.ts'
import { SamplingSpeed } from '../../../src/panel/data/sampling-speed.ts'
import { scriptedPanel } from '../scripted-panel.ts'

const model: Model = {
  id: 'demo',
  name: 'Demo',
  width: 32,
  height: 32,
  prompts: ['red', 'green', 'blue'],
  freePrompts: true,
  sampler: { steps: 20, guidance: 2 },
  trainable: true,
}

test('all suggestions at first; own lines follow, each prompt once', () => {
  const form = new SampleForm()
  expect(form.prompts(model)).toEqual(['red', 'green', 'blue'])
  form.choose('green', false)
  form.set({ freeText: ' a cat \n\nred\na cat' })
  expect(form.prompts(model)).toEqual(['red', 'blue', 'a cat'])
  expect(form.prompts({ ...model, freePrompts: false })).toEqual(['red', 'blue'])
  form.set({ pairsPerPrompt: 5, picturesPerPair: 4, loraId: 'l-1' })
  expect(form.pictures(model)).toBe(60)
  expect(form.request(model)).toEqual({
    modelId: 'demo',
    prompts: ['red', 'blue', 'a cat'],
    pairsPerPrompt: 5,
    picturesPerPair: 4,
    lora: { loraId: 'l-1', strength: 1 },
  })
})

test('what can’t be sampled is a sentence', () => {
  const form = new SampleForm()
  expect(form.problem(model)).toBeUndefined()
  form.chooseAll(model.prompts, false)
  expect(form.problem(model)).toContain('at least one prompt')
  form.set({ freeText: 'x'.repeat(4001) })
  expect(form.problem(model)).toContain('4001 characters')
  form.set({ freeText: Array.from({ length: 1001 }, (_, i) => `prompt ${i}`).join('\n') })
  expect(form.problem(model)).toContain('these are 1001')
  form.set({ freeText: 'x' })
  for (const pairsPerPrompt of [0, 1.5, 1001, Number.NaN]) {
    form.set({ pairsPerPrompt })
    expect(form.problem(model)).toContain('whole number')
  }
})

test.each([
  [18, 20, 10, 2],
  [100, 20, 20, 1],
  [3, 20, 3, 7],
  [1, 20, 1, 20],
])('%d prompts for about %d pairs: %d prompts, %d pairs each', (known, pairs, count, each) => {
  const prompts = Array.from({ length: known }, (_, i) => `prompt ${i}`)
  const first = firstPrompts(prompts, pairs)
  expect([first.prompts.length, first.pairsPerPrompt, new Set(first.prompts).size]).toEqual([count, each, count])
})

test('the speed of the last sampling tells how long the next one takes', async () => {
  const { panel, snapshot, change, pass } = scriptedPanel(() => undefined)
  const speed = new SamplingSpeed(panel)
  const dataset = { id: 'd-1', modelId: 'demo' } as never
  const job = (done: number) =>
    ({ kind: 'job', value: { id: 'j-1', kind: 'sample', datasetId: 'd-1', progress: { phase: 'drawing', done, total: 40 } } }) as never
  snapshot({ datasets: [dataset] })
  expect(speed.seconds('demo', 10)).toBeUndefined()
  change(job(4))
  await pass(3_000)
  change(job(10))
  // Six pictures in three seconds.
  expect(speed.seconds('demo', 10)).toBeCloseTo(5, 9)
  expect(speed.seconds('other', 10)).toBeUndefined()
})
