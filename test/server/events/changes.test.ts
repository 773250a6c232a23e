/** Changes on their way to the panels: latest values, gathered metrics, ends that overtake what waits. */
import { expect, test } from 'vitest'
import { type Change, changes } from '../../../src/server/events/changes.ts'
import { EVENT_PAUSE_MS } from '../../../src/server/limits.ts'
import { handClock } from './hand-clock.ts'

function told() {
  const list: Change[] = []
  const bugs: unknown[] = []
  const log = { bug: (error: unknown) => String(bugs.push(error)) }
  const hub = {
    tell(change: Change) {
      if (change.kind === 'voter' && change.value.name === 'wrong') throw new Error('not in the API file')
      list.push(change)
    },
  }
  const { after, pass } = handClock()
  return { list, bugs, changes: changes(hub, log, after), pause: () => pass(EVENT_PAUSE_MS) }
}

const job = (done: number): Change => ({
  kind: 'job',
  value: { id: 'j-1', kind: 'sample', status: 'running', progress: { phase: 'drawing', done, total: 9 }, createdAt: '2026-01-01T00:00:00.000Z' },
})
const metric = (seq: number): Change => ({ kind: 'metrics', runId: 'r-1', metrics: [{ seq, kind: 'step', step: seq, loss: 1, gradientNorm: 1 }] })

test('a thing that changes often is told as it is in the end', () => {
  const { list, changes, pause } = told()
  for (let i = 0; i < 9; i++) changes.publish(job(i))
  pause()
  expect(list).toEqual([job(0), job(8)])
})

test('metrics are gathered, and none is lost', () => {
  const { list, changes, pause } = told()
  for (let i = 1; i <= 9; i++) changes.publish(metric(i))
  pause()
  expect(list.flatMap((change) => (change.kind === 'metrics' ? change.metrics.map(({ seq }) => seq) : []))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect(list).toHaveLength(2)
})

test('what has ended does not come back', () => {
  const { list, changes, pause } = told()
  let reads = 0
  for (let i = 0; i < 3; i++) {
    changes.publishLater('dataset', 'd-1', () => {
      reads++
      return undefined
    })
  }
  changes.publish({ kind: 'removed', of: 'dataset', id: 'd-1' })
  pause()
  expect(list).toEqual([{ kind: 'removed', of: 'dataset', id: 'd-1' }])
  expect(reads).toBe(1)
})

test('a bug in what is told goes into the log, not up', () => {
  const { bugs, changes } = told()
  changes.publish({ kind: 'voter', value: { id: 'v-1', name: 'wrong', createdAt: '2026-01-01T00:00:00.000Z' } })
  expect(bugs).toHaveLength(1)
})
