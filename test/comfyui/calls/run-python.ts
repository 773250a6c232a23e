/**
 * Runs a Python script of this folder with one ComfyUI's interpreter and modules (run.py), without a server: for checks of numbers
 * that no HTTP route gives out.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import type { ComfyuiInstall } from '../find-comfyui.ts'
import { PACK } from '../start-comfyui.ts'

/** For a hook around a run, which takes some 10 s on a quiet machine; the script is killed a little earlier. */
export const PYTHON_MS = 300_000

/** A base folder for all tests of the describing block, removed after them; call the result in hooks and tests only. */
export function sharedFolder(): () => string {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'see-dpo-calls-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return () => folder
}

/** The script's result; files that it saved lie in `base`. */
export async function runPython<Result>(install: ComfyuiInstall, script: string, base: string, input: object = {}): Promise<Result> {
  const inputFile = join(base, 'input.json')
  writeFileSync(inputFile, JSON.stringify({ pack: PACK, base, ...input }))
  const env = { ...process.env, HF_HUB_OFFLINE: '1', PYTHONDONTWRITEBYTECODE: '1', OMP_NUM_THREADS: '1' }
  const child = spawn(install.python, [join(import.meta.dirname, 'run.py'), script, inputFile], { cwd: install.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  const killIt = (): void => void child.kill('SIGKILL')
  process.once('exit', killIt)
  const timer = setTimeout(killIt, PYTHON_MS - 10_000)
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  clearTimeout(timer)
  process.off('exit', killIt)
  const resultFile = join(base, 'result.json')
  if (code !== 0 || !existsSync(resultFile)) throw new Error(`${script}, ComfyUI ${install.version}: ended with ${code}\n${output.slice(-6000)}`)
  return JSON.parse(readFileSync(resultFile, 'utf8'))
}
