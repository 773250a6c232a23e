/**
 * Fills a draw store with the reference errors that a dataset needs, with progress, and reads pairs' offsets off it. Each
 * picture is evaluated once under its group's draws, however many pairs it is in.
 */
import type { Dataset, DatasetPrompt } from '../run/dataset.ts'
import type { ErrorSession } from '../step/error-session.ts'
import { type Draw, type DrawPoolOptions, drawPool } from './draw-pool.ts'
import { type DrawStore, memberKey } from './draw-store.ts'
import { fillMissing, keptKeys, membersOf } from './fill-missing.ts'

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

/** Undefined when it was stopped before everything was there. */
export async function fillDraws({ dataset, pool, store, session, onProgress, stopped, resumed }: FillOptions): Promise<FilledDraws | undefined> {
  const pools = dataset.prompts.map(({ group }) => drawPool(pool, group))
  const key = keptKeys(({ picture, prompt }) => {
    const { conditioning, group } = dataset.prompts[prompt] as DatasetPrompt
    return memberKey(dataset.latents[picture], conditioning, dataset.empty, group)
  })
  const isFilled = await fillMissing({
    members: membersOf(dataset.pairs),
    isThere: (member) => store.get(key(member)) !== undefined,
    key,
    rows({ picture, prompt }) {
      const latent = dataset.latents[picture]
      const { conditioning } = dataset.prompts[prompt] as DatasetPrompt
      return (pools[prompt] as Draw[]).map((draw) => ({
        latent,
        conditioning: draw.captionDropped ? dataset.empty : conditioning,
        timestep: draw.timestep,
        noise: draw.noise(latent.length),
      }))
    },
    describe: ({ picture, prompt }) => `for picture ${picture} under prompt '${dataset.prompts[prompt].group}'. Its latents or the model are broken;`,
    store,
    session,
    onProgress,
    stopped,
    resumed,
  })
  if (!isFilled) return undefined
  return { draws: (prompt) => pools[prompt] as Draw[], errors: (picture, prompt) => store.get(key({ picture, prompt })) as Float32Array }
}
