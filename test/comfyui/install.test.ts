/**
 * install.py with an npm of the tests: what it runs and in which words it says so, and what a person reads where something is missing
 * or goes wrong. The real npm was tried by hand; no test needs the network.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, type TestContext, test } from 'vitest'
import { findPython } from './find-python.ts'
import { PACK } from './start-comfyui.ts'

const LOCK = {
  packages: {
    '': { name: 'a-pack' },
    'node_modules/ws': { version: '8.0.0' },
    'node_modules/@scope/deep': { version: '1.2.3' },
    'node_modules/lit': { version: '3.0.0', dev: true },
    'node_modules/other-system': { version: '1.0.0', optional: true },
  },
}
const INSTALLED = { packages: { 'node_modules/ws': { version: '8.0.0' }, 'node_modules/@scope/deep': { version: '1.2.3' } } }

interface Trial {
  /** Node.js's version as it says itself; none: there is no Node.js. */
  node?: string
  /** What npm does, in JavaScript; none: there is no npm. */
  npm?: string
  installed?: object
}

/** Runs install.py in a pack of its own, with the Node.js and npm of the trial as the only ones on PATH. */
function install(context: TestContext, { node, npm, installed }: Trial): { code: number | null; output: string; pack: string } {
  const python = findPython()
  if (python === undefined) context.skip('no Python 3.10 or newer on PATH and no ComfyUI; install one')
  if (process.platform === 'win32') context.skip('the Node.js of this test is a shell script; run it on another system')
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'see-dpo-install-')))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const pack = join(root, 'pack')
  mkdirSync(join(pack, 'bridge'), { recursive: true })
  for (const name of [
    'install.py',
    'requirements.txt',
    ...readdirSync(join(PACK, 'bridge')).flatMap((name) => (name.endsWith('.py') ? join('bridge', name) : [])),
  ])
    copyFileSync(join(PACK, name), join(pack, name))
  writeFileSync(join(pack, 'package-lock.json'), JSON.stringify(LOCK))
  if (installed) {
    mkdirSync(join(pack, 'node_modules'))
    writeFileSync(join(pack, 'node_modules', '.package-lock.json'), JSON.stringify(installed))
  }
  mkdirSync(join(root, 'bin'))
  if (node !== undefined) {
    const script = `#!/bin/sh\nif [ "$1" = --version ]; then echo v${node}; else exec '${process.execPath}' "$@"; fi\n`
    writeFileSync(join(root, 'bin', 'node'), script, { mode: 0o755 })
  }
  if (npm !== undefined) {
    const folder = join(root, 'lib', 'node_modules', 'npm', 'bin')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'npm-cli.js'), `const fs = require('node:fs')\nfs.writeFileSync('said', process.argv.slice(2).join(' '))\n${npm}`)
  }
  // Alone (-I would hide the pack too): packages of this machine's Python, such as Node.js's wheel, stay out.
  const { status, stdout, stderr } = spawnSync(python as string, ['-S', 'install.py'], { cwd: pack, env: { PATH: join(root, 'bin') }, encoding: 'utf8' })
  return { code: status, output: stdout + stderr, pack }
}
const WRITES = `fs.mkdirSync('node_modules', { recursive: true }); fs.writeFileSync('node_modules/.package-lock.json', ${JSON.stringify(JSON.stringify(INSTALLED))})`

test('it installs production packages, as the lock file names them, and shows what it runs', (context) => {
  const { code, output, pack } = install(context, { node: '24.1.0', npm: WRITES })
  expect(output).toMatch(/^comfyui-see-dpo: installing 2 npm packages into .*node_modules/)
  expect(output).toMatch(/\n {2}.*\/bin\/node .*npm-cli\.js ci --omit=dev --no-audit --no-fund --loglevel=error\n/)
  expect(output).toMatch(/everything that its server needs is installed; it runs on .*\/bin\/node\.\n$/)
  expect(code).toBe(0)
  expect(readFileSync(join(pack, 'said'), 'utf8')).toBe('ci --omit=dev --no-audit --no-fund --loglevel=error')
})

test("where everything is there nothing is done: a developer's packages stay", (context) => {
  const { code, output, pack } = install(context, {
    node: '25.0.0',
    npm: WRITES,
    installed: { packages: { ...INSTALLED.packages, 'node_modules/lit': { version: '3.0.0' } } },
  })
  expect(output).toMatch(/^comfyui-see-dpo: everything that its server needs is installed/)
  expect(code).toBe(0)
  expect(existsSync(join(pack, 'said'))).toBe(false)
})

test('another version of a package is installed anew', (context) => {
  const { output } = install(context, {
    node: '24.0.0',
    npm: WRITES,
    installed: { packages: { ...INSTALLED.packages, 'node_modules/ws': { version: '7.0.0' } } },
  })
  expect(output).toContain('installing 1 npm packages')
})

test('what went wrong is said, with an exit code', (context) => {
  const cases: [Trial, string][] = [
    [{}, 'SEE-DPO needs Node.js 24 or newer and found none. Run this once, then try again: '],
    [{ node: '20.20.2' }, 'SEE-DPO needs Node.js 24 or newer and found only 20.20.2. Run this once, then try again: '],
    [{ node: '24.1.0' }, 'npm was not found. Run this, then try again: '],
    [{ node: '24.1.0', npm: "console.error('getaddrinfo ENOTFOUND'); process.exit(7)" }, 'npm failed (exit code 7); its own message is above.'],
    [{ node: '24.1.0', npm: '' }, 'npm said that it is done, but ws is still missing. Remove '],
  ]
  for (const [trial, sentence] of cases) {
    const { code, output } = install(context, trial)
    expect(output).toContain(`comfyui-see-dpo: ${sentence}`)
    expect(output).not.toContain('Traceback')
    expect(code).toBe(1)
  }
})
