/** The form before a run: what it sends, when it asks for an estimate, and why it can't start. */
import { describe, expect, test } from 'vitest'
import type { RunEstimate } from '../../../src/panel/api-types.ts'
import { RunForm } from '../../../src/panel/train/run-form.ts'
import { type Call, type Reply, scriptedPanel } from '../scripted-panel.ts'
import { dataset, lora, METHODS, MODEL, run } from './things.ts'

const FINE: RunEstimate = { votes: 40, ties: 2, trainingPairs: 34, heldOutPairs: 6, seconds: 60, problems: [] }

async function openForm(reply: (call: Call) => Reply | undefined = () => undefined, parts: Parameters<ReturnType<typeof scriptedPanel>['snapshot']>[0] = {}) {
  const script = scriptedPanel(
    (call) => reply(call) ?? (call.path.startsWith('/api/methods') ? METHODS : call.path === '/api/runs/estimate' ? FINE : run('r-9')),
  )
  const form = new RunForm(script.panel)
  const endLook = form.look()
  script.snapshot({ datasets: [dataset('d-1', 40), dataset('d-2', 3)], ...parts })
  script.panel.state.set({ models: [{ ...MODEL, id: 'untrainable', trainable: false }, MODEL] })
  await script.settle()
  await script.pass(1000)
  const estimates = () => script.calls.filter(({ path }) => path === '/api/runs/estimate')
  return { ...script, form, estimates, endLook }
}

test('without a choice: the dataset with the most votes, its model, the first method, no changed settings', async () => {
  const { form, estimates } = await openForm()
  expect(form.request).toEqual({ datasetId: 'd-1', modelId: 'demo', settings: { method: 'see-diffusion-dpo' } })
  expect(form.obstacles).toEqual([])
  expect(estimates()).toHaveLength(1)
})

describe('settings', () => {
  test('only what the method uses is shown and sent; what was entered is kept for when it is used again', async () => {
    const { form } = await openForm()
    form.enter('gammaN', '0.5')
    form.enter('steps', '100')
    form.chooseMethod('diffusion-dpo')
    expect(form.fields.map(({ setting }) => setting.name)).toEqual(['steps', 'ties', 'checkpoint'])
    expect(form.request?.settings).toEqual({ method: 'diffusion-dpo', steps: 100 })
    form.chooseMethod('see-diffusion-dpo')
    expect(form.request?.settings).toEqual({ method: 'see-diffusion-dpo', steps: 100, gammaN: 0.5 })
  })

  test('a default that is entered again is no change; reset takes changes back', async () => {
    const { form } = await openForm()
    form.enter('steps', '200')
    form.enter('checkpoint', false)
    form.enter('ties', 'omit')
    expect(form.fields.filter(({ isChanged }) => isChanged).map(({ setting }) => setting.name)).toEqual(['ties', 'checkpoint'])
    form.reset('ties')
    expect(form.request?.settings).toEqual({ method: 'see-diffusion-dpo', checkpoint: false })
    form.reset()
    expect(form.request?.settings).toEqual({ method: 'see-diffusion-dpo' })
  })

  test('what is no value is said, and nothing starts', async () => {
    const { form, pass, calls } = await openForm()
    form.enter('steps', 'many')
    expect(form.obstacles).toEqual(['Steps: Enter a whole number from 1 to 1,000,000.'])
    await pass(1000)
    expect(await form.start()).toBeUndefined()
    expect(calls.some(({ path }) => path === '/api/runs')).toBe(false)
  })

  test('they are remembered in the browser', async () => {
    const { form, panel } = await openForm()
    form.enter('steps', '77')
    form.chooseDataset('d-2')
    const again = new RunForm(panel)
    await new Promise((resolve) => setTimeout(resolve, 10))
    expect(again.request).toMatchObject({ datasetId: 'd-2', settings: { steps: 77 } })
  })
})

