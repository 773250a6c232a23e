/**
 * Starts a job in a trainer child and watches it: events out, pause, resume and stop in, and a death explained in words.
 * What the jobs are is job.ts.
 */
import { fork } from 'node:child_process'
import { type ErrorCode, InputError, ResourceError, RunError, type SeeDpoError } from '../../errors.ts'
import type { Job, JobCommand, JobEvent, JobResults, WorkerMessage } from './job.ts'

export interface RunningJob<Kind extends Job['kind']> {
  /** Process number of the child. */
  readonly pid: number | undefined
  readonly finished: Promise<JobResults[Kind]>
  /** Holds training up between two steps. */
  pause(): void
  resume(): void
  /** Ends the job soon, with what there is as its result. */
  stop(): void
}

/** Lines of the child's error output that are kept for the explanation. */
const KEPT_OUTPUT = 4000

/** Starts `job`. `finished` rejects with the child's own error, or with a RunError `child` that says how the child died. */
export function startJob<Kind extends Job['kind']>(job: Extract<Job, { kind: Kind }>, onEvent: (event: JobEvent) => void = () => {}): RunningJob<Kind> {
  const child = fork(new URL('./worker.ts', import.meta.url), {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Not the parent's: with its --eval or --inspect the child would not start.
    execArgv: [],
  })
  const finished = new Promise<JobResults[Kind]>((resolve, reject) => {
    let output = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-KEPT_OUTPUT)
    })
    child.on('message', (message: WorkerMessage) => {
      if (message.event === 'result') resolve(message.result as JobResults[Kind])
      else if (message.event === 'error') reject(errorFrom(message.code as ErrorCode, message.message))
      else onEvent(message)
    })
    child.on('error', (cause) => reject(new RunError('child', `the trainer process could not be started: ${cause.message}.`, { cause })))
    // After a result or an error this is one rejection too many, which a promise ignores.
    child.on('close', (code, signal) => reject(new RunError('child', explainDeath(code, signal, output))))
  })
  child.send(job)
  const tell = (command: JobCommand): void => {
    if (child.connected) child.send(command)
  }
  return { pid: child.pid, finished, pause: () => tell('pause'), resume: () => tell('resume'), stop: () => tell('stop') }
}

function explainDeath(code: number | null, signal: NodeJS.Signals | null, output: string): string {
  const kept = 'Everything up to the last checkpoint is kept; start the run again to go on from there.'
  const said = output.trim() === '' ? '' : ` It last said: ${output.trim().split('\n').slice(-5).join(' | ')}`
  if (signal === 'SIGKILL')
    return `the trainer process was killed (SIGKILL), most often because memory ran out. ${kept} Lower the picture size or the pairs per call.${said}`
  if (signal === 'SIGSEGV' || signal === 'SIGILL' || signal === 'SIGABRT' || signal === 'SIGBUS') {
    return `the trainer process crashed (${signal}) in native code: an unsupported processor, a broken driver, or a bug. ${kept}${said}`
  }
  return `the trainer process ended early (${signal ?? `exit code ${code}`}). ${kept}${said}`
}

function errorFrom(code: ErrorCode, message: string): SeeDpoError {
  switch (code) {
    case 'input':
    case 'file-format':
    case 'unsupported-model':
      return new InputError(message, { code })
    case 'busy':
    case 'disk':
    case 'memory':
      return new ResourceError(code, message)
    default:
      return new RunError(code === 'numeric' || code === 'stopped' ? code : 'child', message)
  }
}
