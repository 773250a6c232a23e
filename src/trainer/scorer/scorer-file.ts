/** A trained scorer as a file of the run's folder, so that a run that goes on judges with the same one. */
import { existsSync } from 'node:fs'
import type { FileWriter } from '../../files/atomic-write.ts'
import { openSafetensors } from '../models/safetensors/open-safetensors.ts'
import { writeSafetensors } from '../models/safetensors/write-safetensors.ts'
import type { TrainedScorer } from './train-scorer.ts'

/** `identity` is the run's: another run's scorer is not taken for this one's. */
export function saveScorer(path: string, { head: { scale, weights }, buckets }: TrainedScorer, identity: string, writer?: FileWriter): void {
  writeSafetensors(
    path,
    [
      { name: 'scale', dtype: 'F32', shape: [scale.length], data: scale },
      { name: 'weights', dtype: 'F32', shape: [weights.length], data: weights },
    ],
    { 'see_dpo.scorer': '1', identity, buckets: JSON.stringify(buckets) },
    writer,
  )
}

/** Undefined where there is none of this run. */
export function loadScorer(path: string, identity: string): TrainedScorer | undefined {
  if (!existsSync(path)) return undefined
  const file = openSafetensors(path)
  try {
    if (file.metadata.identity !== identity) return undefined
    return { head: { scale: file.read('scale'), weights: file.read('weights') }, buckets: JSON.parse(file.metadata.buckets) }
  } finally {
    file.close()
  }
}
