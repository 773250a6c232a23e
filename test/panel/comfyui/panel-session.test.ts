/** The panel in ComfyUI's page before and after somebody needs it: badge, loading, and the workflow that waits for votes. */
import { expect, test } from 'vitest'
import type { Dataset } from '../../../src/panel/api-types.ts'
import { OpenVotes } from '../../../src/panel/comfyui/open-votes.ts'
import { PanelSession } from '../../../src/panel/comfyui/panel-session.ts'
import { Memory } from '../../../src/panel/core/memory.ts'
import { workflowOf } from '../../../src/panel/vote/waiting-workflow.ts'
import { FakeStorage } from '../fake-environment.ts'
import { scriptedPanel } from '../scripted-panel.ts'

function dataset(id: string, pairs: number, votedPairs: number): Dataset {
  const counts = { prompts: 1, pairs, votedPairs, votes: votedPairs }
  return { id, name: id, source: 'sampled', keepChains: false, createdAt: '2026-01-01T00:00:00Z', counts, diskBytes: { images: 0, latents: 0, chains: 0 } }
}

test('the badge shows what was open last time, and what is open from when the panel is there', () => {
  const storage = new FakeStorage()
  const shown: string[] = []
  const badge = () => new OpenVotes(new Memory(storage), (text) => shown.push(text))
  const first = badge()
  first.start()
  expect(shown).toEqual([])
  const { panel, snapshot, change } = scriptedPanel(() => undefined)
  first.follow(panel.state)
  expect(shown).toEqual([])
  snapshot({ datasets: [dataset('a', 10, 4), dataset('b', 1, 0)] })
  change({ kind: 'dataset', value: dataset('a', 10, 10) })
  change({ kind: 'dataset', value: dataset('a', 200, 10) })
  expect(shown.splice(0)).toEqual(['7', '1', '99+'])
  // The page is loaded again.
  badge().start()
  expect(shown.splice(0)).toEqual(['99+'])
  change({ kind: 'dataset', value: dataset('a', 10, 10) })
  change({ kind: 'removed', of: 'dataset', id: 'b' })
  expect(shown.splice(0)).toEqual(['1', ''])
  badge().start()
  expect(shown).toEqual([])
})

test('loads once, however often it is asked, and again only after a failure', async () => {
  const { panel } = scriptedPanel(() => undefined)
  const started: unknown[] = []
  const host = { openWindow: () => {}, runWorkflow: () => {} }
  let loads = 0
  const session = new PanelSession({
    base: '/api/see-dpo/',
    host,
    load: async () => {
      if (++loads === 1) throw new TypeError('no connection')
      return { panelAt: () => panel, workflowOf }
    },
    onStart: (given) => started.push(given),
  })
  expect(await session.start()).toBeUndefined()
  expect([session.hasFailed, started]).toEqual([true, []])
  expect(await Promise.all([session.start(), session.start()])).toEqual([panel, panel])
  await session.setWaiting({ datasetId: 'a', needed: 5, voted: 4 })
  expect([loads, session.hasFailed, started, panel.host, workflowOf(panel).waiting]).toEqual([2, false, [panel], host, { datasetId: 'a', needed: 5 }])
  await session.setWaiting({ datasetId: 'a', needed: 5, voted: 5 })
  expect(workflowOf(panel).waiting).toBeUndefined()
})

test('a workflow can go on when its dataset has the votes, or no pair is left to vote on', () => {
  const { panel, snapshot } = scriptedPanel(() => undefined)
  const workflow = workflowOf(panel)
  snapshot({ datasets: [dataset('a', 10, 4), dataset('b', 3, 3)] })
  expect(workflow.missing('a')).toBeUndefined()
  workflow.set({ datasetId: 'a', needed: 6 })
  expect([workflow.missing('a'), workflow.missing('b'), workflow.missing(undefined)]).toEqual([2, undefined, undefined])
  workflow.set({ datasetId: 'a', needed: 100 })
  expect(workflow.missing('a')).toBe(6)
  workflow.set({ datasetId: 'b', needed: 100 })
  expect(workflow.missing('b')).toBe(0)
  workflow.set({ datasetId: 'gone', needed: 1 })
  expect(workflow.missing('gone')).toBeUndefined()
  workflow.set(undefined)
  expect(workflow.missing('b')).toBeUndefined()
})
