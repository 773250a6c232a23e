/**
 * A child process that builds a UNet step, runs it once and prints how far its resident memory rose, beside the estimate. Its
 * own process, because the high-water mark of a process only ever rises.
 */
import { readFileSync } from 'node:fs'
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import type { Value } from '../../../src/trainer/graph/graph.ts'
import { lower } from '../../../src/trainer/graph/lower.ts'
import { estimateMemory } from '../../../src/trainer/graph/memory-estimate.ts'
import { createSession } from '../../../src/trainer/graph/session.ts'
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
const net = formulaUnet('peak', { structure, timesteps: [1, 2], size: [40, 48], tokens: 33, whole: [] }, { queryBlock: 512, checkpoint })
const projections = [...net.weights].filter(([name]) => /to_(q|k|v|out\.0)\.weight$/.test(name)).map(([, value]) => value)
const gradients = gradient(net.loss, projections)
const outputs: Record<string, Value> = { loss: net.loss, ...Object.fromEntries(gradients.map((value, i) => [`g${i}`, value])) }
const estimate = estimateMemory(lower(net.graph, outputs).model)

const resident = (key: 'VmHWM' | 'VmRSS'): number => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) * 1024
const session = await createSession(net.graph, outputs, { profile: 'lean', threads: 1 })
const before = resident('VmRSS')
await session.run(net.feeds)
console.log(JSON.stringify({ measured: resident('VmHWM') - before, ...estimate }))
