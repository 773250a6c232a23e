/**
 * The demo from the first sample to the report: its steps in their order, the progress line, and what Ctrl+C keeps. The
 * steps themselves stand in the files beside this one.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { InputError } from '../errors.ts'
import { writeFileAtomic } from '../files/atomic-write.ts'
import type { PictureRequest } from '../sampler/sample.ts'
import type { Job, JobEvent, JobResults } from '../trainer/child/job.ts'
import { type RunningJob, startJob } from '../trainer/child/start-job.ts'
import { writeDataset } from '../trainer/run/dataset-file.ts'
import { resolveSettings } from '../trainer/run/run-settings.ts'
import { collectVotes, freshRequests, pairRequests } from './collect-votes.ts'
import { comparePictures } from './compare-pictures.ts'
import { DEMO_MODEL, type DemoOptions } from './demo-options.ts'
import { announce, type DemoOutcome, reportData } from './demo-outcome.ts'
import { demoRunSettings, FRESH_PAIRS, SAMPLER, THREADS } from './demo-settings.ts'
import { LATENT_SHAPE } from './model/demo-latents.ts'
import { demoConditioner } from './model/demo-model-file.ts'
import { writeReport } from './report/write-report.ts'
import { createProgress } from './terminal/progress.ts'
import { PROMPTS, promptText } from './world/prompt.ts'
import { loadVoter } from './world/voter.ts'

const PHASES = ['Sampling pairs', 'Voting', 'Measuring the base', 'Training', 'Drawing fresh pictures', 'Writing the report'] as const
type PhaseName = (typeof PHASES)[number]

/** Exit code of a program that Ctrl+C ended. */
const INTERRUPTED = 130

/** A demo that is under way; `stop` is what Ctrl+C does. */
export interface Demo {
  /** The exit code: 0 when both bounds hold, 1 when one does not, 130 after a stop. */
  finished: Promise<number>
  stop(): void
}

export function startDemo(options: DemoOptions, args: readonly string[]): Demo {
  const phases = phaseClock()
  let current: RunningJob<Job['kind']> | undefined
  let interrupted = false

  const runJob = async <Kind extends Job['kind']>(job: Extract<Job, { kind: Kind }>, onEvent: (event: JobEvent) => void): Promise<JobResults[Kind]> => {
    const running = startJob<Kind>(job, onEvent)
    current = running as RunningJob<Job['kind']>
    if (interrupted) running.stop()
    try {
      return await running.finished
    } finally {
      current = undefined
    }
  }

  const work = async (): Promise<number> => {
    const voter = loadVoter(options.voter)
    const conditioning = demoConditioner(DEMO_MODEL)
    const shared = {
      kind: 'sample',
      model: DEMO_MODEL,
      latentShape: LATENT_SHAPE,
      conditionings: PROMPTS.map((prompt) => conditioning(promptText(prompt))),
      unconditional: conditioning(''),
      ...SAMPLER,
      threads: THREADS,
    } as const
    const draw = async (
      pictures: readonly PictureRequest<number>[],
      onDone: (done: number) => void,
      lora?: { path: string; strength: number },
    ): Promise<Float32Array[]> => {
      const { latents } = await runJob<'sample'>({ ...shared, pictures, lora }, (event) => event.event === 'progress' && onDone(event.done))
      return latents
    }
    const runFolder = join(options.out, 'run')
    const settings = resolveSettings(demoRunSettings(DEMO_MODEL, options))
    claimRunFolder(runFolder, settings)
    console.error(`A simulated voter, "${voter.name}", teaches the demo model. ${voter.description}\nEverything goes to ${options.out}\n`)

    const requests = pairRequests(options.votes, options.seed)
    const sampled = await draw(requests, (done) => phases.at('Sampling pairs', done, requests.length))
    if (interrupted) return stopped(options, 'before the votes: there is nothing to keep yet')

    phases.at('Voting', 0, 1)
    const { dataset, ties } = collectVotes(sampled, voter, options.seed, conditioning)
    phases.at('Voting', 1, 1, `${options.votes - ties} votes, ${ties} ties`)
    writeDataset(join(runFolder, 'dataset.safetensors'), dataset)

    const run = await runJob<'train'>({ kind: 'train', folder: runFolder }, showTraining(phases))
    const { lora } = run
    if (interrupted || !lora)
      return stopped(
        options,
        lora ? `after ${run.step} of ${settings.steps} steps. The LoRA of step ${lora.step} is ${lora.path}` : 'before the first checkpoint',
      )

    const fresh = freshRequests(FRESH_PAIRS, options.seed)
    const drawing = (before: number) => (done: number) => phases.at('Drawing fresh pictures', before + done, 2 * FRESH_PAIRS)
    const base = await draw(fresh, drawing(0))
    const tuned = interrupted ? [] : await draw(fresh, drawing(FRESH_PAIRS), { path: lora.path, strength: 1 })
    if (interrupted) return stopped(options, `before the proof. The LoRA is ${lora.path}`)

    phases.at('Writing the report', 0, 1)
    const comparison = comparePictures(fresh, base, tuned, voter, options.seed)
    const outcome: DemoOutcome = { options, args, voter, ties, run, comparison, phases: phases.seconds() }
    const report = writeReport(join(options.out, 'report'), reportData(outcome))
    phases.at('Writing the report', 1, 1)
    phases.end()
    return announce(outcome, report)
  }

  const stopped = ({ out }: DemoOptions, when: string): number => {
    phases.end()
    console.error(`\nStopped ${when}.\nTo go on: the same command with --out ${out}`)
    return INTERRUPTED
  }

  return {
    finished: work(),
    stop() {
      interrupted = true
      phases.print('Stopping: what there is will be kept (Ctrl+C again to leave at once).')
      current?.stop()
    },
  }
}

