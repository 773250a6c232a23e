/** `npm run data`: prints what the command says, and errors as a sentence. */
import { homedir } from 'node:os'
import { SeeDpoError } from '../errors.ts'
import { runDataCommand } from './data-command.ts'
import { dataFolder } from './data-folder.ts'

try {
  const folder = dataFolder({ platform: process.platform, environment: process.env, home: homedir() })
  const { lines, exitCode } = runDataCommand(process.argv.slice(2), folder, () => new Date().toISOString())
  console.log(lines.join('\n'))
  process.exitCode = exitCode
} catch (error) {
  if (!(error instanceof SeeDpoError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
