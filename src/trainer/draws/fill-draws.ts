/**
 * Fills a draw store with the reference errors that a dataset needs, with progress, and reads pairs' offsets off it. Each
 * picture is evaluated once under its group's draws, however many pairs it is in.
 */
import { RunError } from '../../errors.ts'
import type { Dataset, DatasetPair, DatasetPrompt } from '../run/dataset.ts'
import type { ErrorSession } from '../step/error-session.ts'
import { type Draw, type DrawPoolOptions, drawPool } from './draw-pool.ts'
import { type DrawStore, memberKey } from './draw-store.ts'

/** Reference errors of a dataset, ready for training. */
export interface FilledDraws {
  /** The draws of a prompt. */
  draws(prompt: number): readonly Draw[]
  /** L_ref of a picture under each draw of a prompt. */
  errors(latent: number, prompt: number): Float32Array
}

export interface FillOptions {
  dataset: Dataset
  pool: DrawPoolOptions
  store: DrawStore
  /** Reference errors; asked for only when the store lacks some. */
  session: () => Promise<ErrorSession>
  onProgress: (done: number, total: number) => void
  /** Stops after the picture at hand; what was filled is kept. */
  stopped?: () => boolean
  /** Awaited before each picture: a pause. */
  resumed?: () => Promise<void>
}

/** Pictures between two writes to disk. */
const FLUSH_EVERY = 16

/** Undefined when it was stopped before everything was there. */
export async function fillDraws({ dataset, pool, store, session, onProgress, stopped, resumed }: FillOptions): Promise<FilledDraws | undefined> {
  const pools = dataset.prompts.map(({ group }) => drawPool(pool, group))
  const keys = new Map<string, string>()
  const key = (latent: number, prompt: number): string => {
    const name = `${latent} ${prompt}`
    const { conditioning, group } = dataset.prompts[prompt] as DatasetPrompt
    const known = keys.get(name) ?? memberKey(dataset.latents[latent], conditioning, dataset.empty, group)
    keys.set(name, known)
    return known
  }
  const members = membersOf(dataset.pairs)
  const missing = members.filter(({ latent, prompt }) => !store.get(key(latent, prompt)))
  let running: ErrorSession | undefined
  try {
    for (const [i, { latent, prompt }] of missing.entries()) {
      await resumed?.()
      if (stopped?.()) return undefined
      running ??= await session()
      const picture = dataset.latents[latent]
      const { conditioning } = dataset.prompts[prompt] as DatasetPrompt
      const rows = (pools[prompt] as Draw[]).map((draw) => ({
        latent: picture,
        conditioning: draw.captionDropped ? dataset.empty : conditioning,
        timestep: draw.timestep,
        noise: draw.noise(picture.length),
      }))
      const errors = await running.errors(rows)
      if (!errors.every(Number.isFinite)) {
        throw new RunError(
          'numeric',
          `reference errors: expected finite numbers, got ${errors.find((error) => !Number.isFinite(error))} for picture ${latent} under prompt '${dataset.prompts[prompt].group}'. Its latents or the model are broken; leave out the picture or choose another model.`,
        )
      }
      store.put(key(latent, prompt), errors)
      if ((i + 1) % FLUSH_EVERY === 0) store.flush()
      onProgress(members.length - missing.length + i + 1, members.length)
    }
  } finally {
    await running?.dispose()
    store.flush()
  }
  return { draws: (prompt) => pools[prompt] as Draw[], errors: (latent, prompt) => store.get(key(latent, prompt)) as Float32Array }
}

function membersOf(pairs: readonly DatasetPair[]): { latent: number; prompt: number }[] {
  const members = new Map<string, { latent: number; prompt: number }>()
  for (const { winner, loser, prompt } of pairs) {
    for (const latent of [winner, loser]) members.set(`${latent} ${prompt}`, { latent, prompt })
  }
  return [...members.values()]
}
