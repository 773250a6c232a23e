/**
 * Runs a program that measures something and prints one JSON value as its last line. Ours are children of this project, peers
 * are Python scripts.
 */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { RunError } from '../src/errors.ts'

/** Runs `bench/children/NAME.ts` under this Node with `argument`. */
export function runOurs<Result>(name: string, argument: unknown): Promise<Result> {
  return runProgram(process.execPath, [join(import.meta.dirname, 'children', `${name}.ts`), JSON.stringify(argument)])
}

/** Runs `bench/peers/NAME.py` under `python` with `argument`. */
export function runPeer<Result>(python: string, name: string, argument: unknown): Promise<Result> {
  return runProgram(python, [join(import.meta.dirname, 'peers', `${name}.py`), JSON.stringify(argument)])
}

async function runProgram<Result>(program: string, args: readonly string[]): Promise<Result> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  child.on('error', (cause) => reject(new RunError('child', `${program} could not be started: ${cause.message}. Check the path.`, { cause })))
  child.on('close', (code, signal) => {
    if (code === 0) resolve(output.stdout)
    else reject(new RunError('child', `${args[0]} ended with ${signal ?? `exit code ${code}`}: ${output.stderr.trim().split('\n').slice(-8).join('\n')}`))
  })
  const last = (await promise).trim().split('\n').at(-1) ?? ''
  try {
    return JSON.parse(last)
  } catch (cause) {
    throw new RunError('child', `${args[0]}: expected JSON as its last line, got '${last.slice(0, 200)}'.`, { cause })
  }
}
