/** scripts/test.ts: the gate can fail. It runs here on small projects of its own, whose tests are bad in one way each. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'see-dpo-gate-'))
  mkdirSync(join(folder, 'test'))
  copyFileSync(join(root, 'vitest.config.ts'), join(folder, 'vitest.config.ts'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the gate over the given test files (name to body); answers its exit code and the lines after Vitest's own. */
function gate(files: Record<string, string>, ...filters: string[]): { status: number | null; lines: string[]; output: string } {
  for (const [name, body] of Object.entries(files)) {
    writeFileSync(join(folder, 'test', `${name}.test.ts`), `import { afterAll, expect, test } from 'vitest'\n${body}\n`)
  }
  // What the outer Vitest leaves in the environment of its workers is not for the inner one.
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/VITEST|^TEST$|NODE_ENV/.test(name)))
  const result = spawnSync(process.execPath, [join(root, 'scripts/test.ts'), ...filters], { cwd: folder, encoding: 'utf8', env: environment })
  const lines = result.stdout.trimEnd().split('\n')
  return { status: result.status, lines: lines.filter((line) => /^(failed|skipped): |^\d+ passed/.test(line)), output: result.stdout + result.stderr }
}

test('good tests and a skip with a reason pass; filters choose files', () => {
  const files = {
    good: `test('a', () => {}); test('b', (context) => context.skip('no GPU here'))`,
    other: `test('c', () => { expect(1).toBe(2) })`,
  }
  expect(gate(files, 'test/good')).toMatchObject({ status: 0, lines: ['skipped: test/good.test.ts > b: no GPU here', '1 passed, 0 failed, 1 skipped'] })
})

test('every way to go wrong fails', () => {
  const files = {
    assertion: `test('a', () => { expect(1).toBe(2) })`,
    hook: `test('a', () => {}); afterAll(() => { throw new Error('from a hook') })`,
    import: `throw new Error('from an import')`,
    only: `test.only('a', () => {}); test('b', () => {})`,
    rejection: `test('a', () => { Promise.reject(new Error('nobody caught this')) })`,
    silent: `test.skip('a', () => {}); test.todo('b')`,
    crash: `test('a', () => { process.kill(process.pid, 'SIGKILL') })`,
  }
  const { status, lines, output } = gate(files, 'test/')
  expect(status, output).toBe(1)
  expect(lines.slice(0, -1).toSorted()).toEqual([
    'failed: test/assertion.test.ts > a: expected 1 to be 2 // Object.is equality',
    'failed: test/crash.test.ts > a: did not finish',
    'failed: test/hook.test.ts > outside of a test: from a hook',
    'failed: test/import.test.ts > outside of a test: from an import',
    expect.stringContaining('failed: test/only.test.ts > a: [Vitest] Unexpected .only'),
    expect.stringContaining('failed: test/only.test.ts > b: skipped without a reason'),
    "failed: test/silent.test.ts > a: skipped without a reason; use context.skip('reason')",
    "failed: test/silent.test.ts > b: skipped without a reason; use context.skip('reason')",
    'failed: unhandled: [vitest-pool]: Worker forks emitted error.',
    'failed: unhandled: nobody caught this',
  ])
  expect(lines.at(-1)).toBe('2 passed, 10 failed, 0 skipped')
})

test('no tests at all fail', () => {
  expect(gate({}, 'test/nothing')).toMatchObject({ status: 1, lines: ['failed: no tests ran for test/nothing', '0 passed, 1 failed, 0 skipped'] })
})

test('options are refused, so that nothing is left out unseen', () => {
  const { status, output } = gate({ good: `test('a', () => {})` }, '-t', 'nothing')
  expect(status).toBe(2)
  expect(output).toContain('got -t')
})

test('generated files, types and lint are checked first, and a failure there fails the gate', () => {
  // Neither file is right: tsc finds a wrong type, Biome a variable that could be a constant.
  writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "noEmit": true, "types": [], "skipLibCheck": true }, "include": ["bad.ts"] }')
  writeFileSync(join(folder, 'bad.ts'), 'export const x: number = "a"\n')
  writeFileSync(join(folder, 'biome.json'), '{ "files": { "includes": ["*.ts", "!vitest.config.ts"] }, "formatter": { "enabled": false } }')
  writeFileSync(join(folder, 'lax.ts'), 'let y = 1\nexport const z = y\n')
  mkdirSync(join(folder, 'scripts'))
  writeFileSync(join(folder, 'scripts/generate.ts'), 'console.log("a.ts is stale"); process.exitCode = 1\n')
  mkdirSync(join(folder, 'src/panel'), { recursive: true })
  writeFileSync(join(folder, 'src/panel/tsconfig.json'), '{ "extends": "../../tsconfig.json", "include": ["*.ts"] }')
  writeFileSync(join(folder, 'src/panel/bad.ts'), 'export const x: number = "b"\n')
  const bad = gate({ good: `test('a', () => {})` })
  expect(bad.output).toMatch(
    /generated files: FAILED.*\na\.ts is stale[\s\S]*types: FAILED.*\n.*error TS2322[\s\S]*types of the panel: FAILED.*\n.*error TS2322[\s\S]*lint: FAILED[\s\S]*useConst/,
  )
  expect(bad).toMatchObject({ status: 1, lines: ['1 passed, 4 failed, 0 skipped'] })

  writeFileSync(join(folder, 'bad.ts'), 'export const x: number = 1\n')
  rmSync(join(folder, 'lax.ts'))
  writeFileSync(join(folder, 'scripts/generate.ts'), '')
  writeFileSync(join(folder, 'src/panel/bad.ts'), 'export const x: number = 2\n')
  const good = gate({ good: `test('a', () => {})` })
  expect(good, good.output).toMatchObject({ status: 0, lines: ['5 passed, 0 failed, 0 skipped'] })
})
