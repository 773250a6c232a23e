/**
 * `npm start` as a process: what it prints, whom it lets in after a restart or a kill, how it ends, and that it never loads a
 * native module.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { API_ROUTES } from '../../src/server/api/api-routes.ts'
import { newFolder } from '../preferences/new-store.ts'
import { type Answer, ask } from './ask.ts'

const MAIN = resolve(import.meta.dirname, '../../src/server/main.ts')

interface Started {
  child: ChildProcess
  output(): string
  /** Waits until the output matches. */
  says(pattern: RegExp): Promise<RegExpExecArray>
  ended: Promise<{ code: number | null; signal: string | null }>
}

function start(args: readonly string[], options: { stdin?: string; node?: readonly string[]; env?: Record<string, string> } = {}): Started {
  const child = spawn(process.execPath, [...(options.node ?? []), MAIN, ...args], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, ...options.env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })))
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  if (options.stdin !== undefined) child.stdin?.write(options.stdin)
  return {
    child,
    output: () => output,
    ended,
    async says(pattern) {
      for (let waited = 0; waited < 30_000; waited += 20) {
        const found = pattern.exec(output)
        if (found) return found
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      return expect.unreachable(`no ${pattern} in: ${output}`)
    },
  }
}

const ADDRESS = /http:\/\/127\.0\.0\.1:(\d+)(\/see-dpo\/enter\?token=[\w-]{43})/

/** Opens the printed address; gives the port and the session's cookie. */
async function enter(server: Started): Promise<{ port: number; cookie: string }> {
  const [, port, path] = await server.says(ADDRESS)
  const { headers } = await ask(Number(port), { path })
  return { port: Number(port), cookie: headers['set-cookie']?.[0].split(';')[0] ?? '' }
}
const status = (port: number, cookie: string): Promise<Answer> => ask(port, { path: '/see-dpo/api/status', headers: { cookie } })

describe('a person starts it', () => {
  test('one address, where things are kept, and a session that outlives a restart and a kill', async () => {
    const folder = join(newFolder(), 'data')
    const first = start(['--data', folder, '--port', '0'])
    const { port, cookie } = await enter(first)
    expect(first.output()).toContain(`kept in ${folder}`)
    expect(first.output().match(/http:/g)).toHaveLength(1)
    expect((await status(port, cookie)).status).toBe(200)
    if (process.platform !== 'win32') {
      expect(statSync(join(folder, 'token')).mode & 0o777).toBe(0o600)
      expect(statSync(folder).mode & 0o777).toBe(0o700)
    }
    const token = readFileSync(join(folder, 'token'), 'utf8').trim()
    first.child.kill('SIGKILL')
    await first.ended

    const second = start(['--data', folder, '--port', '0'])
    const [, secondPort, path] = await second.says(ADDRESS)
    expect((await status(Number(secondPort), cookie)).status).toBe(200)
    expect((await ask(Number(secondPort), { path: '/see-dpo/api/status', headers: { authorization: `Bearer ${token}` } })).status).toBe(200)
    // The old address opens nothing any more.
    expect(path).not.toContain(cookie)
    second.child.kill('SIGINT')
    expect(await second.ended).toEqual({ code: 0, signal: null })
    expect(second.output()).toContain('Ending;')
    expect(existsSync(join(folder, 'lock'))).toBe(false)

    // Nobody has been in for a session that the database doesn't know.
    const third = start(['--data', join(newFolder(), 'data'), '--port', '0'])
    const [, thirdPort] = await third.says(ADDRESS)
    expect((await status(Number(thirdPort), cookie)).status).toBe(401)
  })

  test('a second one on the same folder is refused in a sentence, and the first lives on', async () => {
    const folder = join(newFolder(), 'data')
    const first = start(['--data', folder, '--port', '0'])
    const { port, cookie } = await enter(first)
    const second = start(['--data', folder, '--port', '0'])
    expect((await second.ended).code).toBe(1)
    expect(second.output()).toMatch(/in use by another see-dpo server \(process \d+\)/)
    expect(second.output()).not.toContain('    at ')
    expect((await status(port, cookie)).status).toBe(200)
  })

  test('the next port where the default one is taken, and none other than the chosen one', async () => {
    const blocker = createServer().listen(7333, '127.0.0.1')
    onTestFinished(() => void blocker.close())
    await new Promise((resolve) => blocker.once('listening', resolve).once('error', resolve))
    const next = start(['--data', join(newFolder(), 'data')])
    const [, port] = await next.says(ADDRESS)
    expect(Number(port)).toBeGreaterThan(7333)
    expect(Number(port)).toBeLessThan(7360)
    await next.says(/Port 7333 is in use by another program, so this is \d+/)
    const chosen = start(['--data', join(newFolder(), 'data'), '--port', '7333'])
    expect((await chosen.ended).code).toBe(1)
    expect(chosen.output()).toContain('port 7333: expected a free one')
  })

  test.each([
    [['--listen', '0.0.0.0'], '--allow-remote'],
    [['--listen', 'example.org'], 'expected an IP address'],
    [['--origin', 'pictures.example'], 'expected an origin'],
    [['--origin', 'https://pictures.example/path'], 'expected an origin'],
    [['--port', '70000'], 'from 0 to 65535'],
    [['--prot', '1'], "'--prot'"],
    [['here'], 'here'],
  ])('%j is refused in words', async (args, words) => {
    const server = start([...args, '--data', join(newFolder(), 'data')])
    expect((await server.ended).code).toBe(1)
    expect(server.output()).toContain(words)
    expect(server.output()).not.toContain('    at ')
  })

  test('--help', async () => {
    const server = start(['--help'])
    expect((await server.ended).code).toBe(0)
    for (const option of ['--data', '--port', '--listen', '--allow-remote', '--origin', '--token-stdin']) expect(server.output()).toContain(`\n  ${option}`)
  })

  test('with --allow-remote it says what that means, and takes any address of its own but no name', async () => {
    const server = start(['--data', join(newFolder(), 'data'), '--port', '0', '--listen', '0.0.0.0', '--allow-remote'])
    const [, port] = await server.says(ADDRESS)
    await server.says(/not encrypted/)
    const page = (host: string): Promise<Answer> => ask(Number(port), { path: '/see-dpo/', headers: { host } })
    expect((await page(`192.0.2.7:${port}`)).status).toBe(200)
    expect((await page(`[2001:db8::7]:${port}`)).status).toBe(200)
    expect((await page(`rebound.example:${port}`)).status).toBe(403)
    expect((await page('192.0.2.7:1')).status).toBe(403)
  })

  test('a kept token that is none is replaced', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'token'), 'short')
    const server = start(['--data', folder, '--port', '0'])
    await server.says(ADDRESS)
    expect(readFileSync(join(folder, 'token'), 'utf8')).toMatch(/^[\w-]{43}\n$/)
  })
})

