/**
 * From nothing to a LoRA that wins or loses, by commands alone, on the demo model: sample, pairs, train, export, evaluate; and a
 * training that Ctrl+C stops.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { createDemoHost } from '../../src/host/demo-host.ts'
import { PACK } from '../comfyui/start-comfyui.ts'
import { newFolder } from '../preferences/new-store.ts'
import { newServer } from '../server/new-server.ts'
import { newFront, run } from './front.ts'

// Real training beside other tests.
vi.setConfig({ testTimeout: 300_000 })

const VOTER = join(PACK, 'assets', 'voters', 'meadow-lover.json')
/** Of a run whose only aim is to end. */
const QUICK = ['pairsPerStep=4', 'draws=4', 'evaluateEvery=3', 'samples=4'].flatMap((setting) => ['--set', setting])

test('sample, vote, train, export, evaluate; then a training that is stopped', async () => {
  const server = await newServer({ host: createDemoHost })
  const front = await newFront({ server })
  const comfyui = (name: string, ...args: string[]) => run([name, '--url', front.url, ...args])

  const sampled = await comfyui('sample', '--dataset', 'Meadows', '--pairs', '2', '--steps', '3', '--seed', '1')
  expect(sampled.result, sampled.err).toMatchObject({ command: 'sample', pairs: 36 })
  const vote = (...args: string[]) => comfyui('pairs', '--dataset', 'Meadows', '--voter', VOTER, ...args)
  expect((await vote('--votes', '3')).result).toMatchObject({ command: 'pairs', votes: 3, stopped: false })
  // Some pairs are shown twice, for the voter's agreement with itself.
  const voted = await vote()
  expect(voted.result.votes, voted.err).toBeGreaterThanOrEqual(33)
  expect(voted.err).toMatch(/Voting .*\d+ votes of 'meadow lover'/)
  expect((await comfyui('pairs', '--dataset', 'Meadows', '--state', 'unvoted')).result.total).toBe(0)

  const { result: listed, err: listing } = await comfyui('train', '--list')
  expect(listed.methods).toContain('see-diffusion-dpo')
  expect(listed.settings.rank).toBeGreaterThan(0)
  expect(listing).toMatch(/^ {2}rank = \d+: /m)
  for (const [setting, message] of [
    ['rnak=8', /--set: expected NAME=VALUE with a name of .*rank.*, got 'rnak=8'/],
    ['rank', /--set: expected NAME=VALUE/],
    ['rank=many', /--set rank: expected a number, got 'many'/],
  ] as const)
    expect((await comfyui('train', '--set', setting)).err).toMatch(message)
  const estimated = await comfyui('train', '--estimate', '--steps', '6', ...QUICK)
  expect(estimated.result.estimate, estimated.err).toMatchObject({ votes: 36, problems: [] })

  const trained = await comfyui('train', '--name', 'From a terminal', '--steps', '6', ...QUICK)
  expect(trained.code, trained.err).toBe(0)
  expect(trained.err).toMatch(/'From a terminal' trains on 36 votes of 'Meadows'/)
  expect(trained.result).toMatchObject({ run: { name: 'From a terminal', status: 'finished', step: 6 }, lora: { step: expect.any(Number) }, stopped: false })

  const exported = await comfyui('export', '--name', 'mine')
  expect(exported.result.lora).toEqual({ id: trained.result.lora.id, name: trained.result.lora.name })
  expect(existsSync(exported.result.path)).toBe(true)
  const out = join(newFolder(), 'fetched', 'mine.safetensors')
  const fetched = await comfyui('export', '--lora', trained.result.lora.id, '--out', out)
  expect(fetched.result.path).toBe(out)
  expect(readFileSync(out).equals(readFileSync(exported.result.path))).toBe(true)

  const evaluated = await comfyui('evaluate', '--strengths', '0.5,1', '--rows', '4', '--seed', '5', '--voter', VOTER)
  expect(evaluated.code, evaluated.err).toBe(0)
  const { wins, ties, losses, open } = evaluated.result.result
  expect([wins + ties + losses, open]).toEqual([4, 0])
  expect(evaluated.err).toMatch(/The LoRA wins \d, loses \d, \d ties: \d+ % \(95 % interval \d+ % to \d+ %\)/)
  const unseen = await comfyui('evaluate', '--rows', '2')
  expect(unseen.err).toMatch(/2 rows are drawn\. Vote blind in the panel: LoRAs, '/)

  const stopped = await run(
    ['train', '--url', front.url, '--steps', '5000', ...QUICK.slice(0, 4), '--set', 'evaluateEvery=2', '--continues', trained.result.lora.id],
    {
      stopWhen: /held-out votes/,
    },
  )
  expect(stopped.code, stopped.err).toBe(130)
  expect(stopped.result).toMatchObject({ run: { status: 'stopped' }, lora: { step: expect.any(Number) }, stopped: true })
  const kept = join(newFolder(), 'kept.safetensors')
  await comfyui('export', '--lora', stopped.result.lora.id, '--out', kept)
  expect(statSync(kept).size).toBeGreaterThan(1000)
})
