/**
 * `npm run experiment -- NAME [--short]`: runs an experiment, prints its bounds, and exits with 0 only if every one holds. What is
 * finished is kept in out/experiments and found again by the next start.
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { InputError, SeeDpoError } from '../src/errors.ts'
import type { Experiment } from './experiment.ts'
import { ringExperiment } from './ring/ring.ts'

const EXPERIMENTS: readonly Experiment[] = [ringExperiment]
const ROOT = join(import.meta.dirname, '..')

const HELP = `npm run experiment -- NAME [--short] [--out FOLDER]

${EXPERIMENTS.map(({ name, question }) => `  ${name.padEnd(14)}${question}`).join('\n')}

  --short      the form that is part of npm test; writes no report
  --out        where finished parts are kept (out/experiments)
  --help       this text

Reports are written to docs/evidence.
`

async function main(): Promise<number> {
  const { values, positionals } = options()
  const experiment = EXPERIMENTS.find(({ name }) => name === positionals[0])
  if (values.help || positionals.length === 0) {
    console.log(HELP)
    return 0
  }
  if (!experiment || positionals.length > 1) {
    throw new InputError(`experiment: expected one of ${EXPERIMENTS.map(({ name }) => name).join(', ')}, got ${positionals.join(' ')}.`)
  }
  const bounds = await experiment.run({
    folder: join(values.out, experiment.name),
    evidence: join(ROOT, 'docs', 'evidence', experiment.name),
    short: values.short,
    say: (line) => console.error(line),
  })
  for (const { claim, found, holds } of bounds) console.log(`${holds ? 'holds ' : 'FAILS '} ${claim}: ${found}`)
  return bounds.every(({ holds }) => holds) ? 0 : 1
}

function options() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        short: { type: 'boolean', default: false },
        out: { type: 'string', default: join(ROOT, 'out', 'experiments') },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (cause) {
    throw new InputError(`experiment: ${(cause as Error).message}. See npm run experiment -- --help.`, { cause })
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof SeeDpoError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
