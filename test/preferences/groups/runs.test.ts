/** Runs: the queue, their states, what they tell, and what a crash leaves behind. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { NewRun } from '../../../src/preferences/groups/runs.ts'
import { NEXT_STATUS } from '../../../src/preferences/run-status.ts'
import type { RunStatus } from '../../../src/preferences/types.ts'
import { fill, newStore, pick } from '../new-store.ts'

const conflict = expect.objectContaining({ name: 'ConflictError' })
const missing = expect.objectContaining({ name: 'NotFoundError' })
const input = expect.objectContaining({ code: 'input' })

function setUp() {
  const store = newStore()
  const filled = fill(store, 4)
  const create = (name: string, more: Partial<NewRun> = {}) => store.runs.create({ datasetId: filled.datasetId, name, settings: { steps: 100 }, ...more })
  return { store, create, ...filled }
}
/** Statuses on the way to each. */
const WAY: Record<RunStatus, RunStatus[]> = {
  queued: [],
  running: ['running'],
  paused: ['running', 'paused'],
  stopping: ['running', 'stopping'],
  stopped: ['running', 'stopping', 'stopped'],
  finished: ['running', 'finished'],
  failed: ['running', 'failed'],
}
const ALL = Object.keys(NEXT_STATUS) as RunStatus[]

describe('a run', () => {
  test('is made, found, renamed, with a folder of its own', () => {
    const { store, create, datasetId } = setUp()
    const voterId = store.voters.create('Ann').id
    const run = create('first', { voterIds: [voterId] })
    expect(run).toMatchObject({ datasetId, name: 'first', status: 'queued', settings: { steps: 100 }, voterIds: [voterId], votes: 0 })
    expect([run.startedAt, run.finishedAt, run.error, run.progress, run.continuesLora]).toEqual(Array(5).fill(undefined))
    expect(store.runs.get(run.id)).toEqual(run)
    expect(store.runs.rename(run.id, 'second').name).toBe('second')
    expect(store.runs.folder(run.id)).toBe(join(store.folder, 'runs', run.id))
    expect(() => store.runs.folder('../..')).toThrow(input)
    expect(store.runs.list({ datasetId }).map(({ id }) => id)).toEqual([run.id])
    expect(store.runs.list({ datasetId: 'd-other' })).toEqual([])
  })
  test.each<Partial<NewRun>>([
    { datasetId: 'd-x' },
    { name: '' },
    { settings: undefined },
    { settings: 'x'.repeat(65_536) },
    { voterIds: ['v-x'] },
    { continuesLora: 'l-x' },
  ])('is refused with %o', (bad) => {
    const { store, create } = setUp()
    expect(() => create('run', bad)).toThrow(input)
    expect(store.runs.list()).toEqual([])
  })
})

describe('status', () => {
  test('goes along the arrows only', () => {
    const { store, create } = setUp()
    for (const from of ALL)
      for (const to of ALL) {
        const { id } = create(`${from} to ${to}`)
        for (const status of WAY[from]) store.runs.setStatus(id, status)
        if (NEXT_STATUS[from].includes(to)) expect(store.runs.setStatus(id, to).status).toBe(to)
        else expect(() => store.runs.setStatus(id, to), `${from} to ${to}`).toThrow(conflict)
      }
    expect(() => store.runs.setStatus(create('x').id, 'dancing' as RunStatus)).toThrow(input)
    expect(() => store.runs.setStatus('r-x', 'running')).toThrow(missing)
  })
  test('sets the times, and keeps an error only for a failure', () => {
    const { store, create } = setUp()
    const { id } = create('run')
    const error = { code: 'memory', message: 'needs 9 GB' }
    const running = store.runs.setStatus(id, 'running', error)
    expect([running.startedAt !== undefined, running.finishedAt, running.error]).toEqual([true, undefined, undefined])
    const failed = store.runs.setStatus(id, 'failed', error)
    expect(failed).toMatchObject({ startedAt: running.startedAt, error })
    expect(Date.parse(failed.finishedAt as string)).toBeGreaterThan(Date.parse(running.startedAt as string))
    const again = store.runs.setStatus(id, 'queued')
    expect([again.startedAt, again.finishedAt, again.error]).toEqual([running.startedAt, undefined, undefined])
    store.runs.setStatus(id, 'running')
    expect(store.runs.setStatus(id, 'failed', { code: 'child', message: `\ud800${'x'.repeat(9000)}\0` }).error?.message.length).toBe(4000)
  })
})

