/** Every route of the API file, asked as it wants to be asked: the status that it promises, and what is then in the store. */
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { unzipSync } from 'fflate'
import { describe, expect, test } from 'vitest'
import { encodePng } from '../../src/files/png.ts'
import { createDemoHost, DEMO_MODEL_ID } from '../../src/host/demo-host.ts'
import { API_ROUTES } from '../../src/server/api/api-routes.ts'
import type { Schemas } from '../../src/server/api/operations.ts'
import { newFolder } from '../preferences/new-store.ts'
import { COLOURS } from './colour-host.ts'
import { fillStore } from './fill-store.ts'
import { answered, newServer, type TestServer } from './new-server.ts'
import { demoVotes, QUICK } from './runs/demo-votes.ts'

type Run = Schemas['Run']

/** Waits for a job's end and returns it. */
async function ended(server: TestServer, { body: job }: { body: { id: string } }) {
  for (;;) {
    const { body } = await server.ask('GET', `/jobs/${job.id}`)
    if (body.status !== 'queued' && body.status !== 'running') return body
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const picture = (shade: number): Uint8Array => encodePng({ width: 2, height: 2, data: Uint8Array.from({ length: 12 }, (_, i) => (shade * 29 + i) % 256) })

describe('general', () => {
  test('status, models, backups', async () => {
    const server = await newServer({ origins: ['https://pictures.example'] })
    const status = await server.ask('GET', '/status')
    expect(status.status).toBe(200)
    expect(status.body).toMatchObject({ apiVersion: '1', host: { name: 'demo', canSample: true }, dataFolder: server.store.folder, epoch: server.hub.epoch })
    expect((await server.ask('GET', '/models')).body.models).toMatchObject([{ id: COLOURS }])
    expect((await server.ask('GET', '/backups')).body).toEqual({ backups: [] })
    const { status: made, body } = await server.ask('POST', '/backups')
    expect(made).toBe(201)
    expect(body.bytes).toBeGreaterThan(1000)
    expect((await server.ask('GET', '/backups')).body.backups).toEqual([body])
  })

  test('a picture is served as it is, for ever, and in parts', async () => {
    const server = await newServer()
    const { hash } = await fillStore(server.store)
    const whole = await server.ask('GET', `/images/${hash}`)
    expect(whole.status).toBe(200)
    expect(whole.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
    })
    expect(Buffer.from(whole.text, 'latin1')).toEqual(Buffer.from(server.store.files.read('png', hash)))
    const part = await server.ask('GET', `/images/${hash}`, undefined, { range: 'bytes=1-3' })
    expect([part.status, part.text]).toEqual([206, 'PNG'])
    expect((await server.ask('GET', `/images/${'0'.repeat(64)}`)).body.error.code).toBe('not-found')
  })

  test('a picture whose file was removed by hand is not found, and no bug', async () => {
    const server = await newServer()
    const { hash } = await fillStore(server.store)
    rmSync(server.store.files.path('png', hash))
    expect((await server.ask('GET', `/images/${hash}`)).body.error.code).toBe('not-found')
  })
})

describe('pages', () => {
  test('the panel, its script, and nothing else of the folder', async () => {
    const server = await newServer()
    const page = await server.raw({ path: '/see-dpo/' })
    expect(page.status).toBe(200)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.text).toContain('<see-dpo-panel standalone>')
    expect(page.text).toContain('src="web/panel.mjs"')
    const policy = page.headers['content-security-policy'] ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).not.toContain('unsafe')
    // The one style element is the one whose hash the policy has.
    const [, style] = /<style>([\s\S]*)<\/style>/.exec(page.text) ?? []
    expect(policy).toContain(createHash('sha256').update(style).digest('base64'))
    const script = await server.raw({ path: '/see-dpo/web/panel.mjs' })
    expect([script.status, script.headers['content-type'], script.headers['cache-control']]).toEqual([200, 'text/javascript; charset=utf-8', 'no-cache'])
    const again = await server.raw({ path: '/see-dpo/web/panel.mjs', headers: { 'if-none-match': script.headers.etag ?? '' } })
    expect([again.status, again.text]).toEqual([304, ''])
    for (const name of ['none.js', 'package.json', '..%2fpackage.json', '%2e%2e'])
      expect((await server.raw({ path: `/see-dpo/web/${name}` })).status, name).toBeGreaterThanOrEqual(400)
  })

  test('the printed address opens the panel once, and the cookie opens the API', async () => {
    const server = await newServer()
    const address = new URL(server.address())
    const path = address.pathname + address.search
    const prefetched = await server.raw({ path, headers: { 'sec-purpose': 'prefetch;prerender' } })
    expect(prefetched.status).toBe(403)
    const entered = await server.raw({ path, headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } })
    expect([entered.status, entered.headers.location]).toEqual([303, './'])
    const [cookie] = entered.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^see-dpo-session=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/see-dpo; Max-Age=2592000$/)
    const session = cookie.split(';')[0]
    expect((await server.raw({ path: '/see-dpo/api/status', headers: { cookie: session } })).status).toBe(200)
    expect((await server.raw({ path: '/see-dpo/', headers: { cookie: session } })).headers['set-cookie']).toEqual([cookie])
    expect((await server.raw({ path: '/see-dpo/', headers: { cookie: session.toUpperCase() } })).headers['set-cookie']).toBeUndefined()
    const again = await server.raw({ path })
    expect(again.status).toBe(403)
    expect(again.text).toContain('has been used')
    expect((await server.raw({ path, headers: { cookie: session } })).status).toBe(303)
    expect((await server.raw({ path: `/see-dpo/enter?token=${'x'.repeat(43)}` })).text).toContain('opens nothing')
  })

  test('a fresh address makes the one before void', async () => {
    const server = await newServer()
    const old = new URL(server.address())
    const fresh = new URL(server.address())
    expect((await server.raw({ path: old.pathname + old.search })).status).toBe(403)
    expect((await server.raw({ path: fresh.pathname + fresh.search })).status).toBe(303)
  })
})

