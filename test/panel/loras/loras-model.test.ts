/** What the LoRAs view shows, the votes behind a LoRA, and what can be done to one. */
import { describe, expect, test } from 'vitest'
import type { LoraVote } from '../../../src/panel/api-types.ts'
import { LoraVotes } from '../../../src/panel/loras/lora-votes.ts'
import { LorasModel } from '../../../src/panel/loras/loras-model.ts'
import { type Call, type Reply, scriptedPanel } from '../scripted-panel.ts'
import { lora, run } from '../train/things.ts'
import { comparison, detailOf, loraVote } from './things.ts'

function model(reply: (call: Call) => Reply = ({ path }) => (path.includes('/votes') ? { votes: [], total: 0 } : detailOf(comparison('c-1')))) {
  const script = scriptedPanel(reply)
  return { ...script, loras: new LorasModel(script.panel) }
}

test('LoRAs stand by run, the best first, then the others from the newest step on', () => {
  const { loras, snapshot } = model()
  const of = (id: string, step: number, best = false) => lora(id, { step, best })
  snapshot({
    runs: [run('r-1', { name: 'First taste' })],
    loras: [of('a', 50), of('b', 100, true), of('c', 150), lora('d', { runId: 'r-2', createdAt: '2026-02-01T00:00:00.000Z' })],
  })
  expect(loras.runs.map(({ name, best, others }) => [name, best.id, others.map(({ id }) => id)])).toEqual([
    ['a deleted run', 'd', []],
    ['First taste', 'b', ['c', 'a']],
  ])
})

test('another view can open a LoRA or a comparison; what is deleted closes', async () => {
  const { loras, panel, snapshot, change } = model()
  snapshot({ loras: [lora('l-1')], comparisons: [comparison('c-1')] })
  panel.navigation.go({ view: 'loras', loraId: 'l-1' })
  loras.followTarget()
  expect(loras.lora?.id).toBe('l-1')
  change({ kind: 'removed', of: 'lora', id: 'l-1' })
  expect(loras.place).toBe('list')
  panel.navigation.go({ view: 'loras', comparisonId: 'c-1' })
  loras.followTarget()
  expect(loras.page?.comparisonId).toBe('c-1')
  change({ kind: 'removed', of: 'comparison', id: 'c-1' })
  expect(loras.place).toBe('list')
})

test('comparing from a LoRA opens the form with it', () => {
  const { loras, snapshot } = model()
  snapshot({ loras: [lora('l-1'), lora('l-2')] })
  loras.form.pick('l-2', true)
  loras.compare(['l-1'])
  expect(loras.place).toBe('compare')
  expect(loras.form.picked.map(({ id }) => id)).toEqual(['l-1'])
})

describe('the votes that made it', () => {
  test('come page by page, and a failed page is asked for again', async () => {
    const pages: Record<string, { votes: LoraVote[]; total: number; next?: string }> = {
      first: { votes: [loraVote('p-1'), loraVote('p-2')], total: 3, next: 'second' },
      second: { votes: [loraVote('p-3')], total: 3 },
    }
    let isAway = false
    const script = scriptedPanel(({ path }) => (isAway ? undefined : pages[path.includes('cursor=second') ? 'second' : 'first']))
    const votes = new LoraVotes(script.panel, 'l-1')
    await script.settle()
    isAway = true
    await votes.more()
    expect(votes.loading.failure?.kind).toBe('unreachable')
    isAway = false
    await Promise.all([votes.more(), votes.more()])
    expect(votes.votes.map(({ pairId }) => pairId)).toEqual(['p-1', 'p-2', 'p-3'])
    expect(votes.hasMore).toBe(false)
    expect(votes.total).toBe(3)
  })
})

describe('actions', () => {
  test('a LoRA is renamed, and the answer taken at once', async () => {
    const { loras, panel, snapshot, calls } = model(() => lora('l-1', { name: 'Better' }))
    snapshot({ loras: [lora('l-1')] })
    await loras.actions.rename('l-1', 'Better')
    expect(calls).toMatchObject([{ method: 'PATCH', path: '/api/loras/l-1', body: { name: 'Better' } }])
    expect(panel.state.loras.get('l-1')?.name).toBe('Better')
  })

  test('an export says where it went, or why it did not', async () => {
    let isTaken = true
    const error = { code: 'conflict', message: 'A file of that name is there. Choose another.' }
    const { loras } = model(() => (isTaken ? [409, { error }] : [201, { path: '/loras/mine.safetensors' }]))
    await loras.actions.export('l-1', 'mine')
    expect(loras.actions.exporting.failure?.message).toBe(error.message)
    isTaken = false
    await loras.actions.export('l-1', 'mine')
    expect(loras.actions.exporting.value?.path).toBe('/loras/mine.safetensors')
  })

  test('deleted LoRAs and comparisons can be brought back', async () => {
    const { loras, panel, snapshot, settle } = model(({ method, path }) =>
      method === 'DELETE' ? [204, null] : path.includes('comparisons') ? comparison('c-1') : lora('l-1'),
    )
    snapshot({ loras: [lora('l-1')], comparisons: [comparison('c-1')] })
    await loras.actions.deleteLora(lora('l-1'))
    await loras.actions.deleteComparison(comparison('c-1'))
    expect([panel.state.loras.size, panel.state.comparisons.size]).toEqual([0, 0])
    for (const { action } of panel.toasts.list) action?.run()
    await settle()
    expect([panel.state.loras.size, panel.state.comparisons.size]).toEqual([1, 1])
  })
})