describe('the queue', () => {
  test('is in the order of making, can be reordered, and one that goes on comes last', () => {
    const { store, create } = setUp()
    const [a, b, c] = ['a', 'b', 'c'].map((name) => create(name).id) as [string, string, string]
    const queue = () => store.runs.queue().map(({ name }) => name)
    expect(queue()).toEqual(['a', 'b', 'c'])
    expect(store.runs.reorder([c, a, b]).map(({ name }) => name)).toEqual(['c', 'a', 'b'])
    for (const bad of [[], [a, b], [a, a, b], [a, b, c, 'r-x']]) expect(() => store.runs.reorder(bad)).toThrow(conflict)
    store.runs.setStatus(c, 'stopped')
    expect(queue()).toEqual(['a', 'b'])
    store.runs.setStatus(c, 'queued')
    expect(queue()).toEqual(['a', 'b', 'c'])
    // One that a crash left running was first and stays first.
    store.runs.setStatus(a, 'running')
    store.runs.setStatus(a, 'queued')
    expect(queue()).toEqual(['a', 'b', 'c'])
    store.runs.delete(a)
    expect(queue()).toEqual(['b', 'c'])
  })
  test('after a crash: the runs that were left running are told', () => {
    const { store, create } = setUp()
    const ids = ALL.map((status) => {
      const { id } = create(status)
      for (const step of WAY[status]) store.runs.setStatus(id, step)
      return id
    })
    expect(store.runs.interrupted()).toEqual([])
    store.close()
    const again = newStore({ folder: store.folder })
    expect(again.runs.interrupted().map(({ name }) => name)).toEqual(['running', 'stopping'])
    again.runs.setStatus(ids[1] as string, 'queued')
    expect(again.runs.interrupted().map(({ name }) => name)).toEqual(['stopping'])
  })
})

test('deleting is refused while it is at work, takes the LoRAs along, and is undone with them', async () => {
  const { store, create } = setUp()
  for (const status of ['running', 'paused', 'stopping'] as const) {
    const { id } = create(status)
    for (const step of WAY[status]) store.runs.setStatus(id, step)
    expect(() => store.runs.delete(id)).toThrow(conflict)
  }
  const { mkdirSync, writeFileSync } = await import('node:fs')
  const { id } = create('done')
  mkdirSync(join(store.folder, 'loras'))
  const [early, late] = [1, 2].map((step) => {
    writeFileSync(join(store.folder, 'loras', `${step}.safetensors`), 'lora')
    return store.loras.insert({ runId: id, step, name: `step ${step}`, path: `${step}.safetensors`, hash: 'a'.repeat(64) }).id
  }) as [string, string]
  store.loras.delete(early)
  const { deletedAt } = store.runs.delete(id)
  expect(store.runs.delete(id).deletedAt).toBe(deletedAt)
  expect(store.runs.list().map(({ name }) => name)).not.toContain('done')
  expect(store.runs.list({ deleted: true }).map(({ name }) => name)).toEqual(['done'])
  expect(store.loras.list()).toEqual([])
  store.runs.restore(id)
  expect(store.loras.list().map((lora) => lora.id)).toEqual([late])
  expect(store.runs.get(id)?.deletedAt).toBeUndefined()
})

test('which votes made it', () => {
  const { store, create, pairIds } = setUp()
  const voterId = store.voters.create('Ann').id
  const votes = store.votes.importVotes(pairIds.map((pairId) => ({ pairId, voterId, choice: pick(0), votedAt: '2026-01-01T00:00:00Z' })))
  const { id } = create('run')
  expect(store.runs.setVotes(id, votes).votes).toBe(4)
  expect(store.runs.votes(id)).toEqual(votes)
  expect(() => store.runs.setVotes(id, [votes[0] as string, '00000000-0000-4000-8000-000000000000'])).toThrow(missing)
  expect(store.runs.votes(id)).toEqual(votes)
  expect(store.runs.setVotes(id, votes.slice(2)).votes).toBe(2)
  expect(store.runs.votes(id)).toEqual(votes.slice(2))
})

