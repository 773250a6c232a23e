/**
 * A training run: steps, evaluates, keeps checkpoints, raises alarms, stops and resumes. Runs inside a trainer child;
 * what it stands on is made by prepare-run.ts, its steps by methods/, its LoRAs by run-lora.ts.
 */
import { RunError } from '../../errors.ts'
import type { FileWriter } from '../../files/atomic-write.ts'
import { adamWStep, clipNorm, globalNorm, warmedUp } from '../optimizer.ts'
import type { ScorerBucket } from '../scorer/train-scorer.ts'
import type { Dataset } from './dataset.ts'
import { percentiles } from './evaluation.ts'
import { type Alarm, alarms, bestEvaluation, type Evaluation } from './health.ts'
import type { MethodRun } from './methods/method-run.ts'
import { openMethod } from './methods/open-method.ts'
import { bestPath, checkpointLoraPath, loraPath, type PreparedRun, prepareRun, statePath } from './prepare-run.ts'
import { writeRunLora } from './run-lora.ts'
import { drawSamples, meanSpread } from './run-samples.ts'
import type { RunSettings } from './run-settings.ts'
import { loadRunState, saveRunState } from './run-state.ts'

/** What a run tells while it works. */
export interface RunEvents {
  onProgress?(phase: 'draws' | 'training', done: number, total: number): void
  /** Before the first step of a method with a scorer: its accuracy on unseen votes, by timestep. */
  onScorer?(buckets: readonly ScorerBucket[]): void
  onStep?(step: StepReport): void
  /** With the latents of the fixed-seed pictures, and the checkpoint's LoRA where `checkpointLoras` keeps it. */
  onEvaluation?(evaluation: Evaluation, samples: readonly Float32Array[], lora?: string): void
  onAlarm?(alarm: Alarm): void
}

export interface StepReport {
  step: number
  loss: number
  /** Share of the step's votes with z above 0; NaN when all were ties. */
  accuracy: number
  /** Before clipping. */
  gradientNorm: number
  /** Share of members outside of the ratio clamp, of methods that have one and stored reference errors. */
  clamped?: number
}

/** How a run is held up from outside. */
export interface RunControl {
  /** Asked between steps and between stored draws: true ends the run and keeps the best checkpoint. */
  stopped(): boolean
  /** Awaited at the same places: resolves at once, or when a pause ends. */
  resumed(): Promise<void>
}

export interface RunOptions {
  /** The run's own folder: checkpoints, draws and the LoRA. */
  folder: string
  settings: RunSettings
  dataset: Dataset
  events?: RunEvents
  control?: RunControl
  /** Tests pass one that fails. */
  writer?: FileWriter
}

export interface RunResult {
  status: 'finished' | 'stopped'
  /** The LoRA of the best checkpoint and its step; absent when the run was stopped before there was one. */
  lora?: { path: string; step: number }
  step: number
  gamma: number
  /** Of methods that have one. */
  scorer?: readonly ScorerBucket[]
  history: Evaluation[]
  alarms: Alarm[]
}

const UNCONTROLLED: RunControl = { stopped: () => false, resumed: () => Promise.resolve() }

/**
 * Runs until `settings.steps` or until `control` stops it, from the folder's checkpoint when there is one. On one machine,
 * provider, thread count and set of options the LoRA depends on settings and dataset alone, bit for bit, however often the
 * process was killed in between.
 */
