/**
 * Asks a finished run's LoRA how sure it is of pairs that nobody has voted on, so that the uncertain ones come first.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../../host/host.ts'
import type { Store } from '../../preferences/store.ts'
import type { PairView, Run } from '../../preferences/types.ts'
import type { RunningJob } from '../../trainer/child/start-job.ts'
import { startJob } from '../../trainer/child/start-job.ts'
import { writeDataset } from '../../trainer/run/dataset-file.ts'
import { planOf } from './run-view.ts'
import { trainingDataset } from './training-dataset.ts'

/** A person votes on so many at a sitting; the next run asks again. */
const MOST_PAIRS = 400
const PAGE = 200

/**
 * Starts the question; undefined where there is nothing to ask about, or when `signal` has said so before it began. `kept` resolves when the answers are in the store; a
 * stop keeps those that there are.
 */
export async function unseenMargins(
  run: Run,
  lora: string,
  store: Store,
  host: Host,
  signal?: AbortSignal,
): Promise<{ job: RunningJob<'margins'>; kept: Promise<void> } | undefined> {
  const pairs = unseenPairs(run.datasetId, store)
  if (pairs.length === 0) return undefined
  const members = pairs.map(({ pair: { id, images, promptId, seedGroup } }) => ({
    pairId: id,
    promptId,
    winner: images[0],
    loser: images[1],
    label: 0.5 as const,
    seedGroup,
    heldOut: false,
  }))
  const { dataset } = await trainingDataset(store, host, planOf(run).modelId, run.datasetId, members)
  if (signal?.aborted) return undefined
  const folder = store.runs.folder(run.id)
  const path = join(folder, 'unseen.safetensors')
  writeDataset(path, dataset)
  const job = startJob<'margins'>({ kind: 'margins', folder, lora, dataset: path })
  const keep = async (): Promise<void> => {
    try {
      const margins = await job.finished
      store.runs.setMargins(
        run.id,
        Array.from(margins, (margin, i) => ({ pairId: pairs[i].pair.id, margin })),
      )
    } finally {
      rmSync(path, { force: true })
    }
  }
  return { job, kept: keep() }
}

function unseenPairs(datasetId: string, store: Store): PairView[] {
  const found: PairView[] = []
  let cursor: string | undefined
  do {
    const page = store.pairs.list({ datasetId, voted: false, limit: PAGE, cursor })
    // A margin is between two; fours wait their turn without one.
    found.push(...page.pairs.filter(({ pair }) => pair.images.length === 2))
    cursor = page.nextCursor
  } while (cursor !== undefined && found.length < MOST_PAIRS)
  return found.slice(0, MOST_PAIRS)
}