test('metrics are numbered, read on from a number, and all or none', () => {
  const { store, create } = setUp()
  const [a, b] = [create('a').id, create('b').id]
  const step = (at: number) => ({ kind: 'step' as const, step: at, data: { loss: at / 10 } })
  expect(store.runs.appendMetrics(a, [step(1), step(2)]).map(({ seq }) => seq)).toEqual([1, 2])
  store.runs.appendMetrics(b, [step(1)])
  const alarm = { kind: 'alarm' as const, step: 3, data: { sentence: 'the winner’s error rises' } }
  expect(store.runs.appendMetrics(a, [alarm])).toEqual([{ runId: a, seq: 3, ...alarm }])
  expect(store.runs.metrics(a).map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect(store.runs.metrics(a, { after: 2 })).toEqual([{ runId: a, seq: 3, ...alarm }])
  expect(store.runs.metrics(a, { after: 1, limit: 1 }).map(({ seq }) => seq)).toEqual([2])
  for (const bad of [{ kind: 'guess' }, { step: -1 }, { step: 0.5 }, { data: { loss: Number.NaN } }, { data: 'x'.repeat(65_536) }])
    expect(() => store.runs.appendMetrics(a, [step(4), { ...step(5), ...(bad as object) }])).toThrow(input)
  expect(() => store.runs.appendMetrics('r-x', [step(1)])).toThrow(missing)
  expect(store.runs.metrics(a).length).toBe(3)
})

test('progress is the last that was told', () => {
  const { store, create } = setUp()
  const { id } = create('run')
  store.runs.setProgress(id, { done: 1, total: 10 })
  store.runs.setProgress(id, { done: 2, total: 10 })
  expect(store.runs.get(id)?.progress).toEqual({ done: 2, total: 10 })
  expect(() => store.runs.setProgress(id, 'x'.repeat(20_000))).toThrow(input)
  expect(() => store.runs.setProgress('r-x', 1)).toThrow(missing)
})

test('samples: by step and index, the later one replaces; only of pictures that are there', () => {
  const { store, create, hashes } = setUp()
  const { id } = create('run')
  const sample = (step: number, index: number, picture: number) => ({ step, index, imageHash: hashes[picture] as string, promptText: 'a red flower', seed: 7 })
  store.runs.addSamples(id, [sample(20, 1, 0), sample(20, 0, 1), sample(0, 0, 2)])
  store.runs.addSamples(id, [sample(20, 1, 3)])
  expect(store.runs.samples(id)).toEqual([sample(0, 0, 2), sample(20, 0, 1), sample(20, 1, 3)].map((each) => ({ runId: id, ...each })))
  expect(() => store.runs.addSamples(id, [sample(30, 0, 0), { ...sample(30, 1, 0), imageHash: 'a'.repeat(64) }])).toThrow(missing)
  expect(() => store.runs.addSamples(id, [sample(-1, 0, 0)])).toThrow(input)
  expect(store.runs.samples(id).length).toBe(3)
})

test('margins replace each other, and belong to pairs of the run’s dataset', () => {
  const { store, create, pairIds } = setUp()
  const { id } = create('run')
  store.runs.setMargins(
    id,
    pairIds.map((pairId, i) => ({ pairId, margin: i - 1.5 })),
  )
  const two = [
    { pairId: pairIds[0] as string, margin: 0.25 },
    { pairId: pairIds[2] as string, margin: -3 },
  ]
  store.runs.setMargins(id, two)
  expect(store.runs.margins(id)).toEqual(two)
  const foreign = fill(store, 1).pairIds[0] as string
  for (const bad of [
    { pairId: foreign, margin: 1 },
    { pairId: pairIds[0] as string, margin: Number.NaN },
  ])
    expect(() => store.runs.setMargins(id, [bad])).toThrow(input)
  expect(store.runs.margins(id)).toEqual(two)
})
