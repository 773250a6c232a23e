/** The types of handlers: what must compile, and what must not. The tests are type-checked before they run. */
import { expectTypeOf, test } from 'vitest'
import type { ApiReply, ApiRequest, Handler, Handlers, HandlersOf, RawReply, Schemas } from '../../../src/server/api/operations.ts'

test('each operation has its own parameters, body and answer', () => {
  expectTypeOf<ApiRequest<'getRun'>['path']>().toEqualTypeOf<{ runId: string }>()
  expectTypeOf<ApiRequest<'listPairs'>['query']['state']>().toEqualTypeOf<
    Schemas['Pair'] extends never ? never : 'all' | 'unvoted' | 'voted' | 'pick' | 'tie' | 'both-bad' | 'skip' | 'held-out' | undefined
  >()
  expectTypeOf<ApiRequest<'createVoter'>['body']>().toEqualTypeOf<Schemas['VoterRequest']>()
  expectTypeOf<ApiRequest<'stopRun'>['body']>().toEqualTypeOf<undefined>()
  expectTypeOf<ApiReply<'getDataset'>>().toEqualTypeOf<Schemas['Dataset']>()
  expectTypeOf<ApiReply<'deletePair'>>().toEqualTypeOf<void>()
  expectTypeOf<ApiReply<'getImage'>>().toEqualTypeOf<RawReply>()
})

test('a table that lacks a handler, or has one that is misspelt, or wrong, does not compile', () => {
  const handler: Handler<'deletePair'> = () => {}
  // @ts-expect-error: all others are missing.
  const lacking: Handlers = { deletePair: handler }
  // @ts-expect-error: there is no such operation.
  const misspelt: HandlersOf<'deletePear'> = {}
  // @ts-expect-error: a pair is no dataset.
  const wrong: Handler<'getDataset'> = () => ({ id: 'p-1', datasetId: 'd-1' })
  return [lacking, misspelt, wrong]
})
