/**
 * `sampler`: pictures a second from the demo model, 10 DDIM steps with guidance, against the same loop in PyTorch.
 *
 * Expected before measuring: 13 pictures a second or more (64 in under 5 s is promised on two idle cores), 0.9 to 1.3 times
 * PyTorch's: forward passes only, where ONNX Runtime fuses what PyTorch runs one by one.
 */
import { RunError } from '../src/errors.ts'
import { type Benchmark, median } from './benchmark.ts'
import type { SamplerChildOptions, SamplerChildResult } from './children/sampler-child.ts'
import { runOurs, runPeer } from './run-child.ts'

/** Rounding grows over ten guided steps; latents are of size one, and a wrong step would show in the first digit. */
const TOLERANCE = 5e-3

/** Pictures that walk together, in both. */
const GROUP = 16

interface PeerResult {
  torch: string
  seconds: number[]
  /** Largest difference to our latents. */
  difference: number
}

export const samplerBenchmark: Benchmark = {
  name: 'sampler',
  title: 'Pictures a second from the demo model, DDIM with guidance, against the same loop in plain PyTorch.',
  async run({ quick, folder, python }) {
    const { pictures, rounds } = quick ? { pictures: GROUP, rounds: 1 } : { pictures: 64, rounds: 5 }
    const ours = await runOurs<SamplerChildResult>('sampler-child', { pictures, rounds, folder } satisfies SamplerChildOptions)
    const { batch, model, threads, guidance, steps } = ours
    const peer = python === undefined ? undefined : await runPeer<PeerResult>(python, 'demo_sampler', { batch, model, threads, guidance, group: GROUP, rounds })
    if (peer && !(peer.difference < TOLERANCE)) {
      throw new RunError('numeric', `sampler: expected the same pictures from both, got latents up to ${peer.difference} apart. The times are no comparison.`)
    }
    return {
      unit: 'pictures/s',
      better: 'higher',
      ours: pictures / median(ours.seconds),
      peer: peer ? pictures / median(peer.seconds) : null,
      config: {
        pictures,
        steps,
        guidance,
        threads,
        rounds,
        seconds: median(ours.seconds),
        peerSeconds: peer ? median(peer.seconds) : null,
        largestDifference: peer?.difference ?? null,
        torch: peer?.torch ?? null,
      },
      note: peer ? undefined : 'PyTorch did not run: set SEE_DPO_TORCH_PYTHON to a Python interpreter that has torch.',
    }
  },
}
