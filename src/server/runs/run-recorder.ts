/**
 * Writes down what a running trainer tells: progress, metrics, alarms, pictures and LoRAs of checkpoints go into the store
 * and out as events. Deciding what runs is left to run-supervisor.ts.
 */
import { copyFileSync, linkSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { components } from '../../../openapi/generated/see-dpo.ts'
import type { Host } from '../../host/host.ts'
import { encodeLatent } from '../../host/latent-file.ts'
import type { Store } from '../../preferences/store.ts'
import type { Json, MetricKind, Run } from '../../preferences/types.ts'
import type { JobEvent } from '../../trainer/child/job.ts'
import { sha256OfFile } from '../../trainer/models/safetensors/file-hash.ts'
import { sampleRequests } from '../../trainer/run/run-samples.ts'
import type { RunSettings } from '../../trainer/run/run-settings.ts'
import { loraView } from './lora-view.ts'
import type { RunClock } from './run-clock.ts'
import { alarmView, asJson, evaluationView, planOf, type RunState, runView, stateOf } from './run-view.ts'

type Schemas = components['schemas']
type Publish = (change: Schemas['Change']) => void

export interface RecorderOptions {
  runId: string
  store: Store
  host: Host
  publish: Publish
  settings: RunSettings
  /** Texts of the dataset's prompts, in its order. */
  prompts: readonly string[]
  latentShape: readonly number[]
  clock: RunClock
  log?: (sentence: string) => void
  /** How a run is shown. */
  view?: (row: Run) => Schemas['Run']
}

export interface RunRecorder {
  /** Takes an event; what needs the host is done one after the other. */
  take(event: JobEvent): void
  /** Resolves when everything that was taken is written down, pictures aside; rejects with the first failure. */
  settled(): Promise<void>
  /** Resolves when the pictures are there as well, as far as the host could draw them. */
  pictures(): Promise<void>
}

/** Milliseconds for which steps are gathered before they are written: a small model makes ten a second. */
const GATHER_MS = 200

export function runRecorder({
  runId,
  store,
  host,
  publish,
  settings,
  prompts,
  latentShape,
  clock,
  log = () => {},
  view = (run) => runView(run, store),
}: RecorderOptions): RunRecorder {
  const row = store.runs.get(runId)
  const state: RunState = row ? stateOf(row) : {}
  const { modelId } = row ? planOf(row) : { modelId: '' }
  const datasetId = row?.datasetId ?? ''
  let gathered: { kind: MetricKind; step: number; data: Json }[] = []
  let timer: NodeJS.Timeout | undefined
  let work: Promise<void> = Promise.resolve()
  /** Beside `work`: the host may be busy, or away, and a run doesn't need its pictures. */
  let drawing: Promise<void> = Promise.resolve()

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const metrics = gathered
    gathered = []
    store.runs.setProgress(runId, asJson(state))
    if (metrics.length > 0) {
      const rows = store.runs.appendMetrics(runId, metrics)
      publish({ kind: 'metrics', runId, metrics: rows.map(metricView) })
    }
    const now = store.runs.get(runId)
    if (now) publish({ kind: 'run', value: view(now) })
  }
  const gather = (kind: MetricKind, step: number, data: object): void => {
    gathered.push({ kind, step, data: JSON.parse(JSON.stringify(data)) })
  }

  const keepPictures = async (step: number, latents: readonly Float32Array[]): Promise<void> => {
    const requests = sampleRequests(prompts.length, settings)
    const pictures = await host.decode(modelId, latents, latentShape)
    const samples = pictures.map((picture, index) => {
      const { prompt, seed } = requests[index]
      const { hash } = store.files.put(picture.format, picture.file)
      const promptRow = store.prompts.ensure(datasetId, prompts[prompt])
      const { hash: latentHash } = store.files.put('latent', encodeLatent({ shape: latentShape, data: latents[index] }))
      const { format, width, height } = picture
      store.images.insert(datasetId, [
        { hash, format, width, height, promptId: promptRow.id, latentHash, generation: { model: modelId, seed, run: runId, trainingStep: step } },
      ])
      return { step, index, imageHash: hash, promptText: prompts[prompt], seed }
    })
    if (samples.length === 0) return
    store.runs.addSamples(runId, samples)
    const now = store.runs.get(runId)
    if (now) publish({ kind: 'run', value: view(now) })
  }

  const keepLora = ({ step, accuracy }: Schemas['Evaluation'], file: string | undefined): void => {
    const known = store.loras.list({ runId, deleted: false }).find((lora) => lora.step === step)
    if (file !== undefined && !known) {
      const path = `${runId}/step-${String(step).padStart(6, '0')}.safetensors`
      placeFile(file, join(store.folder, 'loras', path))
      const summary = { method: settings.method, modelId, votes: store.runs.get(runId)?.votes ?? 0, accuracy }
      store.loras.insert({
        runId,
        step,
        name: `${store.runs.get(runId)?.name ?? runId} step ${step}`,
        path,
        hash: sha256OfFile(file),
        summary: JSON.parse(JSON.stringify(summary)),
      })
    }
    for (const lora of store.loras.list({ runId })) {
      const isBest = lora.step === state.best?.step
      if (isBest && !lora.best) store.loras.setBest(lora.id)
      if (isBest || lora.best || lora.step === step) publish({ kind: 'lora', value: loraView(store.loras.get(lora.id) ?? lora, store) })
    }
  }

  const later = (task: () => Promise<void> | void): void => {
    work = work.then(task)
    // It is looked at in `settled`; until then a failure is no unhandled one.
    work.catch(() => {})
  }

  return {
    take(event) {
      if (event.event === 'progress') {
        state.progress = clock.at(event.phase === 'draws' ? 'draws' : 'training', event.done, event.total)
      } else if (event.event === 'step') {
        const { step, loss, accuracy, gradientNorm } = event.step
        state.step = step
        gather('step', step, { loss, ...(Number.isFinite(accuracy) ? { accuracy } : {}), gradientNorm })
      } else if (event.event === 'evaluation') {
        const evaluation = evaluationView(event.evaluation)
        state.latest = evaluation
        if (isBetter(evaluation, state.best)) state.best = evaluation
        gather('evaluation', evaluation.step, evaluation)
        drawing = drawing
          .then(() => keepPictures(evaluation.step, event.samples))
          .catch((error: unknown) => log(`pictures of run ${runId} at step ${evaluation.step}: ${error instanceof Error ? error.message : error}`))
        later(() => {
          keepLora(evaluation, event.lora)
          flush()
        })
      } else if (event.event === 'alarm') {
        state.alarms = [...(state.alarms ?? []), alarmView(event.alarm)]
        gather('alarm', event.alarm.step, alarmView(event.alarm))
      }
      timer ??= setTimeout(() => later(flush), GATHER_MS)
    },
    async settled() {
      if (timer !== undefined) later(flush)
      await work
    },
    pictures: () => drawing,
  }
}

/** A hard link where the file system has them: a LoRA need not lie on the disk twice. */
function placeFile(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  rmSync(to, { force: true })
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

export function metricView({ seq, kind, step, data }: { seq: number; kind: MetricKind; step: number; data: Json }): Schemas['Metric'] {
  if (kind === 'step') return { seq, kind, step, ...(data as { loss: number; gradientNorm: number }) }
  if (kind === 'evaluation') return { seq, kind, step, evaluation: data as unknown as Schemas['Evaluation'] }
  return { seq, kind, step, alarm: data as unknown as Schemas['Alarm'] }
}

/** As `bestEvaluation` of the trainer chooses, from what is known after a restart too. */
function isBetter(next: Schemas['Evaluation'], best: Schemas['Evaluation'] | undefined): boolean {
  return !best || best.step === 0 || (next.logSigmoid ?? Number.NEGATIVE_INFINITY) > (best.logSigmoid ?? Number.NEGATIVE_INFINITY)
}
