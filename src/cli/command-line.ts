/**
 * What is the same for every command of `npm run comfyui`: how to reach ComfyUI, how options are read, and the help.
 */
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { InputError } from '../errors.ts'
import type { ComfyuiAddressOptions } from '../host/comfyui/comfyui-address.ts'
import type { Command } from './command.ts'
import { evaluateCommand } from './commands/evaluate.ts'
import { exportCommand } from './commands/export.ts'
import { pairsCommand } from './commands/pairs.ts'
import { sampleCommand } from './commands/sample.ts'
import { trainCommand } from './commands/train.ts'

export const COMMANDS: readonly Command[] = [sampleCommand, pairsCommand, trainCommand, exportCommand, evaluateCommand]

type Environment = Readonly<Record<string, string | undefined>>

const CONNECTION = {
  url: { type: 'string' },
  token: { type: 'string' },
  'token-in': { type: 'string', default: 'header' },
  header: { type: 'string', multiple: true, default: [] },
  insecure: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} satisfies ParseArgsConfig['options']

const CONNECTION_HELP = `How to reach ComfyUI:

  --url URL        its address, with a path if there is one in front (default: COMFYUI_URL, else http://127.0.0.1:8188)
  --token TOKEN    of a login pack or a proxy in front of it; better in COMFYUI_TOKEN, since others on this machine can see command lines
  --token-in WHERE header (Authorization: Bearer, the default) or query (?token=)
  --header 'N: V'  a further header with every request; may be repeated
  --insecure       takes a certificate that nobody has signed, of a ComfyUI on this machine only
  --help           this text
`

export const HELP = `npm run comfyui -- COMMAND [options]

Drives a ComfyUI with the comfyui-see-dpo pack, here or elsewhere: what its panel does, from a terminal or a script. Progress goes to
stderr; the last line of stdout is the result as JSON. Ctrl+C stops the work there and keeps what there is.

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join('\n')}

COMMAND --help tells its options.

${CONNECTION_HELP}`

export type CommandLine = { help: string } | { help?: undefined; command: Command; values: Record<string, unknown>; connection: ComfyuiAddressOptions }

/** Unknown commands, unknown options and impossible values are InputErrors that name them. */
export function commandLine([name, ...args]: readonly string[], environment: Environment): CommandLine {
  if (name === undefined || name === '--help' || name === '-h') return { help: HELP }
  const command = COMMANDS.find((one) => one.name === name)
  if (!command) throw new InputError(`expected ${COMMANDS.map((one) => one.name).join(', ')}, got '${name.slice(0, 40)}'.\n\n${HELP}`)
  const values = parsed(command, args)
  if (values.help) return { help: `${command.help}\n${CONNECTION_HELP}` }
  return { command, values, connection: connectionOf(values, environment) }
}

function parsed({ name, options }: Command, args: string[]): Record<string, unknown> {
  try {
    return parseArgs({ args, options: { ...CONNECTION, ...options } }).values
  } catch (cause) {
    throw new InputError(`${cause instanceof Error ? cause.message : cause}\n\nnpm run comfyui -- ${name} --help tells the options.`, { cause })
  }
}

function connectionOf(values: Record<string, unknown>, environment: Environment): ComfyuiAddressOptions {
  const tokenIn = values['token-in']
  if (tokenIn !== 'header' && tokenIn !== 'query') throw new InputError(`--token-in: expected header or query, got '${tokenIn}'.`)
  const headers: Record<string, string> = {}
  for (const line of values.header as string[]) {
    const colon = line.indexOf(':')
    if (colon < 1) throw new InputError("--header: expected 'Name: value', got something without a colon.")
    headers[line.slice(0, colon).trim()] = line.slice(colon + 1).trim()
  }
  const token = (values.token as string | undefined) ?? environment.COMFYUI_TOKEN
  return {
    baseUrl: (values.url as string | undefined) ?? environment.COMFYUI_URL ?? 'http://127.0.0.1:8188',
    token: token === '' ? undefined : token,
    tokenIn,
    headers,
    insecure: values.insecure as boolean,
  }
}
