/**
 * The few error classes of the project, divided by what the caller can do about them. Messages follow one pattern:
 * who, what was expected, what was got, what to do. HTTP status codes and exit codes are left to the callers.
 */

/** Codes that only an answer to a request has. */
export type RequestErrorCode =
  | 'invalid-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  | 'too-large'
  | 'unsupported-type'
  | 'too-many'
  | 'timeout'
  | 'unavailable'

/** Stable codes; docs/errors.md explains each one. */
export type ErrorCode =
  | 'input'
  | 'file-format'
  | 'unsupported-model'
  | 'busy'
  | 'disk'
  | 'memory'
  | 'numeric'
  | 'child'
  | 'host'
  | 'stopped'
  | RequestErrorCode
  | 'bug'

/** Base of every error that this project throws on purpose. */
export class SeeDpoError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
  }
}

/** The input is wrong: fix the option, the file or the data, then try again. */
export class InputError extends SeeDpoError {
  constructor(message: string, options?: ErrorOptions & { code?: 'input' | 'file-format' | 'unsupported-model' }) {
    super(options?.code ?? 'input', message, options)
  }
}

/** The machine is short of something (disk, memory, a lock): free it, then try again; nothing was lost. */
export class ResourceError extends SeeDpoError {
  constructor(code: 'busy' | 'disk' | 'memory', message: string, options?: ErrorOptions) {
    super(code, message, options)
  }
}

/** A computation, a child process or the host failed while it ran; the message says what was kept. */
export class RunError extends SeeDpoError {
  constructor(code: 'numeric' | 'child' | 'host' | 'stopped', message: string, options?: ErrorOptions) {
    super(code, message, options)
  }
}

/** A request can't be served as it is: what it names isn't there, it isn't allowed, or it asks for too much. */
export class RequestError extends SeeDpoError {
  /** Where in the request: a JSON pointer into its body, or `/name` of a parameter. */
  readonly field?: string

  constructor(code: RequestErrorCode, message: string, options?: ErrorOptions & { field?: string }) {
    super(code, message, options)
    this.field = options?.field
  }
}

/** A state that the code promises never to reach: report it. */
export class BugError extends SeeDpoError {
  constructor(message: string, options?: ErrorOptions) {
    super('bug', `${message} (this is a bug in comfyui-see-dpo: please report it)`, options)
  }
}
