/**
 * A real ComfyUI on this machine's processor, on a free port, with a folder of its own for everything it reads and writes, and
 * this checkout as its only pack. Which versions there are is left to find-comfyui.ts; tests get theirs by each-comfyui.ts.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ComfyuiInstall } from './find-comfyui.ts'

/** The checkout under test. */
export const PACK = resolve(import.meta.dirname, '../..')

/** The pack's folder in custom_nodes, and so in `/extensions/`. */
export const PACK_NAME = 'comfyui-see-dpo'

export interface StartComfyuiOptions {
  /** Behind our own arguments. */
  args?: readonly string[]
  env?: Readonly<Record<string, string | undefined>>
  /** The pack's folder; null starts ComfyUI without any. */
  pack?: string | null
  /** Puts models, pictures and other packs into the base folder before the start. */
  prepare?(base: string): void
  /** A folder that an earlier one has used; it stays when this one stops. */
  base?: string
  /** That an earlier one has had, so that its page finds this one. */
  port?: number
}

export interface RunningComfyui {
  readonly install: ComfyuiInstall
  readonly port: number
  /** `http://127.0.0.1:PORT`, without a slash. */
  readonly url: string
  /** Holds custom_nodes, models, input, output, temp, user. */
  readonly base: string
  readonly child: ChildProcess
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  /** What it has written so far, without colours. */
  log(): string
  /** Resolves when the log matches, from `from` on; rejects with the log's end after `timeoutMs`, or when the process has ended without. */
  says(pattern: RegExp, timeoutMs?: number, from?: number): Promise<RegExpExecArray>
  /** Ctrl+C, and SIGKILL where that doesn't help; removes the folder unless it was given. */
  stop(): Promise<void>
}

/** A test runner that is killed runs no hooks; Linux can be asked to kill what it has started (prctl(2), PR_SET_PDEATHSIG). */
const DIES_WITH_US = 'import ctypes, os, sys; ctypes.CDLL(None).prctl(1, 9); os.execv(sys.executable, [sys.executable, *sys.argv[1:]])'

const BOOT_MS = 240_000
const STOP_MS = 20_000
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
const COLOURS = /\u001b\[[0-9;]*m/g

/** Resolves when /system_stats answers. Extra arguments may change the scheme: `url` follows `--tls-certfile`. */
export async function startComfyui(install: ComfyuiInstall, options: StartComfyuiOptions = {}): Promise<RunningComfyui> {
  const running = await spawnComfyui(install, options)
  try {
    await untilReady(running)
  } catch (error) {
    await running.stop()
    throw error
  }
  return running
}

/** Without waiting: for what ends by itself, as `--quick-test-for-ci` does. */
export async function spawnComfyui(install: ComfyuiInstall, options: StartComfyuiOptions = {}): Promise<RunningComfyui> {
  const base = options.base ?? mkdtempSync(join(tmpdir(), 'see-dpo-comfyui-'))
  layOut(base, options)
  const port = options.port ?? (await freePort())
  const args = ['main.py', '--base-directory', base, '--cpu', '--port', String(port), '--disable-auto-launch']
  args.push('--database-url', `sqlite:///${join(base, 'user', 'c.db')}`, ...(options.args ?? []))
  // Nothing is asked of the network, and a second test run must not wait for this one's caches.
  const env = { ...process.env, HF_HUB_OFFLINE: '1', ...options.env }
  const child = spawn(install.python, process.platform === 'linux' ? ['-c', DIES_WITH_US, ...args] : args, {
    cwd: install.folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const killIt = (): void => void child.kill('SIGKILL')
  process.once('exit', killIt)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('error', (error) => (output += `\n${error.message}\n`))
    child.once('close', (code, signal) => {
      process.off('exit', killIt)
      resolve({ code, signal })
    })
  })
  const log = (): string => output.replace(COLOURS, '')

  return {
    install,
    port,
    url: `${args.includes('--tls-certfile') ? 'https' : 'http'}://127.0.0.1:${port}`,
    base,
    child,
    ended,
    log,
    async says(pattern, timeoutMs = 30_000, from = 0) {
      const until = performance.now() + timeoutMs
      for (;;) {
        const isOver = child.exitCode !== null || child.signalCode !== null || performance.now() > until
        const found = pattern.exec(log().slice(from))
        if (found) return found
        if (isOver) throw new Error(`ComfyUI ${install.version}: expected ${pattern} in its log, which ends with:\n${log().slice(-4000)}`)
        await pause(20)
      }
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT')
      const timer = setTimeout(killIt, STOP_MS)
      await ended
      clearTimeout(timer)
      // A child of it may still be writing its last file.
      if (options.base === undefined) rmSync(base, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 })
    },
  }
}

function layOut(base: string, { pack = PACK, prepare }: StartComfyuiOptions): void {
  for (const name of ['custom_nodes', 'models', 'input', 'output', 'temp', 'user']) mkdirSync(join(base, name), { recursive: true })
  const link = join(base, 'custom_nodes', PACK_NAME)
  rmSync(link, { force: true })
  if (pack !== null) symlinkSync(pack, link, 'junction')
  prepare?.(base)
}

/** Below the ports that systems give to outgoing connections, which a busy test run would have taken by the time ComfyUI listens. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    const isFree = await new Promise<boolean>((resolve) => {
      const probe = createServer()
      probe.once('error', () => resolve(false))
      probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (isFree) return port
  }
}

async function untilReady(comfyui: RunningComfyui): Promise<void> {
  const until = performance.now() + BOOT_MS
  while (comfyui.child.exitCode === null && comfyui.child.signalCode === null && performance.now() < until) {
    if (comfyui.url.startsWith('https:') ? /To see the GUI go to/.test(comfyui.log()) : await isAnswering(comfyui.url)) return
    await pause(100)
  }
  throw new Error(
    `ComfyUI ${comfyui.install.version}: expected an answer within ${BOOT_MS / 1000} s, got none. Its log ends with:\n${comfyui.log().slice(-4000)}`,
  )
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/system_stats`)
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
