/** The nodes between pictures and training: Vote, and Auto Vote with the scorer that ships. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Preferences } from '../../../src/nodes/node-definition.ts'
import { choiceOf } from '../../../src/nodes/runs/auto-vote.ts'
import { type NodeServer, nodeServer } from '../node-server.ts'

let server: NodeServer
let preferences: Preferences
beforeEach(async () => {
  server = await nodeServer()
  const { done } = await server.run('SeeDpoPreferenceSampler', { prompts: 'a small red flower\na large blue flower', pairs_per_prompt: 3, dataset: 'Flowers' })
  preferences = done?.outputs[0] as Preferences
})

function castVotes(count: number): void {
  const { store } = server
  const voterId = store.voters.list()[0]?.id ?? store.voters.create('me').id
  const open = [...store.pairs.all(preferences.datasetId)].filter(({ pair }) => store.votes.ofPair(pair.id).length === 0).slice(0, count)
  store.votes.importVotes(open.map(({ pair }) => ({ pairId: pair.id, voterId, choice: { kind: 'pick', position: 0 }, votedAt: '2026-01-01T00:00:00.000Z' })))
}

describe('Vote', () => {
  const collect = 'collect and go on later'

  test('stops what comes behind it while votes are missing, and tells the panel which dataset it is', async () => {
    castVotes(2)
    const script = server.begin('SeeDpoVote', { preferences, votes: 4, mode: collect })
    const { done } = await script.ended
    expect(done).toMatchObject({ block: true, ui: { see_dpo_vote: [{ datasetId: preferences.datasetId, needed: 4, voted: 2 }] } })
    expect(script.texts.at(-1)).toMatch(/2 pairs still need your vote/)
    castVotes(1)
    const last = server.begin('SeeDpoVote', { preferences, votes: 4, mode: collect })
    await last.ended
    expect(last.texts.at(-1)).toMatch(/1 pair still needs your vote/)
  })

  test('goes on with enough of them, and with all there are', async () => {
    castVotes(4)
    const go = async (votes: number) => (await server.run('SeeDpoVote', { preferences, votes, mode: collect })).done
    expect(await go(4)).toMatchObject({ block: false, outputs: [preferences, 4] })
    expect((await go(100))?.block).toBe(true)
    castVotes(2)
    expect(await go(100)).toMatchObject({ block: false, outputs: [preferences, 6], ui: { see_dpo_vote: [{ needed: 6, voted: 6 }] } })
    expect((await go(0))?.block).toBe(false)
  })

  test('waits where it is told to, for votes that come meanwhile', async () => {
    castVotes(1)
    const script = server.begin('SeeDpoVote', { preferences, votes: 3, mode: 'wait here' })
    while (!script.texts.some((text) => text.includes('1 of 3'))) await new Promise((resolve) => setTimeout(resolve, 5))
    castVotes(2)
    expect((await script.ended).done).toMatchObject({ block: false, outputs: [preferences, 3] })
    expect(script.progress[0]).toMatchObject({ value: 1, max: 3 })
  })

  test('says in words what is missing', async () => {
    const { id } = server.store.datasets.create({ name: 'Empty', source: 'sampled' })
    const vote = (datasetId: string) => server.run('SeeDpoVote', { preferences: { datasetId, name: 'x', modelId: null }, votes: 1 })
    expect((await vote(id)).error).toMatch(/Empty: expected pairs to vote on, got none/)
    server.store.datasets.delete(preferences.datasetId)
    expect((await vote(preferences.datasetId)).error).toMatch(/was deleted on .* Restore it first/)
  })
})

describe('Auto Vote', () => {
  const vote = (inputs: Record<string, unknown> = {}) => server.begin('SeeDpoAutoVote', { preferences, margin: 0, ...inputs })

  test('scores every picture once, and changes its votes with the margin', async () => {
    const first = vote()
    expect((await first.ended).done?.outputs[1]).toMatch(/Flowers: 6 pairs scored, 6 choices and 0 ties; 6 votes new or changed\./)
    expect(first.progress.at(-1)).toMatchObject({ value: 12, max: 12 })
    expect(server.store.voters.list().map(({ name }) => name)).toEqual(['Auto: demo'])

    const again = vote()
    expect((await again.ended).done?.outputs[1]).toMatch(/0 votes new or changed/)
    expect(again.progress).toEqual([])
    const ties = vote({ margin: 1000 })
    expect((await ties.ended).done?.outputs[1]).toMatch(/0 choices and 6 ties; 6 votes new or changed/)
    expect(server.store.votes.counts(preferences.datasetId)).toEqual([{ voterId: expect.any(String), votes: 6 }])
  }, 120_000)

  test('refuses other files in words', async () => {
    expect((await vote({ scorer: '../data/token' }).ended).error).toMatch(/'demo' or an \.onnx file in ComfyUI's input folder/)
    expect((await vote({ scorer: '/etc/passwd' }).ended).error).toMatch(/'demo' or an \.onnx file/)
    writeFileSync(join(server.places.input, 'broken.onnx'), 'no model')
    expect((await vote({ scorer: 'broken.onnx' }).ended).error).toMatch(/expected an ONNX model that ONNX Runtime can load/)
  }, 120_000)

  test('a choice is the highest score, if it is the margin above all others', () => {
    expect(choiceOf([1, 2], 0.5)).toEqual({ kind: 'pick', position: 1 })
    expect(choiceOf([1, 1.4], 0.5)).toEqual({ kind: 'tie' })
    expect(choiceOf([1, 1], 0)).toEqual({ kind: 'tie' })
    expect(choiceOf([0, 3, 2.9, 1], 0.05)).toEqual({ kind: 'pick', position: 1 })
    expect(choiceOf([0, 3, 2.9, 1], 0.2)).toEqual({ kind: 'tie' })
  })
})