describe('the host starts it', () => {
  const TOKEN = 'the-host-has-made-this-token-0001'

  test('one line of JSON, the token from stdin, and an end with its parent', async () => {
    const folder = join(newFolder(), 'data')
    const server = start(['--data', folder, '--token-stdin', '--origin', 'http://127.0.0.1:8188'], { stdin: `${TOKEN}\n` })
    const [line] = await server.says(/^.*\n/)
    const { port } = JSON.parse(line)
    const headers = { authorization: `Bearer ${TOKEN}`, origin: 'http://127.0.0.1:8188' }
    expect((await ask(port, { path: '/see-dpo/api/status', headers })).status).toBe(200)
    expect(existsSync(join(folder, 'token'))).toBe(false)
    expect(server.output()).toBe(line)
    server.child.stdin?.end()
    expect(await server.ended).toEqual({ code: 0, signal: null })
    expect(existsSync(join(folder, 'lock'))).toBe(false)
  })

  test.each([
    ['too short', 'x\n'],
    ['with blanks', `${TOKEN} ${TOKEN}\n`],
  ])('a token that is %s is refused', async (_, stdin) => {
    const server = start(['--data', join(newFolder(), 'data'), '--token-stdin'], { stdin })
    expect((await server.ended).code).toBe(1)
    expect(server.output()).toContain('--token-stdin: expected a token')
    expect(server.output()).not.toContain(TOKEN)
  })

  test('an end of stdin before any token is refused', async () => {
    const server = start(['--data', join(newFolder(), 'data'), '--token-stdin'])
    server.child.stdin?.end()
    expect((await server.ended).code).toBe(1)
  })
})

test('no native module is in the process after every route was asked', async () => {
  const folder = newFolder()
  const report = join(folder, 'report.json')
  const server = start(['--data', join(folder, 'data'), '--token-stdin'], {
    stdin: 'the-host-has-made-this-token-0001\n',
    // Node's own report lists what the process has loaded, on a signal.
    node: ['--report-on-signal', `--report-directory=${folder}`, '--report-filename=report.json'],
  })
  const { port } = JSON.parse((await server.says(/^.*\n/))[0])
  const headers = { authorization: 'Bearer the-host-has-made-this-token-0001' }
  const call = async (method: string, path: string, body?: unknown): Promise<Answer> => ask(port, { method, path: `/see-dpo/api${path}`, headers, body })
  const { body: dataset } = await call('POST', '/datasets', { name: 'flowers' })
  const { body: models } = await call('GET', '/models')
  const [model] = models.models
  const { body: job } = await call('POST', `/datasets/${dataset.id}/samples`, {
    modelId: model.id,
    prompts: model.prompts.slice(0, 2),
    pairsPerPrompt: 1,
    steps: 1,
  })
  for (;;) {
    const { body } = await call('GET', `/jobs/${job.id}`)
    if (body.status === 'finished') break
    if (body.status !== 'queued' && body.status !== 'running') expect.unreachable(JSON.stringify(body))
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await call('POST', '/runs', { datasetId: dataset.id, modelId: model.id })
  for (const { method, path } of API_ROUTES) await ask(port, { method, path: path.replace(/\{\w+\}/g, dataset.id), headers })
  server.child.kill('SIGUSR2')
  for (let waited = 0; !existsSync(report) && waited < 10_000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20))
  await new Promise((resolve) => setTimeout(resolve, 200))
  const { sharedObjects } = JSON.parse(readFileSync(report, 'utf8'))
  expect(sharedObjects.length).toBeGreaterThan(0)
  expect(sharedObjects.filter((path: string) => /node_modules|\.node$|onnx|vips|sharp/.test(path) && !path.includes('bin/node'))).toEqual([])
  rmSync(report)
}, 120_000)