/** The progress line, and how long each phase took. */
interface PhaseClock {
  /** Moves the line; a new name begins a phase and ends the one before. */
  at(name: PhaseName, done: number, total: number, note?: string): void
  end(): void
  print(line: string): void
  seconds(): { name: string; seconds: number }[]
}

function phaseClock(): PhaseClock {
  const progress = createProgress({ stream: process.stderr, clock: () => performance.now(), phases: PHASES, environment: process.env })
  const seconds: { name: string; seconds: number }[] = []
  let phase: { name: PhaseName; startedAt: number } | undefined
  const leave = (): void => {
    if (phase) seconds.push({ name: phase.name, seconds: (performance.now() - phase.startedAt) / 1000 })
    phase = undefined
  }
  return {
    at(name, done, total, note) {
      if (phase?.name !== name) {
        leave()
        phase = { name, startedAt: performance.now() }
        progress.start(name, total)
      }
      progress.update(done, note)
    },
    end() {
      leave()
      progress.end()
    },
    print: (line) => progress.print(line),
    seconds: () => seconds,
  }
}

function showTraining(phases: PhaseClock): (event: JobEvent) => void {
  let note: string | undefined
  return (event) => {
    if (event.event === 'progress')
      phases.at(event.phase === 'draws' ? 'Measuring the base' : 'Training', event.done, event.total, event.phase === 'draws' ? undefined : note)
    else if (event.event === 'evaluation' && event.evaluation.step > 0) note = `held-out votes ${Math.round(100 * event.evaluation.heldOut.accuracy)} %`
    else if (event.event === 'alarm') phases.print(`Step ${event.alarm.step}: ${event.alarm.sentence}`)
  }
}

/** A folder that another demo filled is not written into; one with the same settings goes on. */
function claimRunFolder(folder: string, settings: object): void {
  const path = join(folder, 'settings.json')
  if (existsSync(path)) {
    if (isDeepStrictEqual(JSON.parse(readFileSync(path, 'utf8')), JSON.parse(JSON.stringify(settings)))) return
    throw new InputError(`${folder} holds a run with other settings. Choose another --out, or repeat that run's options to go on with it.`)
  }
  writeFileAtomic(path, JSON.stringify(settings, null, 2))
}
