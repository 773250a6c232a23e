/**
 * Errors as the API's one shape: a status, a stable code (docs/errors.md) and a sentence. What nobody threw on purpose is a
 * bug: it is written to the log under a number, and only the number is told.
 */
import { BugError, type ErrorCode, RequestError, SeeDpoError } from '../errors.ts'
import { ConflictError, NotFoundError } from '../preferences/store-errors.ts'
import type { Schemas } from './api/operations.ts'
import type { Log } from './log.ts'

const STATUS: Readonly<Record<ErrorCode, number>> = {
  input: 400,
  'file-format': 422,
  'unsupported-model': 422,
  busy: 409,
  disk: 507,
  memory: 422,
  numeric: 500,
  child: 500,
  host: 502,
  stopped: 409,
  'invalid-request': 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'too-large': 413,
  'unsupported-type': 415,
  'too-many': 429,
  timeout: 408,
  unavailable: 503,
  bug: 500,
}

/** What a person may see of `error`. `where` names the request or the work in the log. */
export function errorDetail(error: unknown, where: string, log: Log): Schemas['ErrorDetail'] {
  if (!(error instanceof SeeDpoError) || error instanceof BugError) {
    const number = log.bug(error, where)
    return {
      code: 'bug',
      message: `comfyui-see-dpo made a mistake (number ${number}). Please report it, with what server.log in the data folder says under that number.`,
    }
  }
  return { code: codeOf(error), message: error.message, field: error instanceof RequestError ? error.field : undefined }
}

export function errorStatus(error: unknown): number {
  return error instanceof SeeDpoError ? STATUS[codeOf(error)] : STATUS.bug
}

/** The store tells apart what isn't there and what is in the way, both kinds of wrong input. */
function codeOf(error: SeeDpoError): ErrorCode {
  if (error instanceof NotFoundError) return 'not-found'
  return error instanceof ConflictError ? 'conflict' : error.code
}
