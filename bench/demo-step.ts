/**
 * `demo-step`: one training step of the demo, warm, against the same step in PyTorch on as many threads.
 *
 * Expected before measuring: between 0.7 and 1.2 of PyTorch's time. Both spend it in the convolutions, where MLAS and oneDNN
 * are close; we pay for gradients spelled out in ordinary operators and save the dispatch of some thousand small calls.
 */
import { RunError } from '../src/errors.ts'
import { type Benchmark, median } from './benchmark.ts'
import type { StepChildOptions, StepChildResult } from './children/step-child.ts'
import { runOurs, runPeer } from './run-child.ts'

/** How far the two may be apart in loss, and relatively in gradient norm, to count as the same step. */
const TOLERANCE = 1e-4

interface PeerResult {
  torch: string
  loss: number
  gradientNorm: number
  /** Seconds of each step with checkpointing and without. */
  checkpointed: number[]
  plain: number[]
}

export const demoStepBenchmark: Benchmark = {
  name: 'demo-step',
  title: "The demo's fused SEE-Diffusion-DPO step (16 pairs, stored reference, checkpointing, clipping, AdamW): median seconds, against plain PyTorch.",
  async run({ quick, folder, python }) {
    const counts = quick ? { warmup: 1, steps: 2 } : { warmup: 3, steps: 15 }
    const step = (checkpoint: boolean): Promise<StepChildResult> => runOurs('step-child', { ...counts, checkpoint, folder } satisfies StepChildOptions)
    const ours = await step(true)
    const oursPlain = await step(false)
    const peer =
      python === undefined
        ? undefined
        : await runPeer<PeerResult>(python, 'demo_step', { batch: ours.batch, model: ours.model, threads: ours.threads, ...counts })
    if (peer) checkSame(ours, peer)
    return {
      unit: 's a step',
      better: 'lower',
      ours: median(ours.seconds),
      peer: peer ? median(peer.checkpointed) : null,
      config: {
        pairs: ours.pairs,
        threads: ours.threads,
        steps: counts.steps,
        oursFastest: Math.min(...ours.seconds),
        oursWithoutCheckpointing: median(oursPlain.seconds),
        peerFastest: peer ? Math.min(...peer.checkpointed) : null,
        peerWithoutCheckpointing: peer ? median(peer.plain) : null,
        loss: ours.loss,
        gradientNorm: ours.gradientNorm,
        torch: peer?.torch ?? null,
      },
      note: peer ? undefined : 'PyTorch did not run: set SEE_DPO_TORCH_PYTHON to a Python interpreter that has torch.',
    }
  },
}

/** A faster step that computes something else would be no comparison. */
function checkSame(ours: StepChildResult, peer: PeerResult): void {
  const apart = { loss: Math.abs(ours.loss - peer.loss), gradientNorm: Math.abs(ours.gradientNorm / peer.gradientNorm - 1) }
  if (apart.loss < TOLERANCE && apart.gradientNorm < TOLERANCE) return
  throw new RunError(
    'numeric',
    `demo-step: expected the same step from both, got loss ${ours.loss} and ${peer.loss} (PyTorch), gradient norm ${ours.gradientNorm} and ${peer.gradientNorm}. The times are no comparison.`,
  )
}
