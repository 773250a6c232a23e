/**
 * A LoRA as the API shows it, from its row and its run's.
 */
import type { components } from '../../../openapi/generated/see-dpo.ts'
import type { Store } from '../../preferences/store.ts'
import type { Lora } from '../../preferences/types.ts'
import { planOf } from './run-view.ts'

/** `summary` of the row. */
interface LoraSummary {
  method?: string
  modelId?: string
  votes?: number
  accuracy?: number | null
}

export function loraView(
  { id, runId, datasetId, name, step, best, bytes, hash, createdAt, summary }: Lora,
  store: Pick<Store, 'runs'>,
): components['schemas']['Lora'] {
  const run = store.runs.get(runId)
  const { method, modelId, votes, accuracy } = (summary ?? {}) as LoraSummary
  return {
    id,
    runId,
    datasetId,
    modelId: modelId ?? (run && planOf(run).modelId),
    name,
    step,
    best,
    bytes,
    hash,
    votes: votes ?? run?.votes ?? 0,
    method,
    accuracy: accuracy ?? undefined,
    createdAt,
  }
}
