/**
 * The gate, `npm test`: generated files, types, lint, then every test. It ends with the reason of every skip and one last line,
 * `N passed, N failed, N skipped`, and fails on any failure, on a skip without a reason, and when no test ran.
 * With file filters (`npm test -- test/trainer/graph`) only the tests in those files run.
 */
import { spawnSync } from 'node:child_process'
import type { TestCase } from 'vitest/node'
import { startVitest } from 'vitest/node'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

const checks = [
  { name: 'generated files', command: ['scripts/generate.ts', '--check'] },
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-p', '.'] },
  { name: 'types of the panel', command: ['node_modules/typescript/bin/tsc', '-p', 'src/panel'] },
  { name: 'lint', command: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.'] },
]

const filters = process.argv.slice(2)
const option = filters.find((filter) => filter.startsWith('-'))
if (option !== undefined) {
  console.error(`npm test: takes parts of test file names only, got ${option}; for Vitest's own options run node_modules/.bin/vitest.`)
  process.exit(2)
}

const counts: Counts = { passed: 0, failed: 0, skipped: 0 }
if (filters.length === 0) for (const check of checks) runCheck(check.name, check.command)
await runTests()
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exitCode = counts.failed > 0 ? 1 : 0

/** Runs one checker; its output is shown only when it has something to say. */
function runCheck(name: string, command: string[]): void {
  const began = performance.now()
  const result = spawnSync(process.execPath, command, { encoding: 'utf8' })
  const isGood = result.status === 0
  console.log(`${name}: ${isGood ? 'ok' : 'FAILED'} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  if (!isGood) console.log(`${result.error?.message ?? ''}${result.stdout}${result.stderr}`.trimEnd())
  counts[isGood ? 'passed' : 'failed']++
}

async function runTests(): Promise<void> {
  const vitest = await startVitest('test', filters, { watch: false, allowOnly: false })
  // Vitest uses the exit code to report failures; every kind of failure is counted below instead.
  await vitest.close()
  const modules = vitest.state.getTestModules()
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const problems: string[] = []
  for (const test of tests) countTest(test, problems)
  for (const module of modules) {
    // A file or a hook that throws has no failed test to its name.
    const suites = [module, ...module.children.allSuites()]
    for (const suite of suites) for (const error of suite.errors()) problems.push(`${module.relativeModuleId} > outside of a test: ${error.message}`)
  }
  // Errors that come out of a worker are plain objects without a prototype.
  for (const error of vitest.state.getUnhandledErrors()) problems.push(`unhandled: ${(error as { message?: string }).message ?? 'an error without a message'}`)
  if (tests.length === 0) problems.push(`no tests ran${filters.length > 0 ? ` for ${filters.join(' ')}` : ''}`)
  for (const problem of problems) console.log(`failed: ${problem}`)
  counts.failed += problems.length
}

/** Skipping is `context.skip('reason')`: a reader of the last lines has to learn what was not tested, and why. */
function countTest(test: TestCase, problems: string[]): void {
  const name = `${test.module.relativeModuleId} > ${test.fullName}`
  const result = test.result()
  if (result.state === 'passed') counts.passed++
  else if (result.state === 'failed') problems.push(`${name}: ${result.errors[0]?.message.split('\n')[0]}`)
  else if (result.state === 'pending') problems.push(`${name}: did not finish`)
  else if (result.note === undefined) problems.push(`${name}: skipped without a reason; use context.skip('reason')`)
  else {
    counts.skipped++
    console.log(`skipped: ${name}: ${result.note}`)
  }
}
