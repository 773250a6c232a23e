/** A comparison's page hides what would sway a blind vote, and follows the drawing. */
import { describe, expect, test } from 'vitest'
import type { Comparison, Job } from '../../../src/panel/api-types.ts'
import { ComparisonPage } from '../../../src/panel/loras/comparison-page.ts'
import { scriptedPanel } from '../scripted-panel.ts'
import { lora } from '../train/things.ts'
import { comparison, detailOf, drawing } from './things.ts'

const VOTED: Comparison['result'] = { wins: 34, ties: 0, losses: 16, open: 0, rate: { count: 34, of: 50, share: 0.68, low: 0.542, high: 0.792 } }

async function openPage(value: Comparison, jobs: Job[] = []) {
  let current = value
  const script = scriptedPanel(({ path }) => (path.endsWith('/stop') ? drawing('c-1', 'stopped') : detailOf(current)))
  script.snapshot({ comparisons: [value], loras: [lora('l-1')], jobs })
  const page = new ComparisonPage(script.panel, 'c-1')
  await script.settle()
  const become = async (next: Partial<Comparison>) => {
    current = { ...current, ...next }
    script.change({ kind: 'comparison', value: current })
    await script.settle()
  }
  return { ...script, page, become }
}

describe('while a blind vote is open', () => {
  test('neither pictures nor result are asked for or shown', async () => {
    const { page, calls, become } = await openPage(comparison('c-1'))
    await become({ result: { ...VOTED, open: 3 } })
    expect(page.isRevealed).toBe(false)
    expect(page.verdict).toBeUndefined()
    expect(calls).toEqual([])
  })

  test('until the vote is over', async () => {
    const { page, become } = await openPage(comparison('c-1'))
    await become({ result: VOTED })
    expect(page.isRevealed).toBe(true)
    expect(page.verdict?.meaning).toBe('“l-1, step 100” is better for you.')
    expect(page.detail.value?.grid).toHaveLength(2)
  })

  test('or until the person asks, which is remembered, since it cannot be unseen', async () => {
    const { page, panel, settle } = await openPage(comparison('c-1'))
    page.reveal()
    await settle()
    expect(page.detail.value?.grid).toHaveLength(2)
    expect(new ComparisonPage(panel, 'c-1').isRevealed).toBe(true)
    expect(new ComparisonPage(panel, 'c-2').isRevealed).toBe(true) // it does not exist: nothing to hide
  })

  test('and it stays open while pairs are still being drawn', async () => {
    const { page } = await openPage(comparison('c-1', { result: VOTED }), [drawing('c-1')])
    expect(page.isVoteOpen).toBe(true)
    expect(page.isRevealed).toBe(false)
  })
})

describe('drawing', () => {
  test('new rows are fetched, other news are not a reason', async () => {
    const { calls, become } = await openPage(comparison('c-1', { result: VOTED }))
    await become({ name: 'renamed' })
    expect(calls).toHaveLength(1)
    await become({ rows: 4 })
    expect(calls).toHaveLength(2)
  })

  test('can be stopped', async () => {
    const { page, calls } = await openPage(comparison('c-1'), [drawing('c-1')])
    await page.stop()
    expect(calls).toMatchObject([{ method: 'POST', path: '/api/jobs/j-1/stop' }])
    expect(page.job).toBeUndefined()
  })

  test('that failed is told', async () => {
    const failed: Job = { ...drawing('c-1', 'failed'), error: { code: 'memory', message: 'Not enough memory.' } }
    const { page } = await openPage(comparison('c-1'), [failed, { ...drawing('c-2'), id: 'j-2' }])
    expect(page.failedJob?.error?.message).toBe('Not enough memory.')
  })
})

test('the column that is shown alone stays within the columns', async () => {
  const { page, become } = await openPage(comparison('c-1', { columns: [{ strength: 0 }, { loraId: 'l-1', strength: 0.5 }, { loraId: 'l-1', strength: 1 }] }))
  expect(page.series?.map(({ strength }) => strength)).toEqual([0, 0.5, 1])
  page.showColumn(9)
  expect(page.column).toBe(2)
  page.showColumn(-1)
  expect(page.column).toBe(0)
  await become({ columns: [{ strength: 0 }, { loraId: 'l-1', strength: 1 }] })
  expect(page.series).toBeUndefined()
})

test('a page that was closed asks for nothing more', async () => {
  const { page, calls, become } = await openPage(comparison('c-1', { result: VOTED }))
  page.close()
  await become({ rows: 9 })
  expect(calls).toHaveLength(1)
})
