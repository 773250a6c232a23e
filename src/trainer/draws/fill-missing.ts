/**
 * Fills a store with the reference errors that it lacks, member by member, with progress, pauses and a stop that keeps what there is.
 * Which rows a member has, and how it is named in the store, is left to fill-draws.ts and fill-chains.ts.
 */
import { RunError } from '../../errors.ts'
import type { DatasetPair } from '../run/dataset.ts'
import type { DrawStore } from './draw-store.ts'

/** A picture under a prompt, by their places in the dataset. */
export interface Member {
  picture: number
  prompt: number
}

export interface FillMissingOptions<Row> {
  members: readonly Member[]
  isThere(member: Member): boolean
  key(member: Member): string
  rows(member: Member): readonly Row[]
  /** For the error about numbers that are not finite: whose they are, and what is probably broken. */
  describe(member: Member): string
  store: DrawStore
  /** Reference errors; asked for only when the store lacks some. */
  session(): Promise<{ errors(rows: readonly Row[]): Promise<Float32Array>; dispose(): Promise<void> }>
  onProgress: (done: number, total: number) => void
  /** Stops after the member at hand; what was filled is kept. */
  stopped?: () => boolean
  /** Awaited before each member: a pause. */
  resumed?: () => Promise<void>
}

/** Members between two writes to disk. */
const FLUSH_EVERY = 16

/** False when it was stopped before everything was there. */
export async function fillMissing<Row>({
  members,
  isThere,
  key,
  rows,
  describe,
  store,
  session,
  onProgress,
  stopped,
  resumed,
}: FillMissingOptions<Row>): Promise<boolean> {
  const missing = members.filter((member) => !isThere(member))
  let running: Awaited<ReturnType<typeof session>> | undefined
  try {
    for (const [i, member] of missing.entries()) {
      await resumed?.()
      if (stopped?.()) return false
      running ??= await session()
      const errors = await running.errors(rows(member))
      if (!errors.every(Number.isFinite)) {
        throw new RunError(
          'numeric',
          `reference errors: expected finite numbers, got ${errors.find((error) => !Number.isFinite(error))} ${describe(member)} leave out the picture or choose another model.`,
        )
      }
      store.put(key(member), errors)
      if ((i + 1) % FLUSH_EVERY === 0) store.flush()
      onProgress(members.length - missing.length + i + 1, members.length)
    }
    return true
  } finally {
    await running?.dispose()
    store.flush()
  }
}

/** Each picture once for each prompt that it stands under, in the order of the pairs. */
export function membersOf(pairs: readonly DatasetPair[]): Member[] {
  const members = new Map<string, Member>()
  for (const { winner, loser, prompt } of pairs) {
    for (const picture of [winner, loser]) members.set(`${picture} ${prompt}`, { picture, prompt })
  }
  return [...members.values()]
}

/** `name`, computed once for each member: hashing a latent again for every step would cost more than the step. */
export function keptKeys(name: (member: Member) => string): (member: Member) => string {
  const keys = new Map<string, string>()
  return (member) => {
    const place = `${member.picture} ${member.prompt}`
    const known = keys.get(place) ?? name(member)
    keys.set(place, known)
    return known
  }
}
