/**
 * Twenty kills of a trainer child, fifteen at random moments and five while a file is being written: each run is gone on
 * with to the end, and its LoRA, best checkpoint and moments are those of the undisturbed run, bit for bit.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { randomSource } from '../../../src/random.ts'
import { loraPath } from '../../../src/trainer/run/prepare-run.ts'
import { trainingRun } from '../../../src/trainer/run/training-run.ts'
import { leftovers, tensorHashes } from '../run/tiny-run.ts'
import { temporaryFolder, tinyDataset, tinySettings, writeTinyUnet } from '../tiny-unet.ts'
import { setUpRun, train } from './child-run.ts'
import type { KillPlan } from './killed-while-writing.ts'

const root = temporaryFolder()
const model = writeTinyUnet(join(root, 'model.safetensors'))
const dataset = tinyDataset()
const settings = { targets: ['*.attn1.to_?'] }
const folderOf = (name: string): string => setUpRun(join(root, name), model, dataset, settings)
const SEED = 20

/** Goes on in this process: what it gives must not depend on which process it is. */
async function resumed(folder: string): Promise<Record<string, string>> {
  const { status } = await trainingRun({ folder, settings: tinySettings(model, settings), dataset })
  expect(status).toBe('finished')
  return tensorHashes(folder)
}

let expected: Record<string, string>
let messages: number
/** Mean milliseconds between two messages of a child. */
let gap: number
beforeAll(async () => {
  const folder = folderOf('undisturbed')
  const job = train(folder)
  await job.heard(() => true)
  const started = performance.now()
  await job.finished
  messages = job.events.length
  gap = (performance.now() - started) / messages
  expected = tensorHashes(folder)
})

test('the run in the child is the run in this process', async () => {
  const folder = folderOf('here')
  expect(await resumed(folder)).toEqual(expected)
})

/** Starts a child and kills it a random time after a random message. Which ones, for the report. */
async function killedAtRandom(index: number): Promise<string> {
  const random = randomSource(SEED, 'kill', index)
  // Where the delay is longer than the rest of the run there is nothing to kill: another moment.
  for (let attempt = 0; attempt < 5; attempt++) {
    const message = random.integer(messages - 2)
    const delay = random.uniform() * gap
    const about = `seed ${SEED}, kill ${index}: ${delay.toFixed(1)} ms after message ${message} of ${messages}`
    const folder = folderOf(`random ${index} ${attempt}`)
    const job = train(folder)
    job.finished.catch(() => {})
    await job.heard(() => job.events.length > message)
    await new Promise((resolve) => setTimeout(resolve, delay))
    try {
      process.kill(job.pid as number, 'SIGKILL')
    } catch {
      continue
    }
    const outcome = await job.finished.then(
      () => 'finished',
      (error: unknown) => error,
    )
    if (outcome === 'finished') continue
    expect(outcome, about).toMatchObject({
      code: 'child',
      message: expect.stringMatching(/^the trainer process was killed \(SIGKILL\), .* start the run again/),
    })
    expect(await resumed(folder), about).toEqual(expected)
    return about
  }
  throw new Error(`seed ${SEED}, kill ${index}: five children finished before they were killed`)
}

describe('at random moments', () => {
  // Two at a time: as many as there are cores on the gate.
  test.each([0, 1, 2, 3, 4, 5, 6])('kills %#', async (pair) => {
    await Promise.all([killedAtRandom(2 * pair), killedAtRandom(2 * pair + 1)])
  })
  test('a last one', async () => {
    await killedAtRandom(14)
  })
})

describe('while a file is being written', () => {
  test.each<Omit<KillPlan, 'folder'>>([
    { file: 'state', occurrence: 1, at: 'write' },
    { file: 'best', occurrence: 2, at: 'sync' },
    { file: 'state', occurrence: 3, at: 'open' },
    { file: 'best', occurrence: 2, at: 'rename' },
    { file: 'lora', occurrence: 1, at: 'write' },
  ])('$file, writing $occurrence, at $at', async (plan) => {
    const folder = folderOf(`writing ${plan.file} ${plan.occurrence} ${plan.at}`)
    const child: ChildProcess = fork(join(import.meta.dirname, 'killed-while-writing.ts'), { stdio: 'inherit' })
    const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
    child.send({ ...plan, folder } satisfies KillPlan)
    expect(await ended).toBe('SIGKILL')
    expect(leftovers(folder).length, 'what the kill left').toBe(plan.at === 'rename' ? 0 : 1)
    expect(existsSync(loraPath(folder))).toBe(false)
    expect(await resumed(folder)).toEqual(expected)
  })
})
