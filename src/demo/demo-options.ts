/**
 * The demo's command line: options, their defaults and checks, and the help text.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { InputError } from '../errors.ts'
import type { MethodName } from '../trainer/objectives/objectives.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

export const DEMO_MODEL = join(root, 'assets', 'demo-model.safetensors')
const VOTERS = join(root, 'assets', 'voters')

/** What learns from votes on finished pictures in three minutes, with its settings chosen for it (demo-settings.ts). */
const DEMO_METHODS = ['diffusion-dpo', 'see-diffusion-dpo'] as const satisfies readonly MethodName[]
type DemoMethod = (typeof DEMO_METHODS)[number]

export interface DemoOptions {
  method: DemoMethod
  /** In the scale of beta; unset, it follows from the offsets' spread. */
  gamma?: number
  seed: number
  votes: number
  /** Path of the voter's file. */
  voter: string
  /** Folder for everything that the demo makes. */
  out: string
}

export const DEMO_HELP = `npm run demo -- [options]

Samples pairs of pictures from the demo model, lets a simulated voter vote on them, trains a LoRA on the votes, and proves
the effect on fresh seeds. Writes a report with pictures.

  --voter FILE    who votes: meadow-lover (default), minimalist, night-owl, noisy, hype, or a JSON file like those in assets/voters
  --votes N       pairs that are voted on, 60 to 2000 (default 160)
  --method NAME   ${DEMO_METHODS.join(' or ')} (default see-diffusion-dpo)
  --gamma X       weight of the self-entropy, in the scale of beta (default: set from the spread of the offsets)
  --seed N        everything follows from it (default 1)
  --out FOLDER    where to write (default out/demo-TIME); a folder of a demo that was stopped goes on from there
  --help          this text
`

/** Undefined when help was asked for. Unknown options and impossible values are InputErrors that name them. */
export function demoOptions(args: readonly string[], now: Date): DemoOptions | undefined {
  const { values } = parse(args)
  if (values.help) return undefined
  const method = values.method as DemoMethod
  if (!DEMO_METHODS.includes(method)) throw new InputError(`--method: expected ${DEMO_METHODS.join(' or ')}, got '${method}'.`)
  const gamma = values.gamma === undefined ? undefined : number('gamma', values.gamma, 0, 1e6)
  if (method === 'diffusion-dpo' && gamma !== undefined && gamma !== 0)
    throw new InputError('--gamma: expected no entropy term with diffusion-dpo. Use --method see-diffusion-dpo.')
  return {
    method,
    gamma,
    seed: whole('seed', values.seed, 0, 2 ** 31),
    votes: whole('votes', values.votes, 60, 2000),
    voter: /^[\w-]+$/.test(values.voter) ? join(VOTERS, `${values.voter}.json`) : values.voter,
    out: values.out ?? join('out', `demo-${now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`),
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        method: { type: 'string', default: 'see-diffusion-dpo' },
        gamma: { type: 'string' },
        seed: { type: 'string', default: '1' },
        votes: { type: 'string', default: '160' },
        voter: { type: 'string', default: 'meadow-lover' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (cause) {
    throw new InputError(`${cause instanceof Error ? cause.message : cause}\n\n${DEMO_HELP}`, { cause })
  }
}

function number(name: string, text: string, low: number, high: number): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= low && value <= high)) throw new InputError(`--${name}: expected a number from ${low} to ${high}, got '${text}'.`)
  return value
}

function whole(name: string, text: string, low: number, high: number): number {
  const value = number(name, text, low, high)
  if (!Number.isInteger(value)) throw new InputError(`--${name}: expected a whole number from ${low} to ${high}, got '${text}'.`)
  return value
}
