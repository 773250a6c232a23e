/**
 * A child process that builds a UNet step, runs it once and prints how far its resident memory rose, beside the estimate. Its
 * own process, because the high-water mark of a process only ever rises. Arguments: plain or checkpoint, hidden or known.
 */
import { readFileSync } from 'node:fs'
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import type { Value } from '../../../src/trainer/graph/graph.ts'
import { lower } from '../../../src/trainer/graph/lower.ts'
import { estimateMemory } from '../../../src/trainer/graph/memory-estimate.ts'
import { writeOnnx } from '../../../src/trainer/graph/onnx-writer.ts'
import { createSession, loadRuntime } from '../../../src/trainer/graph/session.ts'
import { formulaUnet } from '../models/unet/formula-unet.ts'

const checkpoint = process.argv[2] === 'checkpoint'
const structure = {
  modelChannels: 64,
  latentChannels: 4,
  multipliers: [1, 2],
  resnets: 1,
  depths: [1, 1],
  middleDepth: 1,
  contextWidth: 64,
  labelWidth: 0,
  linearProjection: true,
  headChannels: 32,
  normGroups: 32,
  patch: 1,
}
const net = formulaUnet('peak', { structure, timesteps: [1, 2], size: [40, 48], tokens: 33, whole: [] }, { queryBlock: 256, checkpoint })
const projections = [...net.weights].filter(([name]) => /to_(q|k|v|out\.0)\.weight$/.test(name)).map(([, value]) => value)
const gradients = gradient(net.loss, projections)
const outputs: Record<string, Value> = { loss: net.loss, ...Object.fromEntries(gradients.map((value, i) => [`g${i}`, value])) }
const { model } = lower(net.graph, outputs)
const shapes = process.argv[3] === 'known' ? 'known' : 'hidden'
const estimate = estimateMemory(model, { shapes })

const resident = (key: 'VmHWM' | 'VmRSS'): number => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
const run = shapes === 'hidden' ? await leanRun() : await runWithKnownShapes()
const before = resident('VmRSS')
await run()
console.log(JSON.stringify({ measured: resident('VmHWM') - before, ...estimate }))

async function leanRun(): Promise<() => Promise<unknown>> {
  const session = await createSession(net.graph, outputs, { profile: 'lean', threads: 1 })
  return () => session.run(net.feeds)
}

/** What the lean profile was before it hid shapes. */
async function runWithKnownShapes(): Promise<() => Promise<unknown>> {
  const ort = await loadRuntime()
  const session = await ort.InferenceSession.create(writeOnnx(model), {
    graphOptimizationLevel: 'disabled',
    enableMemPattern: false,
    enableCpuMemArena: false,
    intraOpNumThreads: 1,
    extra: { session: { disable_prepacking: '1' } },
  })
  const feeds = Object.fromEntries(model.inputs.map(({ name, shape }) => [name, new ort.Tensor(net.feeds[name] as Float32Array, shape)]))
  return () => session.run(feeds)
}
