/** What is wrong with a request, in words: the complete sentences, since people read them. */
import { describe, expect, test } from 'vitest'
import { RequestError } from '../../../src/errors.ts'
import { API_ROUTES } from '../../../src/server/api/api-routes.ts'
import { routeCheck } from '../../../src/server/api/route-check.ts'

const checkOf = (operationId: string) => {
  const route = API_ROUTES.find((one) => one.operationId === operationId)
  return routeCheck(route as NonNullable<typeof route>)
}

/** The error's message without its beginning and end, which are always the same, and its field. */
function wrong(operationId: string, body: unknown): [string | undefined, string] {
  try {
    checkOf(operationId).body(body)
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    expect(error.code).toBe('invalid-request')
    return [error.field, error.message.replace(`${operationId}: `, '').replace(' Correct it and send it again.', '')]
  }
  return expect.unreachable('nothing is wrong')
}

const vote = {
  id: '11111111-2222-4333-8444-555555555555',
  kind: 'vote',
  showingId: 's-1',
  voterId: 'v-1',
  choice: { kind: 'pick', position: 1 },
  clientVersion: '1',
  votedAt: '2026-01-02T03:04:05Z',
}

describe('bodies', () => {
  test.each<[string, string, unknown, string, string]>([
    ['a type', 'createVoter', { name: 1 }, '/name', 'expected a string at /name, got 1.'],
    ['a list', 'createVoter', [], '', 'expected an object at the request, got a list of 0.'],
    ['none', 'createVoter', null, '', 'expected an object at the request, got null.'],
    ['a missing property', 'createVoter', {}, '/name', "expected a property 'name' at /name, got none."],
    ['a misspelt one', 'createVoter', { name: 'x', nmae: 'x' }, '/nmae', 'expected no other properties than name at /nmae, got "nmae".'],
    ['one with a slash', 'createVoter', { name: 'x', 'a/b~c': 1 }, '/a~1b~0c', 'expected no other properties than name at /a~1b~0c, got "a/b~c".'],
    ['blanks', 'createVoter', { name: '  ' }, '/name', 'expected more than blanks at /name, got "  ".'],
    ['a long text', 'createVoter', { name: 'x'.repeat(81) }, '/name', `expected 80 or fewer characters at /name, got "${'x'.repeat(60)}" ….`],
    ['a large number', 'drawShowings', { voterId: 'v-1', count: 11 }, '/count', 'expected a number up to 10 at /count, got 11.'],
    ['a broken number', 'drawShowings', { voterId: 'v-1', count: 1.5 }, '/count', 'expected an integer at /count, got 1.5.'],
    ['an id', 'drawShowings', { voterId: 'V' }, '/voterId', 'expected something like ^[a-z0-9-]{1,64}$ at /voterId, got "V".'],
    ['a name of a file', 'exportLora', { name: '../x' }, '/name', 'expected Without folder and ending. at /name, got "../x".'],
    ['an empty list', 'appendVoteEvents', { events: [] }, '/events', 'expected 1 or more items at /events, got a list of 0.'],
    ['one of several', 'exportDataset', { format: 'zip' }, '/format', 'expected one of jsonl, parquet, folders at /format, got "zip".'],
    ['nothing to change', 'changeDataset', {}, '', 'expected 1 or more properties at the request, got an object.'],
    ['a time', 'appendVoteEvents', { events: [{ ...vote, votedAt: 'now' }] }, '/events/0/votedAt', 'expected a date-time at /events/0/votedAt, got "now".'],
    [
      'what is wrong in the shape that was meant',
      'appendVoteEvents',
      { events: [vote, { ...vote, choice: { kind: 'pick' } }] },
      '/events/1/choice/position',
      "expected a property 'position' at /events/1/choice/position, got none.",
    ],
    [
      'an undo without its vote',
      'appendVoteEvents',
      { events: [{ ...vote, kind: 'undo' }] },
      '/events/0/undoes',
      "expected a property 'undoes' at /events/0/undoes, got none.",
    ],
    [
      'a kind that is none',
      'appendVoteEvents',
      { events: [{ ...vote, kind: 'maybe' }] },
      '/events/0/kind',
      'expected one of vote, undo at /events/0/kind, got "maybe".',
    ],
    ['no kind', 'appendVoteEvents', { events: [{}] }, '/events/0/kind', 'expected one of vote, undo at /events/0/kind, got none.'],
    ['no object', 'appendVoteEvents', { events: ['x'] }, '/events/0/kind', 'expected one of vote, undo at /events/0/kind, got none.'],
    [
      'a kind of a choice',
      'appendVoteEvents',
      { events: [{ ...vote, choice: { kind: 'left' } }] },
      '/events/0/choice/kind',
      'expected one of pick, tie, both-bad, skip at /events/0/choice/kind, got "left".',
    ],
    ['NUL', 'createVoter', { name: 'a\0' }, '/name', 'expected text without NUL and half surrogates at /name. Remove them.'],
    ['half a character', 'createVoter', { name: '\ud83c' }, '/name', 'expected text without NUL and half surrogates at /name. Remove them.'],
  ])('%s', (_, operation, body, field, sentence) => expect(wrong(operation, body)).toEqual([field, sentence]))

  test('what is inside of a value is never quoted, however deep it is', () => {
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`)
    expect(wrong('createVoter', { name: deep })).toEqual(['/name', 'expected a string at /name, got a list of 1.'])
  })
})

describe('parameters', () => {
  const { parameters } = checkOf('listPairs')
  const query = (text: string): unknown => parameters({ datasetId: 'd-1' }, new URLSearchParams(text)).query

  test('numbers become numbers, defaults are there', () => expect({ ...(query('limit=7&search=7') as object) }).toEqual({ limit: 7, search: '7' }))
  test('a default', () => expect(query('')).toMatchObject({ limit: 50 }))

  test.each([
    'limit=0',
    'limit=201',
    'limit=1.5',
    'limit=1e1',
    'limit=0x1',
    'limit=',
    'limit=%201',
    'limit=7&limit=8',
    'voterId=',
    'voterId=A',
    'state=none',
    'limits=1',
    '__proto__=1',
    'cursor=',
    `search=${'x'.repeat(201)}`,
  ])('%s', (text) => expect(() => query(text)).toThrow(RequestError))

  test.each(['', 'A', 'a b', '..', 'x'.repeat(65)])('datasetId %j', (datasetId) =>
    expect(() => parameters({ datasetId }, new URLSearchParams())).toThrow(RequestError),
  )
})