describe('datasets and votes', () => {
  test('datasets: made, renamed, deleted, restored', async () => {
    const server = await newServer()
    const { status, body: made } = await server.ask('POST', '/datasets', { name: 'first', modelId: COLOURS, keepChains: true })
    expect(status).toBe(201)
    expect(made).toMatchObject({ name: 'first', source: 'sampled', keepChains: true, counts: { pairs: 0 } })
    expect((await server.ask('POST', '/datasets', { name: 'FIRST' })).body.error.code).toBe('conflict')
    const changed = await server.ask('PATCH', `/datasets/${made.id}`, { name: 'second', keepChains: false })
    expect(changed.body).toMatchObject({ name: 'second', keepChains: false })
    expect((await server.ask('GET', '/datasets')).body.datasets).toEqual([changed.body])
    const gone = await server.ask('DELETE', `/datasets/${made.id}`)
    expect([gone.status, gone.text]).toEqual([204, ''])
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['GET', '/pairs'],
      ['GET', '/prompts'],
      ['GET', '/statistics'],
    ]) {
      const { status, body } = await server.ask(method, `/datasets/${made.id}${path}`)
      expect([status, body.error.code, body.error.message], `${method} ${path}`).toEqual([404, 'not-found', expect.stringContaining('Restore it')])
    }
    expect((await server.ask('GET', '/datasets')).body.datasets).toEqual([])
    expect((await server.ask('POST', `/datasets/${made.id}/restore`)).body.name).toBe('second')
  })

  test('pairs: pages, filters, counts, deleted and restored', async () => {
    const server = await newServer()
    const { datasetId, pairIds, voterId } = await fillStore(server.store, 5)
    const first = await server.ask('GET', `/datasets/${datasetId}/pairs?limit=2`)
    expect(first.body).toMatchObject({ total: 5, pairs: [{ id: pairIds[4] }, { id: pairIds[3] }] })
    expect(first.body.pairs[0].pictures[0].generation).toEqual({ seed: 8 })
    const second = await server.ask('GET', `/datasets/${datasetId}/pairs?limit=200&cursor=${first.body.next}`)
    expect(second.body.pairs.map(({ id }: { id: string }) => id)).toEqual([pairIds[2], pairIds[1], pairIds[0]])
    expect(second.body.next).toBeUndefined()
    const counts = { all: 5, unvoted: 4, voted: 1, pick: 1, tie: 0, 'both-bad': 0, skip: 0, 'held-out': 0 }
    for (const [state, total] of Object.entries(counts)) {
      expect((await server.ask('GET', `/datasets/${datasetId}/pairs?state=${state}`)).body, state).toMatchObject({ total })
      expect((await server.ask('GET', `/datasets/${datasetId}/pairs?state=${state}&voterId=${voterId}`)).body, state).toMatchObject({ total })
    }
    expect((await server.ask('GET', `/datasets/${datasetId}/pairs?search=BLUE`)).body.total).toBe(0)
    const one = await server.ask('GET', `/pairs/${pairIds[0]}`)
    expect(one.body.votes).toMatchObject([{ voterId, choice: { kind: 'pick', position: 0 } }])
    expect((await server.ask('DELETE', `/pairs/${pairIds[0]}`)).status).toBe(204)
    expect((await server.ask('GET', `/pairs/${pairIds[0]}`)).status).toBe(404)
    expect((await server.ask('GET', `/datasets/${datasetId}`)).body.counts).toMatchObject({ pairs: 4, votes: 0 })
    expect((await server.ask('POST', `/pairs/${pairIds[0]}/restore`)).body.votes).toHaveLength(1)
    expect((await server.ask('GET', `/datasets/${datasetId}/prompts`)).body).toMatchObject({ prompts: [{ text: 'a red flower', pairs: 5 }] })
  })

  test('voters vote: shown blind, stored once, undone, refused with a reason', async () => {
    const server = await newServer()
    const { datasetId, pairIds } = await fillStore(server.store, 6)
    const { status, body: voter } = await server.ask('POST', '/voters', { name: 'Grace' })
    expect(status).toBe(201)
    expect((await server.ask('PATCH', `/voters/${voter.id}`, { name: 'Grace H.' })).body.name).toBe('Grace H.')
    expect((await server.ask('GET', '/voters')).body.voters).toHaveLength(2)
    const drawn = await server.ask('POST', `/datasets/${datasetId}/showings`, { voterId: voter.id, count: 3 })
    expect(drawn.body).toMatchObject({ remaining: 6, voted: 0, total: 6 })
    const [shown] = drawn.body.showings
    expect(Object.keys(shown.pictures[0]).sort()).toEqual(['hash', 'height', 'width'])
    const common = { voterId: voter.id, clientVersion: '1', votedAt: '2026-01-02T03:04:05.678+02:00' }
    const vote = { id: randomUUID(), kind: 'vote', showingId: shown.id, choice: { kind: 'pick', position: 1 }, ...common }
    const undo = { id: randomUUID(), kind: 'undo', undoes: vote.id, ...common }
    const stray = { id: randomUUID(), kind: 'vote', showingId: 's-none', choice: { kind: 'tie' }, ...common }
    const stored = await server.ask('POST', '/vote-events', { events: [vote, stray, vote] })
    expect(stored.body.results).toMatchObject([
      { id: vote.id, status: 'stored' },
      { id: stray.id, status: 'refused', error: { code: 'not-found' } },
      { id: vote.id, status: 'duplicate' },
    ])
    expect(server.store.votes.get(vote.id)?.votedAt).toBe('2026-01-02T01:04:05.678Z')
    expect((await server.ask('POST', `/datasets/${datasetId}/showings`, { voterId: voter.id })).body).toMatchObject({ remaining: 5, voted: 1 })
    expect((await server.ask('POST', '/vote-events', { events: [undo] })).body.results[0].status).toBe('stored')
    expect((await server.ask('GET', `/pairs/${shown.pairId}`)).body.votes.filter((v: { voterId: string }) => v.voterId === voter.id)).toEqual([])
    const statistics = await server.ask('GET', `/datasets/${datasetId}/statistics`)
    expect(statistics.body.voters).toMatchObject([{ votes: 1, picks: 1, medianResponseMs: 800 }])
    const again = await server.ask('POST', `/pairs/${pairIds[0]}/showings`, { voterId: voter.id })
    expect(again.body).toMatchObject({ pairId: pairIds[0], datasetId })
    expect(again.body.comparisonId).toBeUndefined()
  })

  test('sampling: pairs come, are counted, and the same seed gives the same pictures', async () => {
    const server = await newServer()
    const { body: dataset } = await server.ask('POST', '/datasets', { name: 'drawn' })
    const request = { modelId: COLOURS, prompts: ['red', 'green'], pairsPerPrompt: 2, seed: 11 }
    const started = await server.ask('POST', `/datasets/${dataset.id}/samples`, request)
    expect(started.status).toBe(202)
    const job = await ended(server, started)
    expect(job).toMatchObject({ kind: 'sample', status: 'finished', datasetId: dataset.id, result: { pairs: 4, pictures: 8 } })
    const pairs = await server.ask('GET', `/datasets/${dataset.id}/pairs`)
    expect(pairs.body.total).toBe(4)
    const hashes = (answer: { body: { pairs: { pictures: { hash: string }[] }[] } }): string[] =>
      answer.body.pairs.flatMap(({ pictures }) => pictures.map(({ hash }) => hash))
    const { body: other } = await server.ask('POST', '/datasets', { name: 'drawn again' })
    await ended(server, await server.ask('POST', `/datasets/${other.id}/samples`, request))
    expect(hashes(await server.ask('GET', `/datasets/${other.id}/pairs`))).toEqual(hashes(pairs))
    const fours = await ended(server, await server.ask('POST', `/datasets/${other.id}/samples`, { ...request, picturesPerPair: 4, seed: undefined }))
    expect(fours.result).toMatchObject({ pairs: 4, pictures: 16 })
    expect((await server.ask('GET', '/jobs')).body.jobs).toHaveLength(3)
    expect((await server.ask('POST', `/jobs/${fours.id}/stop`)).body.status).toBe('finished')
    for (const wrong of [{ modelId: 'none' }, { pairsPerPrompt: 1000, prompts: Array(20).fill('red') }, { lora: { loraId: 'l-none', strength: 1 } }])
      expect((await server.ask('POST', `/datasets/${dataset.id}/samples`, { ...request, ...wrong })).status).toBeOneOf([400, 404])
  })
})

