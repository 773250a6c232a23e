/**
 * A training run: steps, evaluates, keeps checkpoints, raises alarms, stops and resumes. Runs inside a trainer child;
 * what it stands on is made by prepare-run.ts, its LoRAs by run-lora.ts.
 */
import { RunError } from '../../errors.ts'
import type { FileWriter } from '../../files/atomic-write.ts'
import { permutation, randomSource } from '../../random.ts'
import { adamWStep, clipNorm, globalNorm, warmedUp } from '../optimizer.ts'
import { createErrorSession } from '../step/error-session.ts'
import { createFusedStep } from '../step/fused-step.ts'
import { createMemberStep } from '../step/member-step.ts'
import type { MemberInput, PairInput, PairStep } from '../step/pair-step.ts'
import type { Dataset } from './dataset.ts'
import { createObjectiveSession, evaluatePairs, percentiles } from './evaluation.ts'
import { type Alarm, alarms, bestEvaluation, type Evaluation } from './health.ts'
import { bestPath, checkpointLoraPath, loraPath, type PreparedObjective, type PreparedRun, prepareObjective, prepareRun, statePath } from './prepare-run.ts'
import { writeRunLora } from './run-lora.ts'
import { drawSamples, meanSpread } from './run-samples.ts'
import type { RunSettings } from './run-settings.ts'
import { loadRunState, saveRunState } from './run-state.ts'

/** What a run tells while it works. */
export interface RunEvents {
  onProgress?(phase: 'draws' | 'training', done: number, total: number): void
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
  const { state, trainable, split } = run
  const prepared = await prepareObjective(folder, settings, dataset, run, (done, total) => events.onProgress?.('draws', done, total), control)
  if (!prepared) return { status: 'stopped', step: state.step, gamma: 0, history: state.history, alarms: state.alarms }

  const sessions = await openSessions(settings, dataset, run, prepared)
  const loraContext = { settings, dataset, run, gamma: prepared.gamma }
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
      heldOut: await evaluatePairs({
        dataset,
        pairs: split.heldOut,
        offset: prepared.heldOutOffset,
        filled: prepared.filled,
        policy: sessions.policy,
        objective: sessions.objective,
      }),
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
      const report = await trainOnce(sessions.step, pairsOfStep(state.step, settings, dataset, run, prepared), settings, run)
      recent.push(report)
      events.onStep?.(report)
      events.onProgress?.('training', state.step, settings.steps)
      if (state.step % settings.evaluateEvery === 0 || state.step === settings.steps) await evaluate()
    }
    if (stopped && recent.length > 0) await evaluate()
  } finally {
    await sessions.dispose()
  }
  const best = loadRunState(bestPath(folder), run.identity)
  if (best) writeRunLora(loraPath(folder), best, loraContext, writer)
  const lora = best && { path: loraPath(folder), step: best.step }
  return { status: stopped ? 'stopped' : 'finished', lora, step: state.step, gamma: prepared.gamma, history: state.history, alarms: state.alarms }
}

/** One optimizer step; throws a RunError before anything is written into the adapters when numbers are no longer finite. */
async function trainOnce(
  step: PairStep,
  pairs: readonly PairInput[],
  settings: RunSettings,
  { state, trainable }: PreparedRun,
): Promise<StepReport & { z: Float32Array }> {
  const { loss, z, gradients } = await step.run(pairs)
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
  const votes = pairs.map((pair, i) => ({ label: pair.label, z: z[i] })).filter(({ label }) => label !== 0.5)
  return { step: state.step, loss, accuracy: votes.filter((vote) => vote.z > 0).length / votes.length, gradientNorm, z }
}

/**
 * The pairs and draws of a step, named by seed and step alone. Votes go round in epochs, each in an order of its own; each
 * time a vote comes up it gets another draw of its prompt's pool, or fresh noise when the reference is computed.
 */
function pairsOfStep(
  step: number,
  settings: RunSettings,
  dataset: Dataset,
  { split }: PreparedRun,
  { filled, trainingOffset }: PreparedObjective,
): PairInput[] {
  const { seed, pairsPerStep, reference } = settings
  const count = split.training.length
  const random = randomSource(seed, 'step', step)
  // Each epoch's order is shuffled once, not once a pair.
  const orders = new Map<number, number[]>()
  const orderOf = (epoch: number): number[] => {
    const order = orders.get(epoch) ?? permutation(randomSource(seed, 'epoch', epoch), count)
    orders.set(epoch, order)
    return order
  }
  return Array.from({ length: pairsPerStep }, (_, i) => {
    const position = step * pairsPerStep + i
    const index = orderOf(Math.floor(position / count))[position % count]
    const pair = split.training[index]
    const drawIndex = random.integer(settings.draws)
    const draw = filled.draws(pair.prompt)[drawIndex]
    const stored = reference === 'stored'
    const dropped = stored ? draw.captionDropped : random.uniform() < settings.captionDropout
    const conditioning = dropped ? dataset.empty : dataset.prompts[pair.prompt].conditioning
    const member = (latent: number): MemberInput => ({
      latent: dataset.latents[latent],
      conditioning,
      referenceError: stored ? filled.errors(latent, pair.prompt)[drawIndex] : 0,
    })
    const length = dataset.latents[pair.winner].length
    return {
      winner: member(pair.winner),
      loser: member(pair.loser),
      timestep: stored ? draw.timestep : settings.timestepFrom + random.integer(settings.timestepTo - settings.timestepFrom),
      noise: stored ? draw.noise(length) : random.fillNormal(new Float32Array(length)),
      label: pair.label,
      offset: trainingOffset(index, drawIndex),
    }
  })
}

interface Sessions {
  step: PairStep
  policy: Awaited<ReturnType<typeof createErrorSession>>
  objective: Awaited<ReturnType<typeof createObjectiveSession>>
  dispose(): Promise<void>
}

async function openSessions(
  settings: RunSettings,
  dataset: Dataset,
  { model, trainable, forward }: PreparedRun,
  { objective }: PreparedObjective,
): Promise<Sessions> {
  const session = { profile: settings.profile, threads: settings.threads }
  const create = settings.oneMember ? createMemberStep : createFusedStep
  const step = await create({
    model,
    trainable,
    objective,
    reference: settings.reference,
    pairs: settings.pairsPerCall,
    latent: dataset.latentShape,
    tokens: dataset.empty.tokens,
    session,
    queryBlock: settings.queryBlock,
    checkpoint: settings.checkpoint,
  })
  const policy = await createErrorSession({ ...forward, role: 'policy' })
  const objectiveSession = await createObjectiveSession(objective, session)
  return {
    step,
    policy,
    objective: objectiveSession,
    async dispose() {
      await Promise.all([step.dispose(), policy.dispose(), objectiveSession.dispose()])
    },
  }
}
