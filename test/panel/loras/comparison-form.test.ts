/** The form of a comparison: what it sends, and why it can't be drawn. */
import { expect, test } from 'vitest'
import { ComparisonForm } from '../../../src/panel/loras/comparison-form.ts'
import { scriptedPanel } from '../scripted-panel.ts'
import { dataset, lora, MODEL } from '../train/things.ts'
import { comparison } from './things.ts'

function openForm() {
  const script = scriptedPanel(() => ({
    comparison: comparison('c-1'),
    job: {
      id: 'j-1',
      kind: 'comparison',
      status: 'queued',
      progress: { phase: '', done: 0, total: 1 },
      comparisonId: 'c-1',
      createdAt: '2026-01-01T00:00:00.000Z',
    },
  }))
  script.panel.state.set({ models: [MODEL] })
  script.snapshot({
    datasets: [dataset('d-1', 4)],
    loras: [lora('l-1'), lora('l-2', { step: 50 }), lora('l-3', { modelId: 'other' }), lora('l-4', { datasetId: 'd-9' })],
  })
  return { ...script, form: new ComparisonForm(script.panel) }
}

test('one LoRA against the base, as it is sent', async () => {
  const { form, calls, panel } = openForm()
  expect(form.obstacles).toEqual(['Pick a LoRA to compare.'])
  form.pick('l-1', true)
  expect(form.obstacles).toEqual([])
  expect((await form.create())?.id).toBe('c-1')
  expect(calls).toMatchObject([
    {
      method: 'POST',
      path: '/api/comparisons',
      body: { datasetId: 'd-1', modelId: 'demo', columns: [{ strength: 0 }, { loraId: 'l-1', strength: 1 }], blind: [0, 1], rows: 16 },
    },
  ])
  expect(panel.state.comparisons.has('c-1') && panel.state.jobs.has('j-1')).toBe(true)
})

test("strengths, own prompts, a name and a blind pair of one's own", async () => {
  const { form, calls } = openForm()
  form.pickOnly(['l-1'])
  form.set({ strengths: '0.5, 1', prompts: ' small red flower \n\n', rows: '4', name: ' Mine ' })
  expect(form.blind).toEqual([0, 2])
  form.chooseBlind([1, 2])
  await form.create()
  expect(calls[0].body).toMatchObject({
    name: 'Mine',
    prompts: ['small red flower'],
    rows: 4,
    blind: [1, 2],
    columns: [{}, { strength: 0.5 }, { strength: 1 }],
  })
  // A choice that no longer fits the columns gives way.
  form.set({ strengths: '1' })
  expect(form.blind).toEqual([0, 1])
})

test('reasons say what to do', async () => {
  const { form, calls } = openForm()
  form.pickOnly(['l-1'])
  form.set({ hasBase: false })
  expect(form.obstacles).toEqual(['Pick a second LoRA, the base, or a second strength.'])
  form.set({ strengths: 'strong' })
  expect(form.obstacles).toEqual(['Strengths: enter numbers from -10 to 10, such as 0.5, 1.'])
  form.set({ strengths: '1,2,3,4,5,6,7,8', hasBase: true })
  expect(form.obstacles).toEqual(['That makes 9 columns, and 8 fit. Leave out LoRAs or strengths.'])
  form.set({ strengths: '1' })
  form.chooseBlind([1, 1])
  expect(form.obstacles).toEqual(['Choose two different columns for the blind vote.'])
  form.chooseBlind(undefined)
  form.set({ rows: '0' })
  expect(form.obstacles).toEqual(['Rows: enter a whole number from 1 to 256.'])
  form.set({ rows: '16', prompts: 'a green horse' })
  expect(form.obstacles).toEqual(['This model does not know the prompt “a green horse”. It knows such as “small red flower”.'])
  form.set({ prompts: '' })
  form.pick('l-3', true)
  expect(form.obstacles).toEqual(['These LoRAs belong to different models. Pick some of one model.'])
  form.pickOnly(['l-4'])
  expect(form.obstacles[0]).toContain('was deleted')
  expect(await form.create()).toBeUndefined()
  expect(calls).toEqual([])
})

test('a LoRA that was deleted is no longer picked', () => {
  const { form, change } = openForm()
  form.pick('l-1', true)
  form.pick('l-2', true)
  change({ kind: 'removed', of: 'lora', id: 'l-1' })
  expect(form.picked.map(({ id }) => id)).toEqual(['l-2'])
})