describe('runs and LoRAs', () => {
  test('runs: listed, renamed, deleted with their LoRAs, restored', async () => {
    const server = await newServer()
    const { runId, loraId, hash } = await fillStore(server.store)
    expect((await server.ask('GET', '/runs')).body.runs).toMatchObject([{ id: runId, status: 'finished', loraId }])
    expect((await server.ask('PATCH', `/runs/${runId}`, { name: 'better' })).body.name).toBe('better')
    expect((await server.ask('GET', `/runs/${runId}`)).body.name).toBe('better')
    const { body } = await server.ask('GET', `/runs/${runId}/metrics`)
    expect(body.metrics.map(({ kind }: { kind: string }) => kind)).toEqual(['step', 'evaluation', 'alarm'])
    expect((await server.ask('GET', `/runs/${runId}/metrics?after=${body.metrics[0].seq}`)).body.metrics).toHaveLength(2)
    expect((await server.ask('GET', `/runs/${runId}/samples`)).body).toEqual({
      checkpoints: [{ step: 1, loraId, samples: [{ hash, prompt: 'a red flower', seed: 7, width: 2, height: 2 }] }],
    })
    for (const action of ['pause', 'stop']) expect((await server.ask('POST', `/runs/${runId}/${action}`)).body.error.code, action).toBe('conflict')
    expect((await server.ask('DELETE', `/runs/${runId}`)).status).toBe(204)
    expect((await server.ask('GET', '/loras')).body.loras).toEqual([])
    expect((await server.ask('POST', `/runs/${runId}/restore`)).status).toBe(200)
    expect((await server.ask('GET', '/loras')).body.loras).toHaveLength(1)
  })

  test('LoRAs: renamed, downloaded, exported under names that are free, deleted and restored', async () => {
    const server = await newServer()
    const { loraId, voterId } = await fillStore(server.store)
    expect((await server.ask('GET', `/loras/${loraId}`)).body).toMatchObject({ name: 'first LoRA', votes: 1, method: 'see-diffusion-dpo' })
    expect((await server.ask('PATCH', `/loras/${loraId}`, { name: 'mine "ü"' })).status).toBe(200)
    const file = await server.ask('GET', `/loras/${loraId}/file`)
    expect([file.status, file.text]).toEqual([200, 'weights'])
    expect(file.headers['content-disposition']).toBe(`attachment; filename="mine ___.safetensors"; filename*=UTF-8''mine%20%22%C3%BC%22.safetensors`)
    for (const name of ['mine', 'mine-2']) {
      const exported = await server.ask('POST', `/loras/${loraId}/export`, { name: 'mine' })
      expect(exported.status).toBe(201)
      expect(exported.body.path).toBe(join(server.store.folder, 'exported-loras', `${name}.safetensors`))
      expect(readFileSync(exported.body.path, 'utf8')).toBe('weights')
    }
    expect((await server.ask('POST', `/loras/${loraId}/export`, { name: 'ü'.repeat(120) })).body.error).toMatchObject({
      code: 'invalid-request',
      field: '/name',
    })
    expect((await server.ask('GET', `/loras/${loraId}/votes?limit=1`)).body).toMatchObject({ total: 1, votes: [{ voterId, choice: { kind: 'pick' } }] })
    expect((await server.ask('DELETE', `/loras/${loraId}`)).status).toBe(204)
    expect((await server.ask('GET', `/loras/${loraId}/file`)).status).toBe(404)
    expect((await server.ask('POST', `/loras/${loraId}/restore`)).body.id).toBe(loraId)
  })
})

