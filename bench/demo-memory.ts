/**
 * `demo-memory`: by how much the demo's training step makes a process grow, with checkpointing (ours) and without (peer).
 *
 * Expected before measuring: a ratio of 0.4 to 0.6. What is kept falls to the blocks' inputs, but the largest block still has
 * to be alive while it is made again, and this model's twelve blocks are much alike.
 */
import type { Benchmark } from './benchmark.ts'
import type { StepChildOptions, StepChildResult } from './children/step-child.ts'
import { runOurs } from './run-child.ts'

const MIB = 2 ** 20

export const demoMemoryBenchmark: Benchmark = {
  name: 'demo-memory',
  title: "Peak anonymous memory that the demo's training step adds to its process, with checkpointing (ours) and without (peer).",
  async run({ quick }) {
    const counts = { warmup: 0, steps: quick ? 1 : 3 }
    const step = (checkpoint: boolean): Promise<StepChildResult> => runOurs('step-child', { ...counts, checkpoint } satisfies StepChildOptions)
    const [withIt, without] = [await step(true), await step(false)]
    const isKnown = withIt.peakBytes !== null && without.peakBytes !== null
    return {
      unit: 'MiB',
      better: 'lower',
      ours: inMib(withIt.peakBytes),
      peer: inMib(without.peakBytes),
      config: { pairs: withIt.pairs, threads: withIt.threads, measure: 'VmHWM - RssFile - RssShmem, less RssAnon before the first step' },
      note: isKnown ? undefined : 'Not measured: this system does not say how much memory a process had at its peak (Linux does, in /proc).',
    }
  },
}

function inMib(bytes: number | null): number | null {
  return bytes === null ? null : bytes / MIB
}
