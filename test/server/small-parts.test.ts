/** Parts that fit into one function: the log, thinned metrics, statistics of votes, archives. */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import type { Metric } from '../../src/preferences/types.ts'
import { zipFolder } from '../../src/server/exports/zip-folder.ts'
import { openLog } from '../../src/server/log.ts'
import { thinnedMetrics } from '../../src/server/thinned-metrics.ts'
import { voteStatistics } from '../../src/server/vote-statistics.ts'
import { fill, newFolder, newStore, voteOn } from '../preferences/new-store.ts'

describe('the log', () => {
  test('has the number, the time, the place and the whole stack', () => {
    const folder = newFolder()
    const number = openLog(folder, () => 0).bug(new Error('outer', { cause: new TypeError('inner') }), 'GET /see-dpo/api/status')
    const text = readFileSync(join(folder, 'server.log'), 'utf8')
    expect(text).toContain(`1970-01-01T00:00:00.000Z ${number} GET /see-dpo/api/status\nError: outer\n    at `)
    expect(text).toContain('caused by TypeError: inner')
    if (process.platform !== 'win32') expect(statSync(join(folder, 'server.log')).mode & 0o777).toBe(0o600)
  })
  test('is put aside when it is large, and an entry is never', () => {
    const folder = newFolder()
    const log = openLog(folder)
    for (let i = 0; i < 400; i++) log.bug('x'.repeat(1_000_000), 'a test')
    expect(statSync(join(folder, 'server.log')).size).toBeLessThan(2_200_000)
    expect(statSync(join(folder, 'server.log.old')).size).toBeGreaterThan(2_000_000)
  })
  test('a folder that is gone loses the entry, and nothing else', () => expect(openLog('/nowhere/at/all').bug('x', 'a test')).toMatch(/^[0-9a-f]{8}$/))
})

describe('thinned metrics', () => {
  /** Steps 1 to `steps`, with an evaluation after every hundredth. */
  const runs = (steps: number) => {
    const all: Metric[] = []
    const add = (kind: Metric['kind'], step: number): void => void all.push({ runId: 'r-1', seq: all.length + 1, kind, step, data: {} })
    for (let step = 1; step <= steps; step++) {
      add('step', step)
      if (step % 100 === 0) add('evaluation', step)
    }
    return { metrics: (_: string, { after = 0, limit = 10_000 } = {}) => all.slice(after, after + limit) }
  }
  const of = (metrics: Metric[], kind: string): number[] => metrics.filter((metric) => metric.kind === kind).map(({ step }) => step)

  test('few stay as they are', () => expect(thinnedMetrics(runs(1500), 'r-1', 0, 2000)).toHaveLength(1515))
  test('many: every evaluation, evenly chosen steps, the last one always, in order', () => {
    const metrics = thinnedMetrics(runs(25_000), 'r-1', 0, 2000)
    expect(of(metrics, 'evaluation')).toHaveLength(250)
    const steps = of(metrics, 'step')
    expect(steps.at(-1)).toBe(25_000)
    expect(steps.length).toBeGreaterThan(1000)
    expect(metrics.length).toBeLessThanOrEqual(2000)
    expect(new Set(steps.slice(1).map((step, i) => step - steps[i])).size).toBe(1)
    expect(metrics.map(({ seq }) => seq)).toEqual(metrics.map(({ seq }) => seq).toSorted((a, b) => a - b))
  })
  test('only those after a number', () =>
    expect(thinnedMetrics(runs(300), 'r-1', 301, 2000).map(({ kind, step }) => [kind, step])).toEqual([
      ['step', 300],
      ['evaluation', 300],
    ]))
  test('more evaluations than the limit: all of them, and the last step', () => {
    const metrics = thinnedMetrics(runs(1000), 'r-1', 0, 5)
    expect([of(metrics, 'evaluation').length, of(metrics, 'step')]).toEqual([10, [1000]])
  })
})

test('statistics: kinds, times, sides and agreement of each voter', async () => {
  const store = newStore()
  const { datasetId, pairIds } = fill(store, 6)
  const [ada, grace] = ['Ada', 'Grace'].map((name) => store.voters.create(name).id)
  const vote = async (voterId: string, pair: number, choice: Parameters<typeof voteOn>[1], responseMs?: number): Promise<void> => {
    const shown = store.showings.ofPair(pairIds[pair], voterId)
    await store.votes.append([{ ...voteOn(shown, choice), responseMs }])
  }
  await vote(ada, 0, { kind: 'pick', position: 0 }, 500)
  await vote(ada, 1, { kind: 'pick', position: 1 }, 700)
  await vote(ada, 2, { kind: 'tie' }, 1000)
  await vote(ada, 3, { kind: 'both-bad' }, 3000)
  await vote(ada, 4, { kind: 'skip' })
  await vote(grace, 0, { kind: 'pick', position: 0 })
  await vote(grace, 1, { kind: 'pick', position: 0 })
  const { voters, between } = await voteStatistics(store, datasetId)
  expect(voters).toMatchObject([
    { voterId: ada, votes: 4, picks: 2, ties: 1, bothBad: 1, skips: 1, medianResponseMs: 850, left: { of: 2 } },
    { voterId: grace, votes: 2, picks: 2, ties: 0, bothBad: 0, skips: 0 },
  ])
  expect(voters[1].medianResponseMs).toBeUndefined()
  expect(voters[0].withinAgreement).toBeUndefined()
  expect(between).toMatchObject([{ voterIds: expect.arrayContaining([ada, grace]), agreement: { count: 1, of: 2, share: 0.5 } }])
})

describe('archives', () => {
  const folder = newFolder()
  mkdirSync(join(folder, 'images'))
  const large = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251)
  writeFileSync(join(folder, 'votes.jsonl'), '{}\n')
  writeFileSync(join(folder, 'images', 'a.png'), large)
  writeFileSync(join(folder, 'empty'), '')
  const bytes = async (pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
    const list: Uint8Array[] = []
    for await (const piece of pieces) list.push(piece)
    return Buffer.concat(list)
  }

  test('hold every file as it is, under one folder', async () => {
    const files = unzipSync(await bytes(await zipFolder(folder, 'e-1')))
    expect(Object.keys(files).sort()).toEqual(['e-1/empty', 'e-1/images/a.png', 'e-1/votes.jsonl'])
    expect(files['e-1/images/a.png']).toEqual(large)
    expect(files['e-1/empty']).toHaveLength(0)
  })
  test('that the format can not hold are refused beforehand, with the folder instead', async () => {
    await expect(zipFolder(folder, 'e-1', { maxEntries: 2 })).rejects.toMatchObject({ code: 'too-large', message: expect.stringContaining(folder) })
    await expect(zipFolder(folder, 'e-1', { maxBytes: 300_000 })).rejects.toMatchObject({ code: 'too-large' })
  })
})
