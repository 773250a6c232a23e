/** A store in which a run has trained: checkpoints with metrics, pictures and LoRAs, put there without a trainer. Only tests use it. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { encodePng } from '../../../src/files/png.ts'
import type { Store } from '../../../src/preferences/store.ts'
import { hashOf } from '../../../src/server/security/tokens.ts'
import { COLOURS } from '../../server/colour-host.ts'
import { fillStore } from '../../server/fill-store.ts'

export const STEPS = [0, 50, 100, 150]
const PICTURES = 4

/** The best of them is at step 100. */
export function evaluationAt(step: number) {
  const accuracy = { 0: 0.2, 50: 0.65, 100: 0.8, 150: 0.75 }[step] ?? 0.7
  return {
    step,
    accuracy,
    votes: 20,
    logSigmoid: -0.69 + accuracy / 4,
    winnerError: step / 5000,
    loserError: step / 1000,
    z: { p5: -step / 100, p50: step / 200, p95: step / 50 },
    trainingAccuracy: step === 0 ? undefined : 0.6 + step / 1000,
    diversity: 1 - step / 1000,
  }
}

/** "Colour taste" has ended, and its LoRAs of steps 50, 100 and 150 are there. */
export async function fillTrained(store: Store): Promise<{ runId: string; datasetId: string }> {
  const { datasetId, promptId } = await fillStore(store)
  const run = store.runs.create({ datasetId, name: 'Colour taste', settings: { modelId: COLOURS, given: { beta: 500 }, steps: 150 } })
  store.runs.setStatus(run.id, 'running')
  const json = (value: object) => JSON.parse(JSON.stringify(value))
  store.runs.appendMetrics(
    run.id,
    STEPS.flatMap((step) => [
      ...(step === 0 ? [] : [{ kind: 'step' as const, step, data: { loss: 0.7 - step / 1000, gradientNorm: 1 } }]),
      { kind: 'evaluation' as const, step, data: json(evaluationAt(step)) },
    ]),
  )
  for (const step of STEPS) {
    store.runs.addSamples(
      run.id,
      Array.from({ length: PICTURES }, (_, index) => ({
        step,
        index,
        imageHash: picture(store, datasetId, promptId, step + index),
        promptText: 'a red flower',
        seed: index,
      })),
    )
    if (step === 0) continue
    const path = `${run.id}/step-${step}.safetensors`
    mkdirSync(dirname(join(store.folder, 'loras', path)), { recursive: true })
    writeFileSync(join(store.folder, 'loras', path), `weights ${step}`)
    const summary = { method: 'see-diffusion-dpo', modelId: COLOURS, accuracy: evaluationAt(step).accuracy }
    store.loras.insert({ runId: run.id, step, name: `Colour taste step ${step}`, path, hash: hashOf(`weights ${step}`), best: step === 100, summary })
  }
  const alarms = [{ step: 150, kind: 'overfitting', sentence: 'The model agrees less with held-out votes than it did at step 100.' }]
  store.runs.setProgress(run.id, json({ step: 150, best: evaluationAt(100), latest: evaluationAt(150), alarms }))
  store.runs.setStatus(run.id, 'finished')
  return { runId: run.id, datasetId }
}

function picture(store: Store, datasetId: string, promptId: string, shade: number): string {
  const data = Uint8Array.from({ length: 12 }, (_, i) => (shade * 5 + (i % 3) * 60) % 256)
  const { hash } = store.files.put('png', encodePng({ width: 2, height: 2, data }))
  store.images.insert(datasetId, [{ hash, format: 'png', width: 2, height: 2, promptId, generation: { seed: shade } }])
  return hash
}
