/** `npm run comfyui`: the terminal, and Ctrl+C as a stop. What the commands do is left to run-command.ts. */
import { runCommand } from './run-command.ts'

/** npm hands a signal on besides the terminal: two within a second are one Ctrl+C. */
const ONE_SIGNAL_MS = 1000

const stopping = new AbortController()
let stoppedAt: number | undefined
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    const now = performance.now()
    if (stoppedAt !== undefined && now - stoppedAt > ONE_SIGNAL_MS) process.exit(130)
    stoppedAt ??= now
    stopping.abort()
  })
}

process.exitCode = await runCommand(process.argv.slice(2), {
  out: (line) => console.log(line),
  err: process.stderr,
  environment: process.env,
  stop: stopping.signal,
})