describe('comparisons', () => {
  test('drawn row by row, voted on blindly, deleted and restored', async () => {
    const server = await newServer()
    const { datasetId, loraId, voterId } = await fillStore(server.store)
    const columns = [{ strength: 1 }, { loraId, strength: 0.8 }, { loraId, strength: -1 }]
    const { status, body } = await server.ask('POST', '/comparisons', { datasetId, modelId: COLOURS, columns, rows: 18, blind: [0, 2] })
    expect(status).toBe(202)
    expect(body.comparison).toMatchObject({ name: 'base against first LoRA at -1', modelId: COLOURS, blind: [0, 2], result: { wins: 0, open: 0 } })
    expect(await ended(server, { body: body.job })).toMatchObject({ status: 'finished', result: { pictures: 54, pairs: 18 } })
    const detail = await server.ask('GET', `/comparisons/${body.comparison.id}`)
    expect(detail.body.grid).toHaveLength(18)
    expect(detail.body.grid[0].pictures).toHaveLength(3)
    expect(detail.body.comparison).toMatchObject({ rows: 18, result: { open: 18 } })
    const drawn = await server.ask('POST', `/comparisons/${body.comparison.id}/showings`, { voterId, count: 2 })
    expect(drawn.body.showings).toMatchObject([{ comparisonId: body.comparison.id }, { comparisonId: body.comparison.id }])
    const vote = {
      id: randomUUID(),
      kind: 'vote',
      showingId: drawn.body.showings[0].id,
      voterId,
      choice: { kind: 'pick', position: 1 },
      clientVersion: '1',
      votedAt: new Date().toISOString(),
    }
    await server.ask('POST', '/vote-events', { events: [vote] })
    const { comparison } = (await server.ask('GET', `/comparisons/${body.comparison.id}`)).body
    expect(comparison.result).toMatchObject({ wins: 1, losses: 0, open: 17, rate: { count: 1, of: 1, share: 1 } })
    // The dataset's own pairs and votes are untouched.
    expect((await server.ask('GET', `/datasets/${datasetId}`)).body.counts).toMatchObject({ pairs: 4, votes: 1 })
    expect((await server.ask('DELETE', `/comparisons/${comparison.id}`)).status).toBe(204)
    expect((await server.ask('GET', '/comparisons')).body.comparisons).toHaveLength(1)
    expect((await server.ask('POST', `/comparisons/${comparison.id}/restore`)).body.rows).toBe(18)
    for (const wrong of [{ blind: [0, 0] }, { blind: [0, 7] }, { modelId: 'none' }, { columns: [{ loraId: 'l-none', strength: 1 }, { strength: 1 }] }])
      expect((await server.ask('POST', '/comparisons', { datasetId, modelId: COLOURS, columns, ...wrong })).status).toBeOneOf([400, 404])
  })
})