describe('the estimate', () => {
  test('is asked for once after several changes, when they have come to rest', async () => {
    const { form, pass, estimates } = await openForm()
    for (const steps of ['1', '10', '100']) {
      form.enter('steps', steps)
      await pass(100)
    }
    expect(estimates()).toHaveLength(1)
    expect(form.awaited).toBe('Looking at what it needs …')
    expect(await form.start()).toBeUndefined()
    await pass(300)
    expect(estimates()).toHaveLength(2)
    expect(estimates()[1].body).toMatchObject({ settings: { steps: 100 } })
    expect(form.awaited).toBeUndefined()
    expect(form.obstacles).toEqual([])
  })

  test('is asked for again when there are new votes, and not for a new name', async () => {
    const { form, change, pass, estimates } = await openForm()
    form.rename('Mine')
    await pass(1000)
    expect(estimates()).toHaveLength(1)
    change({ kind: 'dataset', value: dataset('d-1', 41) })
    await pass(1000)
    expect(estimates()).toHaveLength(2)
  })

  test('is not asked for while nobody looks, and at once when somebody does again', async () => {
    const { form, change, pass, estimates, endLook } = await openForm()
    endLook()
    for (let votes = 41; votes < 45; votes++) {
      change({ kind: 'dataset', value: dataset('d-1', votes) })
      await pass(1000)
    }
    expect(estimates()).toHaveLength(1)
    form.look()
    await pass(1000)
    expect(estimates()).toHaveLength(2)
  })

  test('its problems are why it can not start', async () => {
    const problems = [{ code: 'input', message: 'training: expected at least 2 votes, got 0. Vote first.' }]
    const { form } = await openForm(({ path }) => (path === '/api/runs/estimate' ? { ...FINE, votes: 0, problems } : undefined))
    expect(form.obstacles).toEqual([problems[0].message])
  })

  test('a server that was away is asked again when it is back', async () => {
    let isAway = true
    const { form, snapshot, pass, settle } = await openForm(({ path }) => (isAway && path.startsWith('/api/methods') ? [502, ''] : undefined))
    expect(form.obstacles[0]).toContain('does not answer')
    isAway = false
    snapshot({ datasets: [dataset('d-1', 40)] })
    await settle()
    await pass(1000)
    expect(form.obstacles).toEqual([])
  })
})

test('a LoRA to go on from brings its dataset along and is sent', async () => {
  const { form, panel } = await openForm(undefined, {
    loras: [lora('l-1', { datasetId: 'd-2' }), lora('l-2', { modelId: 'other' })],
    datasets: [dataset('d-1', 40), dataset('d-2', 3)],
  })
  expect(form.continuable.map(({ id }) => id)).toEqual(['l-1'])
  form.continueFrom(panel.state.loras.get('l-1'))
  expect(form.request).toMatchObject({ datasetId: 'd-2', continues: 'l-1' })
  form.continueFrom(undefined)
  expect(form.request?.continues).toBeUndefined()
})

test('voters can be left out', async () => {
  const voters = ['v-1', 'v-2'].map((id) => ({ id, name: id, createdAt: '2026-01-01T00:00:00.000Z' }))
  const { form } = await openForm(undefined, { voters, datasets: [dataset('d-1', 40)] })
  expect(form.request?.voterIds).toBeUndefined()
  form.leaveOut('v-2', true)
  expect(form.request?.voterIds).toEqual(['v-1'])
  form.leaveOut('v-2', false)
  expect(form.request?.voterIds).toBeUndefined()
})

test('starting sends it once, and the run is known before the server tells it', async () => {
  const { form, panel, calls } = await openForm()
  form.rename('  Mine ')
  const [first, second] = [form.start(), form.start()]
  expect((await first)?.id).toBe('r-9')
  expect(await second).toBeUndefined()
  expect(calls.filter(({ path }) => path === '/api/runs')).toMatchObject([{ method: 'POST', body: { datasetId: 'd-1', name: 'Mine' } }])
  expect(panel.state.runs.has('r-9')).toBe(true)
  expect(form.name).toBe('')
})

test('without anything to learn from, it says what to do', async () => {
  const { form } = await openForm(undefined, { datasets: [] })
  expect(form.obstacles).toEqual(['There is nothing to learn from yet. Make a dataset under Data, then vote on its pairs.'])
})
