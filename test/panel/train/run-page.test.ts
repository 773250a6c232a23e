/** A run's page follows the run without gaps, and shows the pictures that a person chose. */
import { describe, expect, test } from 'vitest'
import type { CheckpointSamples, Metric } from '../../../src/panel/api-types.ts'
import { RunPage } from '../../../src/panel/train/run-page.ts'
import { scriptedPanel } from '../scripted-panel.ts'
import { evaluationMetric, lora, run, stepMetric } from './things.ts'

const hash = (step: number, i: number) => `${step}-${i}`
const checkpoint = (step: number): CheckpointSamples => ({
  step,
  samples: [0, 1].map((i) => ({ hash: hash(step, i), prompt: 'small red flower', seed: i, width: 32, height: 32 })),
})

async function openPage() {
  const server = { metrics: [stepMetric(1, 1), stepMetric(2, 2)] as Metric[], checkpoints: [checkpoint(0)], isAway: false }
  const script = scriptedPanel(({ path }) => {
    if (server.isAway) return undefined
    const [, after] = path.match(/metrics\?after=(\d+)/) ?? []
    if (after !== undefined) return { metrics: server.metrics.filter(({ seq }) => seq > Number(after)) }
    return { checkpoints: server.checkpoints }
  })
  script.snapshot({ runs: [run('r-1')] })
  const page = new RunPage(script.panel, 'r-1')
  await script.settle()
  return { ...script, page, server, steps: () => page.log.steps.map(({ step }) => step) }
}

describe('metrics', () => {
  test('come live, of this run only', async () => {
    const { change, steps } = await openPage()
    change({ kind: 'metrics', runId: 'r-1', metrics: [stepMetric(3, 3)] })
    change({ kind: 'metrics', runId: 'r-2', metrics: [stepMetric(4, 9)] })
    expect(steps()).toEqual([1, 2, 3])
  })

  test('that were missed are fetched after a snapshot, from the last known one on', async () => {
    const { server, snapshot, settle, calls, steps } = await openPage()
    server.metrics.push(stepMetric(3, 3), stepMetric(4, 4))
    snapshot({ runs: [run('r-1')] })
    await settle()
    expect(steps()).toEqual([1, 2, 3, 4])
    expect(calls.filter(({ path }) => path.includes('metrics')).map(({ path }) => path)).toEqual([
      '/api/runs/r-1/metrics?after=0&limit=5000',
      '/api/runs/r-1/metrics?after=2&limit=5000',
    ])
  })

  test('a gap is closed even when newer ones came before it', async () => {
    const { server, snapshot, change, settle, steps, page } = await openPage()
    server.metrics.push(stepMetric(3, 3), stepMetric(4, 4))
    server.isAway = true
    snapshot({ runs: [run('r-1')] })
    await settle()
    change({ kind: 'metrics', runId: 'r-1', metrics: [stepMetric(4, 4)] })
    expect(steps()).toEqual([1, 2, 4])
    server.isAway = false
    await page.loadMetrics()
    expect(steps()).toEqual([1, 2, 3, 4])
  })

  test('a page that was closed hears nothing more', async () => {
    const { page, change, steps } = await openPage()
    page.close()
    change({ kind: 'metrics', runId: 'r-1', metrics: [stepMetric(3, 3)] })
    expect(steps()).toEqual([1, 2])
  })
})

describe('pictures', () => {
  test('the newest beside the base, and the chosen ones stay when newer come', async () => {
    const { page, server, change, settle } = await openPage()
    expect(page.shown).toMatchObject({ steps: [0], index: 0 })
    const reach = async (step: number) => {
      server.checkpoints.push(checkpoint(step))
      change({ kind: 'run', value: run('r-1', { latest: { step, votes: 20 } }) })
      await settle()
    }
    await reach(50)
    await reach(100)
    expect(page.shown).toMatchObject({ steps: [0, 50, 100], index: 2 })
    expect(page.shown?.pairs[1]).toMatchObject({ base: { hash: hash(0, 1) }, now: { hash: hash(100, 1) } })
    page.show(1)
    await reach(150)
    expect(page.shown).toMatchObject({ steps: [0, 50, 100, 150], index: 1 })
    page.show(99)
    await reach(200)
    expect(page.shown?.index).toBe(4)
    page.show(-1)
    expect(page.shown?.index).toBe(0)
  })

  test('neighbours are loaded ahead', async () => {
    const { page, server } = await openPage()
    server.checkpoints = [0, 50, 100, 150, 200, 250].map(checkpoint)
    await page.loadSamples()
    page.show(2)
    expect(page.ahead).toEqual([0, 50, 150, 200].flatMap((step) => [hash(step, 0), hash(step, 1)]))
  })

  test('are asked for once a checkpoint, not with every change of the run', async () => {
    const { calls, change, settle } = await openPage()
    for (let step = 1; step < 10; step++) change({ kind: 'run', value: run('r-1', { step }) })
    change({ kind: 'metrics', runId: 'r-1', metrics: [evaluationMetric(3, 3)] })
    await settle()
    expect(calls.filter(({ path }) => path.endsWith('samples'))).toHaveLength(1)
  })

  test('a run that is deleted under its page is not asked for again', async () => {
    const { calls, change, settle } = await openPage()
    change({ kind: 'lora', value: lora('l-1', { runId: 'r-1' }) })
    await settle()
    const before = calls.length
    change({ kind: 'removed', of: 'lora', id: 'l-1' })
    change({ kind: 'removed', of: 'run', id: 'r-1' })
    await settle()
    expect(calls).toHaveLength(before)
  })

  test('a run that draws none shows none', async () => {
    const { page, server } = await openPage()
    server.checkpoints = [{ step: 0, samples: [] }]
    await page.loadSamples()
    expect(page.shown).toBeUndefined()
  })
})
