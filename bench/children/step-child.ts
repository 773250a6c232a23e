/**
 * Child of demo-step and demo-memory: takes the demo's training steps (fused step, clipping, AdamW) and prints seconds, memory
 * and the first step's loss and gradient norm. Its own process, so that nothing else is in its memory.
 */
import { adamWState, adamWStep, clipNorm, globalNorm } from '../../src/trainer/optimizer.ts'
import { loraTrainable } from '../../src/trainer/step/trainable.ts'
import { demoStep, storeReference, writeDemoBatch } from '../demo-batch.ts'
import { memoryWatch } from '../memory-watch.ts'

export interface StepChildOptions {
  checkpoint: boolean
  warmup: number
  steps: number
  /** Where the batch is written for a peer; absent, it is not. */
  folder?: string
}

export interface StepChildResult {
  model: string
  threads: number
  pairs: number
  seconds: number[]
  loss: number
  gradientNorm: number
  /** By how many bytes the process grew over what it had before the first step; null where the system does not say. */
  peakBytes: number | null
  batch?: string
}

const { checkpoint, warmup, steps, folder } = JSON.parse(process.argv[2]) as StepChildOptions
const demo = await demoStep({ checkpoint })
// What a run allocates is kept for the next one, so the watch begins before the first.
const watch = memoryWatch()
await storeReference(demo)
const batch = folder === undefined ? undefined : writeDemoBatch(folder, demo)
const { parameters } = loraTrainable(demo.adapters)
const optimizer = adamWState(parameters)
const { gradientLimit, learningRate, weightDecay } = demo.settings

const first = await demo.step.run(demo.pairs)
const seconds: number[] = []
for (let i = 0; i < warmup + steps; i++) {
  const start = performance.now()
  const { gradients } = await demo.step.run(demo.pairs)
  clipNorm(gradients, gradientLimit)
  adamWStep(parameters, gradients, optimizer, learningRate, { weightDecay })
  if (i >= warmup) seconds.push((performance.now() - start) / 1000)
}
const result: StepChildResult = {
  model: demo.settings.model,
  threads: demo.settings.threads,
  pairs: demo.pairs.length,
  seconds,
  loss: first.loss,
  gradientNorm: globalNorm(first.gradients),
  peakBytes: watch?.peakBytes() ?? null,
  batch,
}
await demo.step.dispose()
console.log(JSON.stringify(result))
