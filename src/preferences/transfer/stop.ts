/** Stopping an import or an export between two pairs. */
import { RunError } from '../../errors.ts'

/** Throws a RunError `stopped` once `signal` is aborted. */
export function throwIfStopped(signal: AbortSignal | undefined, what: string): void {
  if (signal?.aborted) throw new RunError('stopped', `the ${what} was stopped; nothing of it was kept`)
}
