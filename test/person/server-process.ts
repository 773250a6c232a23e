/** `npm start` as a person has it: a process on a port of its own, which can be killed and started again on the same one. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { resolve } from 'node:path'
import { expect, onTestFinished } from 'vitest'

const MAIN = resolve(import.meta.dirname, '../../src/server/main.ts')

export interface ServerProcess {
  /** As it is printed: it works once. */
  address: string
  /** As a power cut does it. */
  kill(): Promise<void>
  /** Ctrl+C; resolves with the exit code. */
  end(): Promise<number | null>
}

/** Resolves when the address is printed. */
export async function startProcess(folder: string, port: number): Promise<ServerProcess> {
  const child = spawn(process.execPath, [MAIN, '--data', folder, '--port', String(port)], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    return ended
  }
  onTestFinished(async () => void (await end('SIGKILL')))
  await expect.poll(() => output, { timeout: 60_000 }).toMatch(/http:\S+\n/)
  return {
    address: (/http:\S+/.exec(output) as RegExpExecArray)[0],
    kill: async () => void (await end('SIGKILL')),
    end: () => end('SIGINT'),
  }
}

/** Free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => probe.once('listening', resolve))
  const { port } = probe.address() as { port: number }
  await new Promise((resolve) => probe.close(resolve))
  return port
}
