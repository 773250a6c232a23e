/** What a command of `npm run comfyui` is, and what it is given. */
import type { ParseArgsConfig } from 'node:util'
import type { Progress } from '../demo/terminal/progress.ts'
import type { Timing } from '../host/comfyui/timing.ts'
import type { SeeDpoApi } from './see-dpo-api.ts'

/** Values of the command's own options, as parseArgs gives them. */
export type Values = Readonly<Record<string, unknown>>

export interface CommandContext {
  api: SeeDpoApi
  progress: Progress
  /** A line for the person. */
  say(line: string): void
  /** Ctrl+C: what is under way is asked to stop, and what there is is kept. */
  stop: AbortSignal
  timing: Timing
}

/** Printed as JSON; `stopped` when Ctrl+C ended it before its end. */
export type CommandResult = Readonly<Record<string, unknown>> & { stopped?: boolean }

export interface Command {
  name: string
  /** One line of the list of commands. */
  summary: string
  help: string
  options: NonNullable<ParseArgsConfig['options']>
  /** Checks its values before it asks for anything. */
  run(context: CommandContext, values: Values): Promise<CommandResult>
}
