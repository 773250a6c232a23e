/** What the numbers were measured on: processor, memory, system, versions, and how busy it was. */
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os'
import { join } from 'node:path'
import type { Machine } from './result-text.ts'

export function machine(): Machine {
  const runtime = JSON.parse(readFileSync(join(import.meta.dirname, '../node_modules/onnxruntime-node/package.json'), 'utf8'))
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${process.arch}`,
    node: process.version,
    onnxruntime: runtime.version,
    // A load above 0.1 before the start means that something else was measured too.
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(2)),
  }
}