export async function trainingRun({ folder, settings, dataset, events = {}, control = UNCONTROLLED, writer }: RunOptions): Promise<RunResult> {
  const run = prepareRun(folder, settings, dataset)
  const { state, trainable } = run
  const method = await openMethod({ folder, settings, dataset, run, onProgress: (done, total) => events.onProgress?.('draws', done, total), control })
  if (!method) return { status: 'stopped', step: state.step, gamma: 0, history: state.history, alarms: state.alarms }

  if (method.scorer) events.onScorer?.(method.scorer)
  const loraContext = { settings, dataset, run, gamma: method.gamma }
  const recent: (StepReport & { z: Float32Array })[] = []
  const evaluate = async (): Promise<void> => {
    const pictures = await drawSamples(dataset, settings, { ...run.forward, role: 'policy' })
    const spread = meanSpread(pictures)
    const mean = (name: 'loss' | 'accuracy' | 'gradientNorm'): number => {
      // A step of ties alone has no accuracy.
      const values = recent.map((item) => item[name]).filter((value) => !Number.isNaN(value))
      return values.reduce((sum, value) => sum + value, 0) / values.length
    }
    const evaluation: Evaluation = {
      step: state.step,
      heldOut: await method.evaluate(),
      training: {
        loss: mean('loss'),
        accuracy: mean('accuracy'),
        gradientNorm: mean('gradientNorm'),
        z: percentiles(Float32Array.from(recent.flatMap(({ z }) => [...z]))),
      },
      parameterNorm: globalNorm(trainable.parameters),
      spread,
      diversity: spread / (state.history[0]?.spread ?? spread),
    }
    recent.length = 0
    state.history.push(evaluation)
    const raised = alarms(state.history)
    state.alarms.push(...raised)
    // The best goes first: killed in between, the run takes these steps again and writes the same best.
    if (bestEvaluation(state.history) === evaluation) saveRunState(bestPath(folder), state, run.identity, writer)
    const lora = settings.checkpointLoras && state.step > 0 ? checkpointLoraPath(folder, state.step) : undefined
    if (lora) writeRunLora(lora, state, loraContext, writer)
    saveRunState(statePath(folder), state, run.identity, writer)
    events.onEvaluation?.(evaluation, pictures, lora)
    for (const alarm of raised) events.onAlarm?.(alarm)
  }

  let stopped = false
  try {
    if (state.history.length === 0) await evaluate()
    while (state.step < settings.steps) {
      await control.resumed()
      stopped = control.stopped()
      if (stopped) break
      const report = await trainOnce(method, settings, run)
      recent.push(report)
      events.onStep?.(report)
      events.onProgress?.('training', state.step, settings.steps)
      if (state.step % settings.evaluateEvery === 0 || state.step === settings.steps) await evaluate()
    }
    if (stopped && recent.length > 0) await evaluate()
  } finally {
    await method.dispose()
  }
  const best = loadRunState(bestPath(folder), run.identity)
  if (best) writeRunLora(loraPath(folder), best, loraContext, writer)
  const lora = best && { path: loraPath(folder), step: best.step }
  const { gamma, scorer } = method
  return { status: stopped ? 'stopped' : 'finished', lora, step: state.step, gamma, ...(scorer && { scorer }), history: state.history, alarms: state.alarms }
}

/** One optimizer step; throws a RunError before anything is written into the adapters when numbers are no longer finite. */
async function trainOnce(method: MethodRun, settings: RunSettings, { state, trainable }: PreparedRun): Promise<StepReport & { z: Float32Array }> {
  const { loss, z, gradients, labels, clamped } = await method.step(state.step)
  const gradientNorm = clipNorm(gradients, settings.gradientLimit)
  if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
    throw new RunError(
      'numeric',
      `training step ${state.step + 1}: expected finite numbers, got loss ${loss} and gradient norm ${gradientNorm}. The checkpoint of step ${state.history.at(-1)?.step ?? 0} is kept; lower the learning rate (${settings.learningRate}).`,
    )
  }
  adamWStep(trainable.parameters, gradients, state.optimizer, warmedUp(settings.learningRate, state.step, settings.warmup), {
    weightDecay: settings.weightDecay,
  })
  state.step++
  const votes = labels.map((label, i) => ({ label, z: z[i] })).filter(({ label }) => label !== 0.5)
  return {
    step: state.step,
    loss,
    accuracy: votes.filter((vote) => vote.z > 0).length / votes.length,
    gradientNorm,
    z,
    ...(clamped === undefined ? {} : { clamped }),
  }
}