describe('import and export', () => {
  test('files are sent, previewed, written, exported and taken as a zip file', async () => {
    const server = await newServer()
    const opened = await server.ask('POST', '/imports', { format: 'pictures' })
    expect(opened.status).toBe(201)
    const { id } = opened.body
    const send = (name: string, body: Uint8Array | string) =>
      server.ask('PUT', `/imports/${id}/files?name=${encodeURIComponent(name)}`, body, { 'content-type': 'application/octet-stream' })
    for (let i = 0; i < 4; i++) {
      expect((await send(`flowers/${i}.png`, picture(i))).status).toBe(204)
      expect((await send(`flowers/${i}.txt`, 'a rose')).status).toBe(204)
    }
    expect((await send('flowers/0.png', picture(9))).body.error.code).toBe('conflict')
    expect((await server.ask('GET', `/imports/${id}`)).body).toMatchObject({ files: 8, format: 'pictures' })
    expect(await ended(server, await server.ask('POST', `/imports/${id}/preview`))).toMatchObject({ kind: 'preview', status: 'finished' })
    const { body } = await server.ask('GET', `/imports/${id}`)
    expect(body.preview).toMatchObject({ pictures: 4, pairs: 2, prompts: [{ text: 'a rose', pictures: 4, pairs: 2 }], problemCount: 0 })
    for (const wrong of [{}, { name: 'x', datasetId: 'd-x' }]) expect((await server.ask('POST', `/imports/${id}/commit`, wrong)).status).toBe(400)
    const job = await ended(server, await server.ask('POST', `/imports/${id}/commit`, { name: 'roses' }))
    expect(job).toMatchObject({ kind: 'import', status: 'finished', result: { pairs: 2, pictures: 4, votes: 0 } })
    expect((await server.ask('GET', `/datasets/${job.datasetId}`)).body).toMatchObject({ name: 'roses', source: 'imported', counts: { pairs: 2 } })
    expect((await server.ask('GET', `/imports/${id}`)).status).toBe(404)
    expect(existsSync(join(server.folder, 'incoming', id))).toBe(false)

    const exported = await ended(server, await server.ask('POST', `/datasets/${job.datasetId}/exports`, { format: 'jsonl' }))
    expect(exported).toMatchObject({ status: 'finished', result: { pairs: 2, pictures: 4 } })
    const archive = await server.ask('GET', `/exports/${exported.result.exportId}/archive`)
    expect([archive.status, archive.headers['content-type']]).toEqual([200, 'application/zip'])
    const files = unzipSync(Buffer.from(archive.text, 'latin1'))
    expect(Object.keys(files)).toHaveLength(5)
    expect(new TextDecoder().decode(files[`${exported.result.exportId}/votes.jsonl`])).toContain('a rose')
    expect((await server.ask('GET', '/exports/e-none/archive')).body.error.code).toBe('not-found')
  })

  test('a folder of this machine is read where the host allows it, and nowhere else', async () => {
    const folder = newFolder()
    for (let i = 0; i < 2; i++) {
      writeFileSync(join(folder, `${i}.png`), picture(i))
      writeFileSync(join(folder, `${i}.txt`), 'a tulip')
    }
    const server = await newServer({ colours: { importRoots: [folder] } })
    const { body } = await server.ask('POST', '/imports', { format: 'pictures', path: folder })
    const sent = await server.ask('PUT', `/imports/${body.id}/files?name=a.png`, picture(1), { 'content-type': 'application/octet-stream' })
    expect(sent.body.error.code).toBe('conflict')
    const { body: dataset } = await server.ask('POST', '/datasets', { name: 'tulips' })
    const job = await ended(server, await server.ask('POST', `/imports/${body.id}/commit`, { datasetId: dataset.id }))
    expect(job.result).toMatchObject({ pairs: 1 })
    expect((await server.ask('GET', `/datasets/${dataset.id}`)).body.source).toBe('imported')
    expect((await server.ask('POST', '/imports', { format: 'pictures', path: dirname(folder) })).body.error.code).toBe('forbidden')
  })

  test('an import that is dropped leaves nothing', async () => {
    const server = await newServer()
    const { body } = await server.ask('POST', '/imports', { format: 'pictures' })
    await server.ask('PUT', `/imports/${body.id}/files?name=a.png`, picture(1), { 'content-type': 'application/octet-stream' })
    expect((await server.ask('DELETE', `/imports/${body.id}`)).status).toBe(204)
    expect(existsSync(join(server.folder, 'incoming', body.id))).toBe(false)
    expect((await server.ask('DELETE', `/imports/${body.id}`)).status).toBe(404)
  })
})

