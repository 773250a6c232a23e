/** Deleting needs no question, because it can be undone. */
import { expect, test } from 'vitest'
import { deleteWithUndo } from '../../../src/panel/core/delete-with-undo.ts'
import { scriptedPanel } from '../scripted-panel.ts'

const refusal = { error: { code: 'busy', message: 'It still runs. Stop it first.' } }

function deletion(reply: (path: string) => object | [number, unknown] | undefined) {
  const { panel, settle } = scriptedPanel(({ path }) => reply(path))
  const seen: string[] = []
  const run = () =>
    deleteWithUndo(panel, {
      what: 'the run "First"',
      remove: () => panel.api.ask((client) => client.DELETE('/api/runs/{runId}', { params: { path: { runId: 'r-1' } } })),
      restore: () => panel.api.ask((client) => client.POST('/api/runs/{runId}/restore', { params: { path: { runId: 'r-1' } } })),
      removed: () => seen.push('removed'),
      restored: ({ id }) => seen.push(`restored ${id}`),
    })
  return { panel, settle, seen, run }
}

test('a deletion can be undone from its note', async () => {
  const { panel, settle, seen, run } = deletion((path) => (path.endsWith('restore') ? { id: 'r-1' } : [204, null]))
  expect(await run()).toBe(true)
  expect(seen).toEqual(['removed'])
  const [note] = panel.toasts.list
  expect(note.text).toBe('Deleted the run "First".')
  note.action?.run()
  await settle()
  expect(seen).toEqual(['removed', 'restored r-1'])
})

test('a refused deletion leaves everything, and says why', async () => {
  const { panel, seen, run } = deletion(() => [409, refusal])
  expect(await run()).toBe(false)
  expect(seen).toEqual([])
  expect(panel.toasts.list).toMatchObject([{ tone: 'error', text: refusal.error.message }])
})

test('a refused undo is said', async () => {
  const { panel, settle, seen, run } = deletion((path) => (path.endsWith('restore') ? [409, refusal] : [204, null]))
  await run()
  panel.toasts.list[0].action?.run()
  await settle()
  expect(seen).toEqual(['removed'])
  expect(panel.toasts.list.at(-1)?.text).toBe(refusal.error.message)
})
