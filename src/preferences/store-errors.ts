/** The kinds of wrong input that callers of the store answer differently. */
import { InputError } from '../errors.ts'

/** An id that names nothing. */
export class NotFoundError extends InputError {}

/** The request is sound, but what is stored stands against it: a name that is taken, a run that runs. */
export class ConflictError extends InputError {}

/** A database file that can't be read as one. */
export class DamagedDatabaseError extends InputError {
  constructor(message: string, cause?: unknown) {
    super(message, { code: 'file-format', cause })
  }
}
