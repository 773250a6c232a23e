/**
 * `npm run demo`: reads the command line, runs the demo, turns Ctrl+C into a stop and errors into a sentence.
 */
import { SeeDpoError } from '../errors.ts'
import { DEMO_HELP, demoOptions } from './demo-options.ts'
import { startDemo } from './run-demo.ts'

const args = process.argv.slice(2)
try {
  const options = demoOptions(args, new Date())
  if (options) {
    const demo = startDemo(options, args)
    let stoppedAt: number | undefined
    const stop = (): void => {
      const now = performance.now()
      // npm hands the signal on besides the terminal: two within a second are one Ctrl+C.
      if (stoppedAt !== undefined && now - stoppedAt > 1000) process.exit(130)
      if (stoppedAt === undefined) demo.stop()
      stoppedAt ??= now
    }
    process.on('SIGINT', stop)
    process.on('SIGTERM', stop)
    process.exitCode = await demo.finished
  } else {
    console.log(DEMO_HELP)
  }
} catch (error) {
  if (!(error instanceof SeeDpoError)) throw error
  console.error(`\n${error.message}`)
  process.exitCode = 1
}
