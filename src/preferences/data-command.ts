/** `npm run data`: what it is called with, and what it does. Printing and exit codes are left to main.ts. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { InputError } from '../errors.ts'
import { checkStore } from './check-store.ts'
import { backUp } from './database/backup.ts'
import { checkDatabase } from './database/check-database.ts'
import { connect } from './database/database.ts'
import { journalChoice } from './database/journal-choice.ts'
import { MIGRATIONS } from './database/migrations/migrations.ts'
import { placeFacts } from './database/place-facts.ts'
import { restore } from './database/restore.ts'
import { databasePath } from './folder-layout.ts'

export const DATA_HELP = `npm run data -- COMMAND [--data FOLDER]

  where           where the data lie, and how the database is journalled
  backup          copies the database to backups/ in that folder; may run beside a server
  restore FILE    puts a backup in the place of the database, which is kept as a backup itself; not beside a server
  check           looks whether database and files are whole; may run beside a server

  --data FOLDER   another data folder than the platform's own
  --help          this text
`

export interface CommandResult {
  lines: string[]
  exitCode: 0 | 1
}

/** Runs a command line; `defaultFolder` is where the data lie without --data. Throws SeeDpoErrors that say what to do. */
export function runDataCommand(args: readonly string[], defaultFolder: string, now: () => string): CommandResult {
  const { values, positionals } = parse(args)
  const [command, file, ...rest] = positionals
  if (values.help) return { lines: [DATA_HELP], exitCode: 0 }
  const folder = resolve(values.data ?? defaultFolder)
  if (rest.length > 0 || (command === 'restore') !== (file !== undefined))
    throw new InputError(`expected ${command === 'restore' ? 'one file to restore' : 'no more than a command'}, got ${positionals.join(' ')}.\n\n${DATA_HELP}`)
  switch (command) {
    case 'where':
      return whereCommand(folder)
    case 'backup':
      return backupCommand(folder, now)
    case 'restore':
      return restoreCommand(folder, resolve(file as string), now)
    case 'check':
      return checkCommand(folder)
    default:
      throw new InputError(`expected where, backup, restore or check, got '${command ?? ''}'.\n\n${DATA_HELP}`)
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { data: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } })
  } catch (cause) {
    throw new InputError(`${cause instanceof Error ? cause.message : cause}\n\n${DATA_HELP}`, { cause })
  }
}

function whereCommand(folder: string): CommandResult {
  const lines = [folder, existsSync(databasePath(folder)) ? journalChoice(placeFacts(folder)).reason : 'There is no database yet: the server makes it.']
  return { lines, exitCode: 0 }
}

function checkExists(folder: string): void {
  if (!existsSync(databasePath(folder)))
    throw new InputError(`There is no database in ${folder}. Name the folder with --data FOLDER, or start the server once.`)
}

function backupCommand(folder: string, now: () => string): CommandResult {
  checkExists(folder)
  const path = databasePath(folder)
  const database = connect(path, { readOnly: true })
  try {
    checkDatabase(database, path, folder, MIGRATIONS.length)
    return { lines: [`The database is copied to ${backUp(database, folder, now())}`], exitCode: 0 }
  } finally {
    database.close()
  }
}

function restoreCommand(folder: string, file: string, now: () => string): CommandResult {
  const { kept, wasDamaged } = restore(folder, file, now)
  const lines = [`${file} is the database now.`]
  if (kept !== undefined) lines.push(wasDamaged ? `The damaged database is kept as ${kept}` : `The database that was there before is kept as ${kept}`)
  return { lines, exitCode: 0 }
}

function checkCommand(folder: string): CommandResult {
  checkExists(folder)
  const { findings, pairs, votes, files } = checkStore(folder)
  if (findings.length === 0) return { lines: [`All is well. Pairs: ${pairs}, votes: ${votes}, files: ${files}.`], exitCode: 0 }
  return { lines: findings, exitCode: 1 }
}