describe('training', () => {
  test('what it needs, a run that is paused, goes on and is stopped, and what it made', async () => {
    const server = await newServer({ host: createDemoHost })
    const { datasetId } = await demoVotes(server.store, createDemoHost({ dataFolder: server.folder }), { pairs: 14, votes: 12 })
    const methods = await server.ask('GET', `/methods?modelId=${DEMO_MODEL_ID}`)
    expect(methods.body.methods.map(({ name }: { name: string }) => name)).toContain('see-diffusion-dpo')
    const request = { datasetId, modelId: DEMO_MODEL_ID, settings: { ...QUICK, steps: 2000, samples: 1, draws: 2, evaluateEvery: 1000 } }
    const estimate = await server.ask('POST', '/runs/estimate', request)
    expect(estimate.body).toMatchObject({ problems: [] })
    const { status, body: run } = await server.ask('POST', '/runs', request)
    expect(status).toBe(201)
    const reaches = async (done: (run: Run) => boolean): Promise<Run> => {
      for (;;) {
        const { body } = await server.ask('GET', `/runs/${run.id}`)
        if (done(body)) return body
        if (body.status === 'failed') expect.unreachable(JSON.stringify(body))
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
    await reaches(({ step = 0 }) => step >= 3)
    expect((await server.ask('POST', `/runs/${run.id}/pause`)).body.status).toBe('paused')
    expect((await server.ask('DELETE', `/runs/${run.id}`)).body.error.code).toBe('conflict')
    expect((await server.ask('POST', `/runs/${run.id}/resume`)).body.status).toBe('running')
    expect((await server.ask('POST', `/runs/${run.id}/stop`)).body.status).toBe('stopping')
    const stopped = await reaches(({ status }) => status === 'stopped')
    expect(stopped.votes).toBe(estimate.body.votes)
    const { metrics } = (await server.ask('GET', `/runs/${run.id}/metrics`)).body
    expect(metrics.length).toBeGreaterThan(3)
    const { checkpoints } = (await server.ask('GET', `/runs/${run.id}/samples`)).body
    expect((await server.ask('GET', `/images/${checkpoints[0].samples[0].hash}`)).status).toBe(200)
  }, 150_000)
})

test('no route is without a request here that it answered', () => {
  expect(API_ROUTES.map(({ operationId }) => operationId).filter((id) => !answered.has(id))).toEqual(['openEvents'])
})
