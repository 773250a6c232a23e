/** An import through its phases, and out of each. */
import { expect, test } from 'vitest'
import type { Job } from '../../../src/panel/api-types.ts'
import { ImportModel } from '../../../src/panel/data/import-model.ts'
import { type Reply, scriptedPanel } from '../scripted-panel.ts'

const PREVIEW = {
  pictures: 4,
  pairs: 2,
  votes: 0,
  leftOver: 0,
  duplicates: 0,
  withoutPrompt: 0,
  bytes: 40,
  prompts: [],
  promptCount: 1,
  problems: [],
  problemCount: 0,
}

const job = (kind: Job['kind'], status: Job['status'] = 'running', more: Partial<Job> = {}): Job => ({
  id: `j-${kind}`,
  kind,
  status,
  progress: { phase: 'reading', done: 0, total: 4 },
  createdAt: '2026-01-01T00:00:00.000Z',
  ...more,
})

/** The scripted server reads JSON only. */
const file = (name: string) => ({ name, content: new Blob(['0']) })

function setUp(special: (path: string, method: string) => Reply = () => undefined) {
  const sent: string[] = []
  const scripted = scriptedPanel(({ method, path }) => {
    const reply = special(path, method)
    if (reply) return reply
    if (path.startsWith('/api/imports/i-1/files')) {
      sent.push(decodeURIComponent(path.split('name=')[1]))
      return [204, null]
    }
    if (path === '/api/imports') return [201, { id: 'i-1', format: 'pictures', files: 0, bytes: 0 }]
    if (path === '/api/imports/i-1/preview') return [202, job('preview')]
    if (path === '/api/imports/i-1/commit') return [202, job('import')]
    if (method === 'DELETE') return [204, null]
    return { id: 'i-1', format: 'pictures', files: 4, bytes: 40, preview: PREVIEW }
  })
  return { ...scripted, sent, model: new ImportModel(scripted.panel) }
}

test('files are sent under their paths, read, looked at, and written into a new dataset', async () => {
  const { model, sent, calls, change, settle } = setUp()
  expect(model.canRead).toBe(false)
  model.set({ files: ['a.png', 'b/c d.png', 'e.png', 'f.png', 'g.png'].map(file), pairsPerPrompt: 3 })
  const reading = model.read()
  await settle()
  expect(calls[0].body).toEqual({ format: 'pictures', picturesPerPair: 2, pairsPerPrompt: 3 })
  expect(sent.toSorted()).toEqual(['a.png', 'b/c d.png', 'e.png', 'f.png', 'g.png'])
  expect(model.phase).toBe('reading')
  change({ kind: 'job', value: job('preview', 'finished') })
  await reading
  expect([model.phase, model.preview?.pairs]).toEqual(['preview', 2])

  const writing = model.commit({ name: 'Holiday' })
  await settle()
  expect(model.phase).toBe('writing')
  change({ kind: 'job', value: job('import', 'finished', { datasetId: 'd-7', result: { pairs: 2, notes: ['One file was left out.'] } }) })
  expect(await writing).toBe('d-7')
  expect(model.phase).toBe('choose')
  expect(calls.some(({ method }) => method === 'DELETE')).toBe(false)
})

test('a folder of the server’s machine is named and nothing is sent', async () => {
  const { model, sent, calls, settle } = setUp()
  model.set({ path: ' /pictures ' })
  void model.read()
  await settle()
  expect(calls.map(({ path }) => path)).toEqual(['/api/imports', '/api/imports/i-1/preview'])
  expect(calls[0].body).toMatchObject({ path: '/pictures' })
  expect(sent).toEqual([])
})

test('a refusal brings one back to the choice, with its sentence', async () => {
  const { model } = setUp((path) => (path === '/api/imports' ? [400, { error: { code: 'input', message: 'Outside of the folders.' } }] : undefined))
  model.set({ path: '/etc' })
  await model.read()
  expect([model.phase, model.failure?.message, model.path]).toEqual(['choose', 'Outside of the folders.', '/etc'])
})

test('a file that can’t be sent ends the sending', async () => {
  const { model, sent } = setUp((path) => (path.includes('name=2.png') ? [413, { error: { code: 'too-large', message: 'Too large.' } }] : undefined))
  model.set({ files: Array.from({ length: 40 }, (_, i) => file(`${i}.png`)) })
  await model.read()
  expect(model.failure?.message).toBe('Too large.')
  expect(sent.length).toBeLessThan(10)
})

test('reading that fails, or that a restart forgets, is said', async () => {
  const { model, change, settle, snapshot } = setUp()
  model.set({ path: '/pictures' })
  const failing = model.read()
  await settle()
  change({ kind: 'job', value: job('preview', 'failed', { error: { code: 'input', message: 'No pictures in there.' } }) })
  await failing
  expect([model.phase, model.failure?.message]).toEqual(['choose', 'No pictures in there.'])
  const lost = model.read()
  await settle()
  snapshot({})
  await lost
  expect(model.failure?.code).toBe('job-lost')
})

test('abandoned is forgotten at the server too, and what comes late changes nothing', async () => {
  const { model, calls, change, settle } = setUp()
  model.set({ path: '/pictures' })
  const reading = model.read()
  await settle()
  model.abandon()
  change({ kind: 'job', value: job('preview', 'finished') })
  await reading
  await settle()
  expect([model.phase, model.preview]).toEqual(['choose', undefined])
  expect(calls.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/imports/i-1' })
})

test('a commit that fails can be tried again', async () => {
  let isRefused = true
  const { model, change, settle } = setUp((path) =>
    isRefused && path.endsWith('/commit') ? [409, { error: { code: 'name-taken', message: 'Another name.' } }] : undefined,
  )
  model.set({ path: '/pictures' })
  const reading = model.read()
  await settle()
  change({ kind: 'job', value: job('preview', 'finished') })
  await reading
  expect(await model.commit({ name: 'Taken' })).toBeUndefined()
  expect([model.phase, model.failure?.message]).toEqual(['preview', 'Another name.'])
  isRefused = false
  const writing = model.commit({ name: 'Free' })
  await settle()
  change({ kind: 'job', value: job('import', 'finished', { datasetId: 'd-1' }) })
  expect(await writing).toBe('d-1')
})
