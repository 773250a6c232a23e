/**
 * The trainer child: takes one job over IPC, does it, sends the result, and ends. The only process that loads
 * onnxruntime-node, so that a native crash takes one job with it and nothing else.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { InputError, SeeDpoError } from '../../errors.ts'
import { lockFolder } from '../../files/folder-lock.ts'
import { sample } from '../../sampler/sample.ts'
import { readLora } from '../lora/lora-file.ts'
import { openUnetModel } from '../models/unet/unet-model.ts'
import { readDataset } from '../run/dataset-file.ts'
import { pairMargins } from '../run/pair-margins.ts'
import { resolveSettings } from '../run/run-settings.ts'
import { type RunControl, trainingRun } from '../run/training-run.ts'
import { estimateWork } from '../run/work-estimate.ts'
import { createPredictionSession } from '../step/error-session.ts'
import { loraTrainable } from '../step/trainable.ts'
import type { Job, JobCommand, JobResults, SampleJob, TrainJob, WorkerMessage } from './job.ts'
import { scoreFiles } from './score-files.ts'
import { scorePictures } from './score-pictures.ts'

/** Rows of one network call while sampling, and pictures that walk together: one call without guidance, two with it. */
const SAMPLE_ROWS = 32

const stop = new AbortController()
let paused: { promise: Promise<void>; end: () => void } | undefined
const control: RunControl = { stopped: () => stop.signal.aborted, resumed: () => paused?.promise ?? Promise.resolve() }

process.on('message', (message: Job | JobCommand) => {
  if (message === 'pause') {
    const { promise, resolve } = Promise.withResolvers<void>()
    paused ??= { promise, end: resolve }
  } else if (message === 'resume' || message === 'stop') {
    if (message === 'stop') stop.abort()
    paused?.end()
    paused = undefined
  } else {
    void work(message)
  }
})
// A parent that is gone can't be told anything: end, and leave the checkpoint.
const orphaned = (): never => process.exit(1)
process.on('disconnect', orphaned)
// Ctrl+C reaches the whole process group; the parent decides what it means and says `stop`.
process.on('SIGINT', () => {})

async function work(job: Job): Promise<void> {
  const last = await outcome(job)
  process.off('disconnect', orphaned)
  process.send?.(last, () => process.disconnect())
}

async function outcome(job: Job): Promise<WorkerMessage> {
  try {
    return { event: 'result', result: await resultOf(job) }
  } catch (error) {
    if (error instanceof SeeDpoError) return { event: 'error', code: error.code, message: error.message }
    return { event: 'error', code: 'bug', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

async function resultOf(job: Job): Promise<JobResults[Job['kind']]> {
  switch (job.kind) {
    case 'train':
      return train(job)
    case 'sample':
      return drawPictures(job)
    case 'score':
      return scorePictures({ ...job, stopped: control.stopped, onProgress: progress('scoring') })
    case 'score-files':
      return scoreFiles({ ...job, stopped: control.stopped, onProgress: progress('scoring') })
    case 'margins':
      return pairMargins({
        settings: resolveSettings(readSettings(join(job.folder, 'settings.json'))),
        lora: job.lora,
        dataset: readDataset(job.dataset),
        stopped: control.stopped,
        onProgress: progress('margins'),
      })
    case 'estimate':
      return estimateWork(job.settings, job)
  }
}

async function train({ folder }: TrainJob): Promise<JobResults['train']> {
  const unlock = lockFolder(folder, 'training run')
  try {
    return await trainingRun({
      folder,
      settings: resolveSettings(readSettings(join(folder, 'settings.json'))),
      dataset: readDataset(join(folder, 'dataset.safetensors')),
      control,
      events: {
        onProgress: (phase, done, total) => send({ event: 'progress', phase, done, total }),
        onScorer: (buckets) => send({ event: 'scorer', buckets }),
        onStep: (step) => send({ event: 'step', step }),
        onEvaluation: (evaluation, samples, lora) => send({ event: 'evaluation', evaluation, samples, lora }),
        onAlarm: (alarm) => send({ event: 'alarm', alarm }),
      },
    })
  } finally {
    unlock()
  }
}

function readSettings(path: string): Parameters<typeof resolveSettings>[0] {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new InputError(
      `${path}: expected a run's settings as JSON, got ${cause instanceof Error ? cause.message : cause}. Start the run again from where it was set up.`,
      { cause },
    )
  }
}

async function drawPictures(job: SampleJob): Promise<JobResults['sample']> {
  const model = openUnetModel(job.model)
  const loras = job.lora
    ? [{ strength: job.lora.strength, adapters: readLora(job.lora.path, model.layout, (module) => model.modules.get(module)).adapters }]
    : []
  const session = await createPredictionSession({
    model,
    trainable: loraTrainable([], loras),
    role: 'policy',
    rows: SAMPLE_ROWS,
    latent: job.latentShape,
    tokens: job.unconditional.tokens,
    session: { profile: 'small', threads: job.threads },
  })
  try {
    const { samples, stopped } = await sample({
      predict: ({ latents, timesteps, conditions }) =>
        session.predict(
          latents,
          conditions.map((condition, i) => ({ conditioning: condition < 0 ? job.unconditional : job.conditionings[condition], timestep: timesteps[i] })),
        ),
      schedule: model.schedule,
      shape: job.latentShape,
      pictures: job.pictures,
      guidance: { scale: job.guidance, unconditional: -1, from: job.guidanceFrom },
      spacing: job.spacing,
      steps: job.steps,
      eta: job.eta,
      groupSize: SAMPLE_ROWS,
      signal: stop.signal,
      onSample: ({ latent }, index) => send({ event: 'picture', index, latent }),
      onProgress: ({ fraction }) => send({ event: 'progress', phase: 'sampling', done: fraction * job.pictures.length, total: job.pictures.length }),
    })
    return { latents: samples.map(({ latent }) => latent), stopped }
  } finally {
    await session.dispose()
  }
}

const progress =
  (phase: string) =>
  (done: number, total: number): void =>
    send({ event: 'progress', phase, done, total })

function send(message: WorkerMessage): void {
  process.send?.(message)
}
