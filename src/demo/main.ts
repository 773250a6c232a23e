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
    let interrupts = 0
    process.on('SIGINT', () => {
      if (interrupts++ > 0) process.exit(130)
      demo.stop()
    })
    process.exitCode = await demo.finished
  } else {
    console.log(DEMO_HELP)
  }
} catch (error) {
  if (!(error instanceof SeeDpoError)) throw error
  console.error(`\n${error.message}`)
  process.exitCode = 1
}
