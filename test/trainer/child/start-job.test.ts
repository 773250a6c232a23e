/**
 * Jobs in a trainer child, as a parent sees them: events, pause, stop, one at a time in a folder, deaths in words, and errors
 * that read well.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { InputError, ResourceError, RunError } from '../../../src/errors.ts'
import type { JobEvent, SampleJob } from '../../../src/trainer/child/job.ts'
import { startJob } from '../../../src/trainer/child/start-job.ts'
import { readLora } from '../../../src/trainer/lora/lora-file.ts'
import { openUnetModel } from '../../../src/trainer/models/unet/unet-model.ts'
import type { RunSettings } from '../../../src/trainer/run/run-settings.ts'
import { relativeError } from '../relative-error.ts'
import { leftovers, writeTinyLora } from '../run/tiny-run.ts'
import { TINY, TINY_LATENT, temporaryFolder, tinyCaption, tinyDataset, writeTinyUnet } from '../tiny-unet.ts'
import { isStep, setUpRun, train, type WatchedJob } from './child-run.ts'

const root = temporaryFolder()
const model = writeTinyUnet(join(root, 'model.safetensors'))
const dataset = tinyDataset()
const SMALL = { targets: ['*.attn1.to_?'] }
/** Long enough to do things to it in the middle; a step takes some 10 ms. */
const LONG = { ...SMALL, steps: 4000, evaluateEvery: 4000, pairsPerStep: 2 }
const setUp = (name: string, settings: Partial<RunSettings> = SMALL): string => setUpRun(join(root, name), model, dataset, settings)
const stepCount = (job: WatchedJob): number => job.events.filter(({ event }) => event === 'step').length
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('a training job', () => {
  test('tells what it does while it does it, and its result', async () => {
    const folder = setUp('events', { ...SMALL, samples: 4, sampleSteps: 2 })
    const job = train(folder)
    expect(job.pid).toBeGreaterThan(0)
    const result = await job.finished
    expect(result).toMatchObject({ status: 'finished', step: 8, alarms: [] })
    expect(readLora(result.lora?.path as string, openUnetModel(model).layout).adapters.map(({ module }) => module.split('.').at(-1))).toEqual([
      'to_q',
      'to_k',
      'to_v',
    ])
    const kinds = job.events.map((event) => (event.event === 'progress' ? event.phase : event.event))
    expect(kinds.slice(0, 24)).toEqual(Array(24).fill('draws'))
    expect(kinds.slice(24, 30)).toEqual(['evaluation', 'step', 'training', 'step', 'training', 'evaluation'])
    const evaluations = job.events.filter((event): event is Extract<JobEvent, { event: 'evaluation' }> => event.event === 'evaluation')
    expect(evaluations.map(({ evaluation }) => evaluation)).toEqual(result.history)
    for (const { samples } of evaluations) {
      expect(samples.length).toBe(4)
      expect(samples.every((sample) => sample instanceof Float32Array && sample.length === 256)).toBe(true)
    }
    expect(existsSync(join(folder, 'lock'))).toBe(false)
    expect(leftovers(folder)).toEqual([])
  })

  test('a pause holds it, resuming goes on, a stop keeps the best', async () => {
    const job = train(setUp('pause', LONG))
    await job.heard(isStep(3))
    job.pause()
    // The step at hand is finished, and what was said before the pause arrives.
    await wait(400)
    const held = stepCount(job)
    await wait(400)
    expect(stepCount(job)).toBe(held)
    job.resume()
    await job.heard(isStep(held + 3))
    job.pause()
    job.pause()
    // A stop ends a pause.
    job.stop()
    const { status, step, lora, history } = await job.finished
    expect(status).toBe('stopped')
    expect(step).toBeGreaterThanOrEqual(held + 3)
    expect(step).toBeLessThan(4000)
    expect(history.map((evaluation) => evaluation.step)).toEqual([0, step])
    expect(lora?.step).toBe(step)
    expect(existsSync(lora?.path as string)).toBe(true)
  })

  test('a stop before anything was computed is a stop, not an error', async () => {
    const job = train(setUp('stopped at once', LONG))
    job.stop()
    expect(await job.finished).toMatchObject({ status: 'stopped', step: 0 })
  })

  test('Ctrl+C reaches the whole process group; the child leaves it to the parent', async () => {
    const job = train(setUp('interrupted'))
    await job.heard(isStep(1))
    process.kill(job.pid as number, 'SIGINT')
    expect((await job.finished).status).toBe('finished')
  })
})

