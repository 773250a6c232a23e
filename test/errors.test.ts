/** src/errors.ts and docs/errors.md: the classes carry their codes and causes, and the page explains every code. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ErrorCode } from '../src/errors.ts'
import { BugError, InputError, RequestError, ResourceError, RunError, SeeDpoError } from '../src/errors.ts'

/** Every code, once, with an error that carries it: as a record, so that a new code does not compile until it is here. */
const examples: Record<ErrorCode, SeeDpoError> = {
  input: new InputError('votes: expected at least 2, got 0; vote first'),
  'file-format': new InputError('cut off', { code: 'file-format' }),
  'unsupported-model': new InputError('no UNet', { code: 'unsupported-model' }),
  busy: new ResourceError('busy', 'in use'),
  disk: new ResourceError('disk', 'full'),
  memory: new ResourceError('memory', 'short'),
  numeric: new RunError('numeric', 'NaN'),
  child: new RunError('child', 'killed'),
  host: new RunError('host', 'no answer'),
  stopped: new RunError('stopped', 'Ctrl+C'),
  'invalid-request': new RequestError('invalid-request', 'no such shape', { field: '/name' }),
  unauthorized: new RequestError('unauthorized', 'no token'),
  forbidden: new RequestError('forbidden', 'foreign Origin'),
  'not-found': new RequestError('not-found', 'no such dataset'),
  'method-not-allowed': new RequestError('method-not-allowed', 'GET only'),
  conflict: new RequestError('conflict', 'it runs'),
  'too-large': new RequestError('too-large', 'over 1 MB'),
  'unsupported-type': new RequestError('unsupported-type', 'JSON only'),
  'too-many': new RequestError('too-many', 'later'),
  timeout: new RequestError('timeout', 'too slow'),
  unavailable: new RequestError('unavailable', 'closing'),
  bug: new BugError('the graph has a cycle'),
}

describe('errors', () => {
  test.each(Object.entries(examples))('%s', (code, error) => {
    expect(error.code).toBe(code)
    expect(error).toBeInstanceOf(SeeDpoError)
    expect(error.name).toBe(error.constructor.name)
  })

  test('a cause is kept', () => {
    const cause = new Error('ENOSPC')
    for (const error of [
      new InputError('x', { cause }),
      new ResourceError('disk', 'x', { cause }),
      new RunError('child', 'x', { cause }),
      new BugError('x', { cause }),
    ]) {
      expect(error.cause).toBe(cause)
    }
  })

  test('a request error says where in the request', () => {
    expect((examples['invalid-request'] as RequestError).field).toBe('/name')
    expect((examples['not-found'] as RequestError).field).toBeUndefined()
  })

  test('a bug asks for a report', () => {
    expect(examples.bug.message).toBe('the graph has a cycle (this is a bug in comfyui-see-dpo: please report it)')
  })
})

test('docs/errors.md explains every code, and no other', () => {
  const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')
  const sections = page.split(/^## /m).slice(1)
  expect(sections.map((section) => section.split('\n')[0])).toEqual(Object.keys(examples))
  for (const section of sections) expect(section.split('\n').slice(1).join(' ').trim().length).toBeGreaterThan(100)
})
