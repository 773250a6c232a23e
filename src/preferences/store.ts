/**
 * The preferences store: one folder with a SQLite database, content-addressed files, runs and LoRAs, used by one process
 * at a time. What each group offers:
 *
 * - `voters`, `sessions`: who votes, and which browsers are let in
 * - `datasets`: named collections with counts, disk use, retention of chains, soft deletion
 * - `prompts`, `images`, `pairs`: what is shown; `files` holds the bytes, put there before their row
 * - `showings`: the next pairs of a voter with drawn sides, re-votes, blind pairs of comparisons
 * - `votes`: the durable, append-only events; current votes, training pairs, agreement, import
 * - `runs`: queue, status, metrics, samples, margins, which votes made them; `loras`: their checkpoints
 * - `comparisons`: grids of pictures with blind pairs and their result
 *
 * Everything but `votes.append` is synchronous, and on the disk when it returns. Wrong input is an InputError
 * (NotFoundError, ConflictError), a full disk a ResourceError; then nothing of the call was stored. Who may call what is
 * left to the server. `openStore(options: StoreOptions): Store` stands in open-store.ts.
 */
import type { RandomSource } from '../random.ts'
import type { JournalChoice, PlaceFacts } from './database/journal-choice.ts'
import type { ContentFiles } from './files/content-files.ts'
import type { Comparisons } from './groups/comparisons.ts'
import type { Datasets } from './groups/datasets.ts'
import type { Images } from './groups/images.ts'
import type { Loras } from './groups/loras.ts'
import type { Pairs } from './groups/pairs.ts'
import type { Prompts } from './groups/prompts.ts'
import type { Runs } from './groups/runs.ts'
import type { Sessions } from './groups/sessions.ts'
import type { Showings } from './groups/showings.ts'
import type { Voters } from './groups/voters.ts'
import type { Votes } from './groups/votes.ts'
import type { Purged } from './purge.ts'

export interface StoreOptions {
  /** Made where it is missing. Its default is decided by `dataFolder` in data-folder.ts. */
  folder: string
  /** Milliseconds since 1970; default Date.now. */
  clock?: () => number
  /** Ids, sides and choices are drawn from it; default: seeded by the system. */
  random?: RandomSource
  /** What decides on the journal; default: asked of the system. */
  place?: PlaceFacts
}

export interface Store {
  /** Absolute, links resolved. */
  folder: string
  /** How the database is journalled, and a sentence that says why. */
  journal: JournalChoice
  /** Paths of the backups that opening made before migrations; empty as a rule. */
  backups: string[]
  files: ContentFiles
  voters: Voters
  datasets: Datasets
  prompts: Prompts
  images: Images
  pairs: Pairs
  showings: Showings
  votes: Votes
  runs: Runs
  loras: Loras
  comparisons: Comparisons
  sessions: Sessions
  /** All that `work` does to the database, or nothing where it throws, with one sync: for writing many rows. No promises inside. */
  transaction<T>(work: () => T): T
  /** Writes `backups/<time>.sqlite` and returns its path. The database only: content files never change. */
  backup(): string
  /** Removes what was deleted 30 days ago, and files that no row names and that are older than a day. */
  purge(): Purged
  /** Stores the votes that wait, then lets the folder go. */
  close(): void
}
