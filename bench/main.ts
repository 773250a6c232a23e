/**
 * `npm run bench [-- NAME...] [--quick]`: runs benchmarks one after the other. One JSON line each on stdout; progress and the
 * table on stderr; results with machine and versions in bench/results (not with --quick).
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { InputError, SeeDpoError } from '../src/errors.ts'
import { writeFileAtomic } from '../src/files/atomic-write.ts'
import type { Benchmark } from './benchmark.ts'
import { demoMemoryBenchmark } from './demo-memory.ts'
import { demoStepBenchmark } from './demo-step.ts'
import { machine } from './machine.ts'
import { jsonLine, type NamedResult, resultPage, table } from './result-text.ts'
import { samplerBenchmark } from './sampler.ts'
import { votesBenchmark } from './votes.ts'

const BENCHMARKS: readonly Benchmark[] = [demoStepBenchmark, demoMemoryBenchmark, samplerBenchmark, votesBenchmark]
const RESULTS = join(import.meta.dirname, 'results')

const HELP = `npm run bench -- [NAME...] [--quick]

${BENCHMARKS.map(({ name, title }) => `  ${name.padEnd(13)}${title}`).join('\n')}

  --quick      a few repetitions, to see that it works; writes nothing to bench/results
  --help       this text

SEE_DPO_TORCH_PYTHON names a Python interpreter with torch for the comparisons; without it ours runs alone.
`

async function main(): Promise<void> {
  const { values, positionals } = options()
  if (values.help) return console.log(HELP)
  const unknown = positionals.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name))
  if (unknown.length > 0) throw new InputError(`bench: expected names out of ${BENCHMARKS.map(({ name }) => name).join(', ')}, got ${unknown.join(', ')}.`)
  const chosen = BENCHMARKS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
  const python = process.env.SEE_DPO_TORCH_PYTHON || undefined
  const folder = mkdtempSync(join(tmpdir(), 'see-dpo-bench-'))
  const results: NamedResult[] = []
  try {
    for (const { name, title, run } of chosen) {
      console.error(`${name}: ${title}`)
      const before = machine()
      const result: NamedResult = { name, title, ...(await run({ quick: values.quick, folder, python })) }
      results.push(result)
      console.log(jsonLine(result))
      if (values.quick) continue
      writeFileAtomic(join(RESULTS, `${name}.json`), `${JSON.stringify({ ...JSON.parse(jsonLine(result)), machine: before }, null, 2)}\n`)
      writeFileAtomic(join(RESULTS, `${name}.md`), resultPage(result, before))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  console.error(`\n${table(results)}${values.quick ? '\n--quick: the numbers mean nothing' : ''}`)
}

function options() {
  try {
    return parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } } })
  } catch (cause) {
    throw new InputError(`${cause instanceof Error ? cause.message : cause}\n\n${HELP}`, { cause })
  }
}

try {
  await main()
} catch (error) {
  if (!(error instanceof SeeDpoError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
