/** The list of pairs: pages, filter, search. */
import { expect, test } from 'vitest'
import { PairListModel } from '../../../src/panel/data/pair-list-model.ts'
import { scriptedPanel } from '../scripted-panel.ts'

const page = (ids: string[], next?: string) => ({ pairs: ids.map((id) => ({ id })), total: 3, ...(next && { next }) })

function setUp(
  reply: (query: URLSearchParams) => object | undefined | Promise<object | undefined> = (query) =>
    query.get('cursor') ? page(['p-3']) : page(['p-1', 'p-2'], 'c-1'),
) {
  const scripted = scriptedPanel(({ path }) => reply(new URL(path, 'http://x').searchParams))
  return { ...scripted, model: new PairListModel(scripted.panel, 'd-1', () => 'v-1') }
}

const ids = (model: PairListModel) => model.pairs.map(({ id }) => id)

test('page by page', async () => {
  const { model, calls } = setUp()
  await model.load()
  expect([ids(model), model.total, model.hasMore]).toEqual([['p-1', 'p-2'], 3, true])
  await model.more()
  await model.more()
  expect([ids(model), model.hasMore, calls.length]).toEqual([['p-1', 'p-2', 'p-3'], false, 2])
  expect(calls[0].path).toBe('/api/datasets/d-1/pairs?limit=24&state=all&voterId=v-1')
})

test('a search waits until one stops typing', async () => {
  const { model, calls, pass } = setUp()
  model.setSearch('r')
  await pass(100)
  model.setSearch('red ')
  await pass(300)
  expect(calls.map(({ path }) => new URL(path, 'http://x').searchParams.get('search'))).toEqual(['red'])
})

test('the answer to an older filter is void', async () => {
  const slow = Promise.withResolvers<object>()
  const { model, settle } = setUp((query) => (query.get('state') === 'tie' ? slow.promise : page(['p-9'])))
  model.setFilter('tie')
  model.setFilter('skip')
  await settle()
  slow.resolve(page(['p-1']))
  await settle()
  expect(ids(model)).toEqual(['p-9'])
})

test('a failure keeps what was there and is said', async () => {
  let isAway = false
  const { model } = setUp(() => (isAway ? undefined : page(['p-1'], 'c-1')))
  await model.load()
  isAway = true
  await model.more()
  expect([ids(model), model.failure?.kind, model.isLoading]).toEqual([['p-1'], 'unreachable', false])
  model.remove('p-1')
  expect([ids(model), model.total]).toEqual([[], 2])
})
