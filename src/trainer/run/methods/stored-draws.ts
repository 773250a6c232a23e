/** Fills a run's stored draws: which file in its folder, which errors, with which network. What they are for is the methods'. */
import { openDrawStore } from '../../draws/draw-store.ts'
import { type FilledDraws, fillDraws } from '../../draws/fill-draws.ts'
import { createErrorSession } from '../../step/error-session.ts'
import type { DatasetPair } from '../dataset.ts'
import { frozenHashes } from '../prepare-run.ts'
import type { MethodContext } from './method-run.ts'

/** Reference errors of the pictures of `pairs`; undefined when the run was stopped meanwhile, and what was filled is kept. */
export async function storedDraws(
  { folder, settings, dataset, run: { model, forward }, onProgress, control }: MethodContext,
  pairs: readonly DatasetPair[],
): Promise<FilledDraws | undefined> {
  const pool = { seed: settings.seed, count: settings.draws, from: settings.timestepFrom, to: settings.timestepTo, captionDropout: settings.captionDropout }
  const { profile, threads } = settings
  const store = openDrawStore(folder, {
    model: JSON.stringify([model.identity, frozenHashes(settings)]),
    provider: 'cpu',
    precision: 'f32',
    session: JSON.stringify({ profile, threads, rows: forward.rows, queryBlock: settings.queryBlock }),
    draws: pool,
  })
  try {
    return await fillDraws({
      dataset: { ...dataset, pairs },
      pool,
      store,
      session: () => createErrorSession({ ...forward, role: 'reference' }),
      onProgress,
      stopped: () => control.stopped(),
      resumed: () => control.resumed(),
    })
  } finally {
    store.close()
  }
}
