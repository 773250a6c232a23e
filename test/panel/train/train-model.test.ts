/** What the Train view shows, and what can be done to a run. */
import { describe, expect, test } from 'vitest'
import type { Run } from '../../../src/panel/api-types.ts'
import { TrainModel } from '../../../src/panel/train/train-model.ts'
import { type Reply, scriptedPanel } from '../scripted-panel.ts'
import { dataset, lora, METHODS, MODEL, run } from './things.ts'

function model(reply: (path: string, method: string) => Reply = () => undefined) {
  const script = scriptedPanel(({ path, method }) =>
    path.startsWith('/api/methods') ? METHODS : /metrics|samples/.test(path) ? { metrics: [], checkpoints: [] } : reply(path, method),
  )
  return { ...script, train: new TrainModel(script.panel) }
}

test('what runs comes first, then the queue in its order, then the newest', () => {
  const { train, snapshot } = model()
  const at = (day: number) => `2026-01-0${day}T00:00:00.000Z`
  snapshot({
    runs: [
      run('old', { status: 'finished', createdAt: at(1) }),
      run('second', { status: 'queued', createdAt: at(4) }),
      run('now', { createdAt: at(2) }),
      run('new', { status: 'failed', createdAt: at(5) }),
      run('first', { status: 'queued', createdAt: at(3) }),
    ],
  })
  expect(train.runs.map(({ id }) => id)).toEqual(['now', 'first', 'second', 'new', 'old'])
  expect(train.ahead(train.runs[2])).toBe(2)
  expect(train.ahead()).toBe(3)
})

test('whoever comes first while something trains sees it, and is left alone after that', () => {
  const { train, snapshot, change } = model()
  snapshot({ runs: [run('done', { status: 'finished' }), run('now')] })
  expect(train.place).toEqual({ runId: 'now' })
  train.open('new')
  change({ kind: 'run', value: run('next') })
  expect(train.place).toBe('new')

  const quiet = model()
  quiet.snapshot({ runs: [run('done', { status: 'finished' })] })
  quiet.change({ kind: 'run', value: run('now') })
  expect(quiet.train.place).toBe('list')
})

test('a page that is opened closes the one before, and a run that is gone has none', async () => {
  const { train, snapshot, change, settle } = model()
  snapshot({ runs: [run('r-1'), run('r-2')] })
  train.open({ runId: 'r-1' })
  const first = train.page
  train.open({ runId: 'r-1' })
  expect(train.page).toBe(first)
  train.open({ runId: 'r-2' })
  change({ kind: 'removed', of: 'run', id: 'r-2' })
  await settle()
  expect(train.place).toBe('list')
  expect(train.page).toBeUndefined()
})

test('another view can open a run, or a new one that goes on from a LoRA', () => {
  const { train, panel, snapshot } = model()
  panel.state.set({ models: [MODEL] })
  snapshot({ datasets: [dataset('d-1', 4)], runs: [run('r-1')], loras: [lora('l-1')] })
  panel.navigation.go({ view: 'train', runId: 'r-1' })
  train.followTarget()
  expect(train.place).toEqual({ runId: 'r-1' })
  panel.navigation.go({ view: 'train', continues: 'l-1' })
  train.followTarget()
  expect(train.place).toBe('new')
  expect(train.form.continues?.id).toBe('l-1')
})

describe('actions', () => {
  test.each<[Partial<Run>, string[]]>([
    [{ status: 'queued' }, ['stop']],
    [{ status: 'running' }, ['pause', 'stop']],
    [{ status: 'paused' }, ['resume', 'stop']],
    [{ status: 'stopping' }, []],
    [{ status: 'stopped', step: 50, steps: 200 }, ['resume', 'delete']],
    [{ status: 'stopped', step: 200, steps: 200 }, ['delete']],
    [{ status: 'finished' }, ['delete']],
    [{ status: 'failed' }, ['resume', 'delete']],
  ])('%o: %o', (rest, possible) => {
    expect(model().train.actions.possible(run('r-1', rest))).toEqual(possible)
  })

  test('one at a time, and the answer is taken at once', async () => {
    const { train, panel, snapshot, calls } = model(() => run('r-1', { status: 'stopping' }))
    snapshot({ runs: [run('r-1')] })
    const first = train.actions.stop('r-1')
    expect(train.actions.isBusy('r-1')).toBe(true)
    await Promise.all([first, train.actions.pause('r-1')])
    expect(calls.filter(({ method }) => method === 'POST').map(({ path }) => path)).toEqual(['/api/runs/r-1/stop'])
    expect(panel.state.runs.get('r-1')?.status).toBe('stopping')
    expect(train.actions.isBusy('r-1')).toBe(false)
  })

  test('a refusal is said and changes nothing', async () => {
    const error = { code: 'conflict', message: 'It is not running. Nothing to pause.' }
    const { train, panel, snapshot } = model(() => [409, { error }])
    snapshot({ runs: [run('r-1')] })
    await train.actions.pause('r-1')
    expect(panel.toasts.list[0].text).toBe(error.message)
    expect(panel.state.runs.get('r-1')?.status).toBe('running')
  })

  test('a deleted run can be brought back', async () => {
    const old = run('r-1', { status: 'finished' })
    const { train, panel, snapshot, settle } = model((_, method) => (method === 'DELETE' ? [204, null] : old))
    snapshot({ runs: [old] })
    expect(await train.actions.delete(old)).toBe(true)
    expect(train.runs).toEqual([])
    panel.toasts.list[0].action?.run()
    await settle()
    expect(train.runs.map(({ id }) => id)).toEqual(['r-1'])
  })

  test('a run that still runs is not deleted', async () => {
    const { train, calls } = model()
    expect(await train.actions.delete(run('r-1'))).toBe(false)
    expect(calls).toEqual([])
  })
})
