/**
 * Background trainings make way: for the host's own work, and for a node that waits for its run. Real trainer children over a real store;
 * the host is the demo's with an activity that the test decides.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { components } from '../../../openapi/generated/see-dpo.ts'
import { createDemoHost, DEMO_MODEL_ID } from '../../../src/host/demo-host.ts'
import type { Host } from '../../../src/host/host.ts'
import { openStore } from '../../../src/preferences/open-store.ts'
import type { Store } from '../../../src/preferences/store.ts'
import { type RunSupervisor, runSupervisor } from '../../../src/server/runs/run-supervisor.ts'
import { demoVotes, QUICK } from './demo-votes.ts'

type Run = components['schemas']['Run']

// Real training: seconds on a machine with nothing else to do, minutes beside other work.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const folder = mkdtempSync(join(tmpdir(), 'held-runs-'))
let store: Store
let supervisor: RunSupervisor
let datasetId: string
let rooms = 0
/** While it is set, decoding waits, as behind a prompt of somebody else. */
let busy: Promise<void> | undefined

beforeAll(async () => {
  store = openStore({ folder })
  const demo = createDemoHost({ dataFolder: folder })
  const host: Host = {
    ...demo,
    watchActivity: () => () => {},
    makeRoom: async () => void rooms++,
    async decode(...given) {
      await busy
      return demo.decode(...given)
    },
  }
  supervisor = runSupervisor({ store, host, publish() {} })
  ;({ datasetId } = await demoVotes(store, demo, { pairs: 34, votes: 30 }))
})
afterAll(async () => {
  await supervisor.close()
  store.close()
  rmSync(folder, { recursive: true })
})

const request = (settings: object = {}): components['schemas']['RunRequest'] => ({
  datasetId,
  modelId: DEMO_MODEL_ID,
  settings: { ...QUICK, steps: 5000, ...settings },
})
const viewOf = (id: string): Run => supervisor.view(store.runs.get(id) as NonNullable<ReturnType<Store['runs']['get']>>)

async function reach(id: string, isThere: (run: Run) => boolean): Promise<Run> {
  for (let waited = 0; waited < 200_000; waited += 20) {
    const run = viewOf(id)
    if (isThere(run)) return run
    await sleep(20)
  }
  return expect.unreachable(`run ${id}: ${JSON.stringify(viewOf(id))}`)
}
const trains = (run: Run): boolean => run.status === 'running' && (run.step ?? 0) >= 1
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('while the host works a run waits without a process, and goes on from where it was', async () => {
  const { id } = await supervisor.create(request())
  await reach(id, trains)
  expect(rooms).toBe(1)
  const pid = supervisor.trainerPid() as number
  const gate = Promise.withResolvers<void>()
  busy = gate.promise
  supervisor.hold()
  const held = await reach(id, ({ status }) => status === 'paused')
  expect(held.held).toBe(true)
  while (isAlive(pid)) await sleep(20)
  expect(supervisor.trainerPid()).toBeUndefined()
  const reached = held.step as number

  // Others wait, too.
  const { id: second } = await supervisor.create(request({ seed: 2 }))
  expect(viewOf(second)).toMatchObject({ status: 'queued', held: true })
  supervisor.stop(second)

  gate.resolve()
  busy = undefined
  supervisor.release()
  const resumed = await reach(id, (run) => trains(run) && (run.step as number) > reached)
  expect(resumed.held).toBeUndefined()
  supervisor.stop(id)
  await reach(id, ({ status }) => status === 'stopped')
  expect(store.runs.get(second)?.status).toBe('stopped')
})

test('what the person has paused stays paused, and what they stop is stopped', async () => {
  const { id } = await supervisor.create(request({ seed: 3 }))
  await reach(id, trains)
  supervisor.pause(id)
  supervisor.hold()
  await reach(id, () => supervisor.trainerPid() === undefined)
  expect(viewOf(id)).toMatchObject({ status: 'paused' })
  expect(viewOf(id).held).toBeUndefined()
  supervisor.release()
  await sleep(100)
  expect(viewOf(id).status).toBe('paused')
  supervisor.resume(id)
  await reach(id, ({ status }) => status === 'running')
  supervisor.hold()
  await reach(id, ({ status }) => status === 'paused')
  supervisor.stop(id)
  supervisor.release()
  await sleep(100)
  expect(viewOf(id).status).toBe('stopped')
})

test('a run that a node waits for goes first, also while the host works, and the other goes on afterwards', async () => {
  const { id: background } = await supervisor.create(request({ seed: 4 }))
  await reach(background, trains)
  // Its pictures wait behind the very prompt that waits for the run in front.
  const gate = Promise.withResolvers<void>()
  busy = gate.promise
  supervisor.hold()
  const heard: string[] = []
  const { id: front } = await supervisor.create(request({ steps: 2, seed: 5 }), { isForeground: true, key: 'the key' })
  const unfollow = supervisor.follow(front, (change) => heard.push(change.kind))
  gate.resolve()
  busy = undefined
  await reach(front, ({ status }) => status === 'finished')
  unfollow()
  expect(heard).toContain('metrics')
  expect(heard).toContain('lora')
  expect(viewOf(background)).toMatchObject({ status: 'paused', held: true })
  expect(store.runs.get(front)?.settings).toMatchObject({ key: 'the key' })
  supervisor.release()
  await reach(background, ({ status }) => status === 'running')
  // Without the host's word, too.
  const { id: next } = await supervisor.create(request({ steps: 2, seed: 6 }), { isForeground: true })
  await reach(next, ({ status }) => status === 'finished')
  await reach(background, ({ status }) => status === 'running')
  supervisor.stop(background)
  await reach(background, ({ status }) => status === 'stopped')
})
