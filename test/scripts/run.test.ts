/** scripts/run.mjs: it knows an installation from none, and is invisible between a program and its caller. Real installations are not tried here. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const lockFile = readFileSync(join(root, 'package-lock.json'), 'utf8')
const npmVariables = /^npm_/i
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !npmVariables.test(name)))

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'see-dpo run-'))
  mkdirSync(join(folder, 'scripts'))
  copyFileSync(join(root, 'scripts/run.mjs'), join(folder, 'scripts/run.mjs'))
  writeFileSync(join(folder, 'package-lock.json'), lockFile)
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Starts the launcher, as a program that is no npm would, so that a wrong guess about node_modules can't install anything. */
function run(program: string, ...programArguments: string[]): { status: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string } {
  writeFileSync(join(folder, 'program.ts'), program)
  return spawnSync(process.execPath, [join(folder, 'scripts/run.mjs'), 'program.ts', ...programArguments], { encoding: 'utf8', env: environment })
}

const linkModules = (): void => symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')

describe('with everything installed', () => {
  beforeEach(linkModules)

  test('arguments arrive as they are, on Node 24', () => {
    const result = run('console.log(JSON.stringify([process.version, ...process.argv.slice(2)]))', '--seed', '3', 'a b', '', '$HOME "x"')
    expect(result.stderr).toBe('')
    expect(JSON.parse(result.stdout)).toEqual([expect.stringMatching(/^v24\./), '--seed', '3', 'a b', '', '$HOME "x"'])
  })

  test.each([0, 1, 77])('exit code %i comes back', (code) => {
    expect(run(`process.exit(${code})`).status).toBe(code)
  })

  test('death by a signal comes back as death by that signal', (context) => {
    context.skip(process.platform === 'win32', 'Windows has no signals')
    expect(run(`process.kill(process.pid, 'SIGKILL')`).signal).toBe('SIGKILL')
  })

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s is handed on once, and the program has the time that it needs', async (signal) => {
    writeFileSync(
      join(folder, 'program.ts'),
      `process.on('${signal}', () => { console.log('got it'); setTimeout(() => process.exit(5), 200) }); setInterval(() => {}, 1000); console.log('ready')`,
    )
    const child = spawn(process.execPath, [join(folder, 'scripts/run.mjs'), 'program.ts'], { stdio: ['ignore', 'pipe', 'pipe'], env: environment })
    let output = ''
    child.stdout.on('data', (data) => {
      output += data
      if (output === 'ready\n') child.kill(signal)
    })
    expect(await once(child, 'close')).toEqual([5, null])
    expect(output).toBe('ready\ngot it\n')
  })
})

describe('what counts as not installed', () => {
  const refusal = 'comfyui-see-dpo: the packages are not installed. Run `npm ci --include=dev` here, then try again.\n'

  test('no node_modules', () => {
    expect(run('')).toMatchObject({ status: 1, stdout: '', stderr: refusal })
  })

  test('a lock file that asks for another version, or for one more package', () => {
    linkModules()
    for (const change of [
      (lock: { packages: Record<string, object> }) => Object.assign(lock.packages['node_modules/typescript'] as object, { version: '5.8.0' }),
      (lock: { packages: Record<string, object> }) => Object.assign(lock.packages, { 'node_modules/left-pad': { version: '1.0.0' } }),
    ]) {
      const lock = JSON.parse(lockFile)
      change(lock)
      writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock))
      expect(run('')).toMatchObject({ status: 1, stdout: '', stderr: refusal })
    }
  })
})

test('the lock file names no registry, so that an installation uses the one that the machine is set to', () => {
  const packages: Record<string, { resolved?: string }> = JSON.parse(lockFile).packages
  expect(Object.values(packages).filter((entry) => entry.resolved !== undefined)).toEqual([])
})
