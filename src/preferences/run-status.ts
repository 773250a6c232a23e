/** The states of a run, and which may follow which. */
import type { RunStatus } from './types.ts'

/**
 * Running to queued is what a supervisor does with a run that a crash left running; stopped or failed to queued is a person
 * who goes on with it.
 */
export const NEXT_STATUS: Readonly<Record<RunStatus, readonly RunStatus[]>> = {
  queued: ['running', 'stopped'],
  running: ['paused', 'stopping', 'stopped', 'finished', 'failed', 'queued'],
  paused: ['queued', 'running', 'stopping', 'stopped', 'failed'],
  stopping: ['stopped', 'finished', 'failed'],
  stopped: ['queued'],
  failed: ['queued'],
  finished: [],
}

/** A process may be at work on it, or its state waits to be gone on with. */
export const ACTIVE: readonly RunStatus[] = ['running', 'paused', 'stopping']

export const ENDED: readonly RunStatus[] = ['stopped', 'finished', 'failed']
