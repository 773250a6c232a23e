/** Files on their way in: limits that many together can't pass, connections that end, servers that are killed. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { newFolder } from '../preferences/new-store.ts'
import { newServer, type TestServer } from './new-server.ts'

/** A busy machine is no fault. */
const PATIENT = { timeout: 20_000 }

const headers = { 'content-type': 'application/octet-stream' }
const open = async (server: TestServer): Promise<string> => (await server.ask('POST', '/imports', { format: 'pictures' })).body.id
const send = (server: TestServer, id: string, name: string, body: string | Uint8Array) =>
  server.ask('PUT', `/imports/${id}/files?name=${encodeURIComponent(name)}`, body, headers)

test('what an earlier server was sent is gone at the start', async () => {
  const dataFolder = newFolder()
  mkdirSync(join(dataFolder, 'incoming', 'i-old'), { recursive: true })
  writeFileSync(join(dataFolder, 'incoming', 'i-old', 'a.png'), 'x')
  await newServer({ dataFolder })
  expect(existsSync(join(dataFolder, 'incoming'))).toBe(false)
})

test('a connection that ends in the middle of a file leaves none of it', async () => {
  const server = await newServer()
  const id = await open(server)
  await new Promise<void>((resolve) => {
    const half = request({
      port: server.port,
      host: '127.0.0.1',
      method: 'PUT',
      path: `/see-dpo/api/imports/${id}/files?name=half.png`,
      headers: { ...headers, authorization: `Bearer ${server.token}`, 'content-length': '1000000' },
    })
    half.on('error', () => resolve())
    half.write(new Uint8Array(300_000), () => setTimeout(() => half.destroy(), 100))
    half.on('close', () => resolve())
  })
  await expect.poll(() => readdirSync(join(server.store.folder, 'incoming', id)), PATIENT).toEqual([])
  await expect.poll(async () => (await server.ask('GET', `/imports/${id}`)).body, PATIENT).toMatchObject({ files: 0, bytes: 0 })
  expect((await send(server, id, 'half.png', 'whole')).status).toBe(204)
})

test('many at the same time are all taken, and a name only once', async () => {
  const server = await newServer()
  const id = await open(server)
  const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => send(server, id, `folder ${i % 4}/${i % 20}.png`, `file ${i}`)))
  expect(answers.filter(({ status }) => status === 204)).toHaveLength(20)
  expect(answers.filter(({ body }) => body?.error.code === 'conflict')).toHaveLength(20)
  expect((await server.ask('GET', `/imports/${id}`)).body.files).toBe(20)
  // A file where a folder is, and the other way round.
  expect((await send(server, id, 'folder 0', 'x')).body.error.code).toBe('conflict')
  expect((await send(server, id, 'folder 0/0.png/x', 'x')).body.error.code).toBe('conflict')
})

test('imports that nobody finishes have an end', async () => {
  const server = await newServer()
  for (let i = 0; i < 20; i++) await open(server)
  const { status, body } = await server.ask('POST', '/imports', { format: 'pictures' })
  expect([status, body.error.code]).toEqual([429, 'too-many'])
})

test('an import of the wrong format fails with a reason, and can be begun anew', async () => {
  const server = await newServer()
  const { body } = await server.ask('POST', '/imports', { format: 'parquet' })
  await send(server, body.id, 'train.parquet', 'this is no parquet')
  const { body: job } = await server.ask('POST', `/imports/${body.id}/preview`)
  await expect.poll(async () => (await server.ask('GET', `/jobs/${job.id}`)).body.status, { timeout: 20_000 }).toMatch(/finished|failed/)
  const ended = (await server.ask('GET', `/jobs/${job.id}`)).body
  expect(ended.status === 'failed' ? ended.error.code : (await server.ask('GET', `/imports/${body.id}`)).body.preview.problemCount).not.toBe(0)
  expect(ended.error?.code).not.toBe('bug')
})
