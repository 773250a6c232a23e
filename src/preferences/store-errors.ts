/** The two kinds of wrong input that callers of the store answer differently: what is not there, and what is in the way. */
import { InputError } from '../errors.ts'

/** An id that names nothing. */
export class NotFoundError extends InputError {}

/** The request is sound, but what is stored stands against it: a name that is taken, a run that runs. */
export class ConflictError extends InputError {}
