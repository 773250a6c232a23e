/** A store in a folder of its own, with a clock and random numbers that the test holds, and quick ways to fill it. */
import { createHash } from 'node:crypto'
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'
import type { FileKind } from '../../src/preferences/files/content-files.ts'
import { openStore } from '../../src/preferences/open-store.ts'
import type { Store, StoreOptions } from '../../src/preferences/store.ts'
import type { Choice, ShownPair, VoteInput } from '../../src/preferences/types.ts'
import { randomSource } from '../../src/random.ts'

const folders: string[] = []
const stores: Store[] = []
afterAll(() => {
  for (const store of stores) store.close()
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** In memory where the system has such a disk: a sync takes milliseconds elsewhere, and a test makes many. */
function quickDisk(): string {
  try {
    accessSync('/dev/shm', constants.W_OK)
    return '/dev/shm'
  } catch {
    return tmpdir()
  }
}

export function newFolder(root = quickDisk()): string {
  const folder = mkdtempSync(join(root, 'see-dpo-store-'))
  folders.push(folder)
  return folder
}

/** A clock that moves a second with every look, from 2026 on. */
export function steppingClock(start = Date.parse('2026-01-01T00:00:00.000Z')): { (): number; skip(ms: number): void } {
  let time = start
  const clock = (): number => {
    time += 1000
    return time
  }
  clock.skip = (ms: number): void => {
    time += ms
  }
  return clock
}

export interface TestStore extends Store {
  seed: number
  clock: ReturnType<typeof steppingClock>
}

export function newStore(options: Partial<StoreOptions> & { seed?: number } = {}): TestStore {
  const { seed = 1 } = options
  const clock = steppingClock()
  const store = openStore({ folder: options.folder ?? newFolder(), clock, random: randomSource(seed, 'test'), ...options })
  stores.push(store)
  return { ...store, seed, clock }
}

/** Bytes that the store takes for a picture: it doesn't look inside. */
export const pictureBytes = (number: number): Uint8Array => new TextEncoder().encode(`picture ${number}`)

export interface Filled {
  datasetId: string
  promptId: string
  hashes: string[]
  pairIds: string[]
}

let datasets = 0
let pictures = 0

/** What `store.files.put` does, without its syncs. */
export function putQuickly(store: Store, kind: FileKind, bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('hex')
  const path = store.files.path(kind, hash)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  return hash
}

/** A dataset with `count` pairs of `size` fresh pictures each, of one prompt. */
export function fill(store: Store, count: number, size = 2, options: { keepChains?: boolean } = {}): Filled {
  const dataset = store.datasets.create({ name: `flowers ${++datasets}`, source: 'sampled', ...options })
  const prompt = store.prompts.ensure(dataset.id, 'a red flower')
  const { hashes, pairIds } = addPairs(store, dataset.id, prompt.id, count, size)
  return { datasetId: dataset.id, promptId: prompt.id, hashes, pairIds }
}

export function addPairs(store: Store, datasetId: string, promptId: string, count: number, size = 2): { hashes: string[]; pairIds: string[] } {
  return store.transaction(() => {
    const hashes = Array.from({ length: count * size }, () => putQuickly(store, 'png', pictureBytes(++pictures)))
    store.images.insert(
      datasetId,
      hashes.map((hash) => ({ hash, format: 'png', width: 64, height: 64, promptId })),
    )
    const pairs = store.pairs.insert(
      datasetId,
      Array.from({ length: count }, (_, i) => ({ promptId, images: hashes.slice(i * size, (i + 1) * size), seedGroup: `group ${i}` })),
    )
    return { hashes, pairIds: pairs.map(({ id }) => id) }
  })
}

export const pick = (position: number): Choice => ({ kind: 'pick', position })

/** The event of a voter who answers a showing. */
export function voteOn(shown: Pick<ShownPair, 'showing'>, choice: Choice, id = crypto.randomUUID() as string): Extract<VoteInput, { kind: 'vote' }> {
  const { id: showingId, voterId } = shown.showing
  return { kind: 'vote', id, showingId, voterId, choice, responseMs: 900, clientVersion: 'test 1', votedAt: '2026-01-01T00:00:00.000Z' }
}

export function undoOf(vote: VoteInput, id = crypto.randomUUID() as string): Extract<VoteInput, { kind: 'undo' }> {
  return { kind: 'undo', id, voterId: vote.voterId, undoes: vote.id, clientVersion: 'test 1', votedAt: '2026-01-01T00:00:01.000Z' }
}
