/**
 * Which pairs a LoRA has learned from, through all the runs that it goes back to: a run that goes on from it would only seem
 * to agree with votes that were held out of itself, but not of them.
 */
import type { Store } from '../../preferences/store.ts'
import { readRunFiles } from './run-files.ts'

/** Ids of pairs; none where the run's files are gone. */
export function trainedPairs(loraId: string | undefined, store: Pick<Store, 'loras' | 'runs'>): Set<string> {
  const found = new Set<string>()
  const seen = new Set<string>()
  for (let id = loraId; id !== undefined && !seen.has(id); ) {
    seen.add(id)
    const lora = store.loras.get(id)
    const run = lora && store.runs.get(lora.runId)
    if (run) for (const pairId of trainedBy(store.runs.folder(run.id))) found.add(pairId)
    id = run?.continuesLora
  }
  return found
}

function trainedBy(folder: string): readonly string[] {
  try {
    return readRunFiles(folder).trained
  } catch {
    return []
  }
}
