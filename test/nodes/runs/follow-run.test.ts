/** A node's budget of time ends its run, keeps the best so far, and is remembered: with the same budget the run is done. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { createDemoHost, DEMO_MODEL_ID } from '../../../src/host/demo-host.ts'
import type { NodeTask } from '../../../src/nodes/node-task.ts'
import { followRun } from '../../../src/nodes/runs/follow-run.ts'
import { lossesOf } from '../../../src/nodes/runs/run-outputs.ts'
import { isBudgetSpent } from '../../../src/nodes/runs/training-request.ts'
import { openStore } from '../../../src/preferences/open-store.ts'
import type { Run } from '../../../src/preferences/types.ts'
import { runSupervisor } from '../../../src/server/runs/run-supervisor.ts'
import { demoVotes, QUICK } from '../../server/runs/demo-votes.ts'

// Real training: seconds on a machine with nothing else to do, minutes beside other work.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 })

const folder = mkdtempSync(join(tmpdir(), 'budget-'))
const store = openStore({ folder })
const host = createDemoHost({ dataFolder: folder })
const supervisor = runSupervisor({ store, host, publish() {} })
afterAll(async () => {
  await supervisor.close()
  store.close()
  rmSync(folder, { recursive: true })
})

test('minutes that are over', async () => {
  const { datasetId } = await demoVotes(store, host, { pairs: 24, votes: 20 })
  const { id } = await supervisor.create({ datasetId, modelId: DEMO_MODEL_ID, settings: { ...QUICK, steps: 100_000 } })
  while ((supervisor.view(store.runs.get(id) as Run).step ?? 0) < 1) await new Promise((resolve) => setTimeout(resolve, 20))
  const texts: string[] = []
  const session = {
    signal: new AbortController().signal,
    progress() {},
    preview() {},
    text: (text: string) => texts.push(text),
    call: async () => ({ value: {}, attachments: [] }),
  }
  await followRun(id, 0.01, { context: { store, supervisor }, session } as unknown as NodeTask)
  const row = store.runs.get(id) as Run
  expect(row.status).toBe('stopped')
  expect(isBudgetSpent(row)).toBe(true)
  expect(texts.some((text) => text.startsWith('Training: '))).toBe(true)
  expect(store.loras.list({ runId: id }).some(({ best }) => best)).toBe(true)
  // Each step's loss once, in order.
  expect(lossesOf(store, id)).toHaveLength(supervisor.view(row).step ?? 0)
  // Stopped by hand, it ends as well.
  supervisor.resume(id)
  while (store.runs.get(id)?.status !== 'running') await new Promise((resolve) => setTimeout(resolve, 20))
  supervisor.stop(id)
  await followRun(id, 0, { context: { store, supervisor }, session } as unknown as NodeTask)
  expect(store.runs.get(id)?.status).toBe('stopped')
})