describe('one run at a time in a folder', () => {
  test('a second one is refused with a sentence and takes nothing from the first', async () => {
    const folder = setUp('shared', LONG)
    const first = train(folder)
    await first.heard(isStep(1))
    const error = await train(folder).finished.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(ResourceError)
    expect(error).toMatchObject({
      code: 'busy',
      message: `${folder} is in use by another training run (process ${first.pid}). Wait for it, stop it, or choose another folder.`,
    })
    const now = stepCount(first)
    await first.heard(isStep(now + 2))
    first.stop()
    expect((await first.finished).status).toBe('stopped')
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })
  test('the lock of a process that is gone is taken over', async () => {
    const folder = setUp('stale')
    writeFileSync(join(folder, 'lock'), String(spawnSync(process.execPath, ['-e', '']).pid))
    expect((await train(folder).finished).status).toBe('finished')
  })
})

describe('a child that dies', () => {
  test.each([
    ['SIGKILL', /^the trainer process was killed \(SIGKILL\), most often because memory ran out\. Everything up to the last checkpoint is kept/],
    ['SIGSEGV', /^the trainer process crashed \(SIGSEGV\) in native code: .* Everything up to the last checkpoint is kept/],
    ['SIGTERM', /^the trainer process ended early \(SIGTERM\)\. Everything up to the last checkpoint is kept; start the run again to go on from there/],
  ] as const)('of %s is explained, and the run goes on', async (signal, message) => {
    const folder = setUp(`dies of ${signal}`)
    const job = train(folder)
    await job.heard(isStep(3))
    process.kill(job.pid as number, signal)
    const error = await job.finished.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(RunError)
    expect(error).toMatchObject({ code: 'child', message: expect.stringMatching(message) })
    // Telling a dead child something is no error.
    job.pause()
    job.stop()
    const again = train(folder)
    expect((await again.finished).status).toBe('finished')
    expect(again.events.filter(({ event }) => event === 'progress')[0]).toMatchObject({ phase: 'training' })
  })
  test('what it said last is in the explanation', async () => {
    // A runtime that can't even start: Node's own option for it, given to the child by the environment.
    process.env.NODE_OPTIONS = '--import=data:text/javascript,console.error(`the%20native%20library%20is%20broken`);process.exit(3)'
    try {
      await expect(train(setUp('says')).finished).rejects.toMatchObject({
        code: 'child',
        message: expect.stringMatching(/ended early \(exit code 3\).*It last said: the native library is broken/),
      })
    } finally {
      delete process.env.NODE_OPTIONS
    }
  })
  test('when its parent dies it ends too', async () => {
    const folder = setUp('orphan', LONG)
    const script = `
      import { startJob } from ${JSON.stringify(new URL('../../../src/trainer/child/start-job.ts', import.meta.url).href)}
      const job = startJob({ kind: 'train', folder: ${JSON.stringify(folder)} }, () => process.stdout.write(job.pid + '\\n'))`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
    const pid = Number(await new Promise<string>((resolve) => parent.stdout.once('data', (data) => resolve(String(data).split('\n')[0]))))
    expect(isAlive(pid)).toBe(true)
    parent.kill('SIGKILL')
    for (let i = 0; i < 200 && isAlive(pid); i++) await wait(50)
    expect(isAlive(pid)).toBe(false)
  })
})

