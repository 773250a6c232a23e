/** Opens the preferences store of a folder: locks it, opens the database, puts the groups together. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, realpathSync } from 'node:fs'
import { ResourceError } from '../errors.ts'
import { lockFolder } from '../files/folder-lock.ts'
import { randomSource } from '../random.ts'
import { voteAppender } from './append-votes.ts'
import { backUp } from './database/backup.ts'
import { openDatabase } from './database/open-database.ts'
import { contentFiles } from './files/content-files.ts'
import { filesFolder } from './folder-layout.ts'
import { comparisonsGroup } from './groups/comparisons.ts'
import { datasetsGroup } from './groups/datasets.ts'
import { imagesGroup } from './groups/images.ts'
import { lorasGroup } from './groups/loras.ts'
import { pairsGroup } from './groups/pairs.ts'
import { promptsGroup } from './groups/prompts.ts'
import { runsGroup } from './groups/runs.ts'
import { sessionsGroup } from './groups/sessions.ts'
import { showingsGroup } from './groups/showings.ts'
import { votersGroup } from './groups/voters.ts'
import { votesGroup } from './groups/votes.ts'
import { purge } from './purge.ts'
import type { Store, StoreOptions } from './store.ts'
import type { StoreContext } from './store-context.ts'
import { voterQueues } from './voter-queue.ts'

/** Who holds the folder's lock, in the sentence that a second one gets. */
export const LOCK_HOLDER = 'see-dpo server'

/**
 * A ResourceError `busy` where another server has the folder, an InputError where its database is damaged, another
 * program's or a newer version's; each says what to do. Nothing is changed then.
 */
export function openStore(options: StoreOptions): Store {
  const { clock = Date.now, random = randomSource(0, 'store', randomBytes(16).toString('hex')) } = options
  const now = (): string => new Date(clock()).toISOString()
  const folder = madeFolder(options.folder)
  const unlock = lockFolder(folder, LOCK_HOLDER)
  try {
    const { database, journal, backups } = openDatabase({ folder, now, place: options.place })
    const files = contentFiles(filesFolder(folder))
    const context: StoreContext = { folder, database, files, random, clock, now, queues: voterQueues(database) }
    const appender = voteAppender(context)
    const pairs = pairsGroup(context)
    let isOpen = true
    return {
      folder,
      journal,
      backups,
      files,
      voters: votersGroup(context),
      datasets: datasetsGroup(context),
      prompts: promptsGroup(context),
      images: imagesGroup(context),
      pairs,
      showings: showingsGroup(context),
      votes: votesGroup(context, appender),
      runs: runsGroup(context),
      loras: lorasGroup(context),
      comparisons: comparisonsGroup(context, pairs),
      sessions: sessionsGroup(context),
      transaction(work) {
        try {
          return database.transaction(work)
        } catch (error) {
          // They may have taken in what was rolled back.
          context.queues.drop()
          throw error
        }
      },
      backup: () => backUp(database, folder, now()),
      purge: () => purge(context),
      close() {
        if (!isOpen) return
        isOpen = false
        appender.close()
        database.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

function madeFolder(folder: string): string {
  try {
    // Not for other people of the machine: votes say something about a person.
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return realpathSync.native(folder)
  } catch (cause) {
    throw new ResourceError('disk', `could not make ${folder}: ${(cause as Error).message}. Choose another folder with --data FOLDER.`, { cause })
  }
}
