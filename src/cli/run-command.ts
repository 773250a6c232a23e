/**
 * One call of `npm run comfyui` from its arguments to its exit code: what goes to the person on stderr, the result as the last line
 * of stdout.
 */
import { createProgress, type ProgressStream } from '../demo/terminal/progress.ts'
import { SeeDpoError } from '../errors.ts'
import { comfyuiAddress } from '../host/comfyui/comfyui-address.ts'
import { comfyuiClient } from '../host/comfyui/comfyui-client.ts'
import { realTiming, type Timing } from '../host/comfyui/timing.ts'
import { commandLine } from './command-line.ts'
import { SeeDpoApi } from './see-dpo-api.ts'

export interface Terminal {
  out(line: string): void
  err: ProgressStream
  environment: Readonly<Record<string, string | undefined>>
  stop: AbortSignal
  timing?: Timing
}

/** Exit code of a program that Ctrl+C ended. */
const INTERRUPTED = 130

/** The exit code: 0 when all went well, 1 for an error, which is told, 130 after a stop. */
export async function runCommand(args: readonly string[], { out, err, environment, stop, timing = realTiming }: Terminal): Promise<number> {
  const progress = createProgress({ stream: err, clock: timing.now, environment })
  try {
    const line = commandLine(args, environment)
    if (line.help !== undefined) {
      out(line.help)
      return 0
    }
    const { command, values, connection } = line
    const address = comfyuiAddress(connection)
    const say = (text: string): void => progress.print(text)
    const context = { api: new SeeDpoApi(address), progress, say, stop, timing }
    const onStop = (): void => say('Stopping: what there is will be kept (Ctrl+C again to leave at once).')
    stop.addEventListener('abort', onStop)
    const { system } = await comfyuiClient(connection).systemStats()
    say(`ComfyUI ${system.comfyui_version} at ${address.shown}`)
    const result = await command.run(context, values)
    out(JSON.stringify({ command: command.name, ...result }))
    return result.stopped ? INTERRUPTED : 0
  } catch (error) {
    if (!(error instanceof SeeDpoError)) throw error
    progress.end()
    err.write(`\n${error.message}\n`)
    out(JSON.stringify({ error: { code: error.code, message: error.message } }))
    return 1
  }
}