describe('errors come out of the child as they are', () => {
  const failure = async (name: string, prepare: (folder: string) => void, settings: Partial<RunSettings> = SMALL): Promise<unknown> => {
    const folder = setUp(name, settings)
    prepare(folder)
    const error = await train(folder).finished.catch((reason: unknown) => reason)
    expect(existsSync(join(folder, 'lock')), 'the lock is given back').toBe(false)
    return error
  }
  const rewrite = (change: object) => (folder: string) => {
    const path = join(folder, 'settings.json')
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...change }))
  }
  const lora = join(root, 'a-lora.safetensors')
  const truncated = join(root, 'truncated.safetensors')
  const text = join(root, 'page.safetensors')
  const pixels = join(root, 'pixels.safetensors')
  beforeAll(() => {
    writeTinyLora(lora, model, 1)
    const bytes = readFileSync(model)
    writeFileSync(truncated, bytes.subarray(0, bytes.length - 100))
    writeFileSync(text, '<!doctype html><title>Sign in</title>')
    writeTinyUnet(pixels, { config: { ...TINY, latentChannels: 3 } })
  })

  test.each<[string, (folder: string) => void, string, RegExp]>([
    ['no settings', (folder) => rmSync(join(folder, 'settings.json')), 'input', /settings\.json: expected a run's settings as JSON, got ENOENT/],
    ['settings that are no JSON', (folder) => writeFileSync(join(folder, 'settings.json'), '{'), 'input', /settings\.json: expected a run's settings as JSON/],
    ['an impossible setting', rewrite({ rank: 0 }), 'input', /rank: expected a whole number from 1 to 4096, got 0/],
    ['no dataset', (folder) => rmSync(join(folder, 'dataset.safetensors')), 'input', /dataset\.safetensors can't be opened/],
    [
      'another file as dataset',
      (folder) => writeFileSync(join(folder, 'dataset.safetensors'), readFileSync(lora)),
      'file-format',
      /expected a see-dpo dataset/,
    ],
    ['no model', rewrite({ model: join(root, 'none.safetensors') }), 'input', /none\.safetensors can't be opened: ENOENT/],
    ['a truncated model', rewrite({ model: truncated }), 'file-format', /truncated\.safetensors can't be used as a safetensors file/],
    ['a web page as model', rewrite({ model: text }), 'file-format', /it is a web page, not a model/],
    ['a LoRA as model', rewrite({ model: lora }), 'unsupported-model', /expected a UNet of the Stable Diffusion family .*got a LoRA/],
    [
      'latents of another model',
      rewrite({ model: pixels }),
      'input',
      /expected latents \[3, height, width\], got \[4, 8, 8\]\. These latents belong to another model/,
    ],
  ])('%s', async (name, prepare, code, message) => {
    const error = await failure(name, prepare)
    expect(error).toBeInstanceOf(InputError)
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) })
    expect((error as Error).message).not.toMatch(/\n {4}at /)
  })
})

describe('a sampling job', () => {
  const job: SampleJob = {
    kind: 'sample',
    model,
    latentShape: TINY_LATENT,
    pictures: Array.from({ length: 20 }, (_, i) => ({ condition: i % 2, seed: i })),
    conditionings: [tinyCaption('a'), tinyCaption('b')],
    unconditional: tinyCaption('empty'),
    guidance: 2,
    spacing: 'trailing',
    steps: 3,
    eta: 0,
    threads: 1,
  }
  const draw = (change: Partial<SampleJob> = {}, onEvent?: (event: JobEvent) => void) => startJob<'sample'>({ ...job, ...change }, onEvent).finished

  test('draws the same pictures again, each of its own seed and prompt, and reports how far it is', async () => {
    const events: JobEvent[] = []
    const { latents, stopped } = await draw({}, (event) => events.push(event))
    expect(stopped).toBe(false)
    expect(latents.map(({ length }) => length)).toEqual(Array(20).fill(256))
    expect(new Set(latents.map((latent) => latent[0])).size).toBe(20)
    const told = (name: JobEvent['event']): JobEvent[] => events.filter(({ event }) => event === name)
    expect(told('progress').at(-1)).toMatchObject({ event: 'progress', phase: 'sampling', done: 20, total: 20 })
    // Each as soon as it is finished.
    expect(told('picture')).toEqual(latents.map((latent, index) => ({ event: 'picture', index, latent })))
    expect((await draw()).latents).toEqual(latents)
    expect((await draw({ pictures: job.pictures.slice(7, 8) })).latents[0]).toEqual(latents[7])
    expect((await draw({ pictures: [{ condition: 0, seed: 7 }] })).latents[0]).not.toEqual(latents[7])
  })
  test('with a LoRA at its strength', async () => {
    const path = join(root, 'sampled-lora.safetensors')
    writeTinyLora(path, model, 3)
    const pictures = job.pictures.slice(0, 2)
    const [base, none, half, full] = await Promise.all([
      draw({ pictures }),
      draw({ pictures, lora: { path, strength: 0 } }),
      draw({ pictures, lora: { path, strength: 0.5 } }),
      draw({ pictures, lora: { path, strength: 1 } }),
    ])
    const distance = ({ latents }: typeof base): number => relativeError(latents[0], base.latents[0])
    expect(distance(none)).toBeLessThan(1e-6)
    expect(distance(half)).toBeGreaterThan(1e-3)
    expect(distance(full)).toBeGreaterThan(distance(half))
  })
  test('a stop ends it with what there is', async () => {
    const running = startJob<'sample'>({ ...job, steps: 1000 }, () => running.stop())
    const { latents, stopped } = await running.finished
    expect(stopped).toBe(true)
    expect(latents.length).toBeLessThan(20)
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    // A zombie that nobody waits for still has its number.
    return !existsSync('/proc/self/status') || !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
