/**
 * Says in words when a run goes wrong: pure rules over the evaluations so far. Each alarm names what was seen, what it
 * usually means, and the checkpoint to go back to.
 */
import type { PairEvaluation } from './evaluation.ts'

/** One evaluation of a run, at a checkpoint. */
export interface Evaluation {
  step: number
  heldOut: PairEvaluation
  /** Means over the steps since the last evaluation; NaN at step 0. */
  training: { loss: number; accuracy: number; gradientNorm: number; z: { p5: number; p50: number; p95: number } }
  /** Euclidean norm over all trained numbers. */
  parameterNorm: number
  /** Mean distance of pictures of one prompt, in latent units; NaN when none are drawn. */
  spread: number
  /** `spread` relative to the base's. */
  diversity: number
}

export interface Alarm {
  step: number
  kind: 'overfitting' | 'winner-error' | 'saturation' | 'gradient' | 'diversity'
  sentence: string
}

/** Limits, each with where it comes from. */
const LIMITS = {
  /** Fall of the mean held-out log-sigmoid from its best, in nats: above the scatter of 20 votes x 16 draws. */
  heldOutFall: 0.05,
  /** Rise of the winner's error: likelihood displacement, both errors up while z improves (VideoDPO#11). */
  winnerError: 0.05,
  /** z of 20-80 came before the breakdown in flow_grpo#47. */
  saturatedZ: 20,
  /** Times the median gradient norm so far; spikes came before samples turned to noise (diffusers#6565). */
  gradientSpike: 10,
  /** Share of the base's diversity. */
  diversity: 0.6,
}

/** Alarms of the newest evaluation. */
export function alarms(history: readonly Evaluation[]): Alarm[] {
  const now = history.at(-1)
  if (!now || now.step === 0) return []
  const best = bestEvaluation(history)
  const back = `Go back to step ${best.step}, the best on votes that were held out.`
  const found: Alarm[] = []
  const raise = (kind: Alarm['kind'], sentence: string): void => void found.push({ step: now.step, kind, sentence })

  if (best.heldOut.logSigmoid - now.heldOut.logSigmoid > LIMITS.heldOutFall) {
    raise('overfitting', `The model agrees less with held-out votes than it did at step ${best.step}: it is learning these votes by heart. ${back}`)
  }
  if (now.heldOut.winnerError > LIMITS.winnerError) {
    raise(
      'winner-error',
      `Even preferred pictures have become less likely (error up ${percent(now.heldOut.winnerError)}): the model is leaving what it could draw. ${back} Raise beta or lower the learning rate.`,
    )
  }
  if (Math.max(Math.abs(now.training.z.p5), Math.abs(now.training.z.p95)) > LIMITS.saturatedZ) {
    raise(
      'saturation',
      `Margins are beyond ${LIMITS.saturatedZ} (5th to 95th percentile ${now.training.z.p5.toFixed(1)} to ${now.training.z.p95.toFixed(1)}): most votes no longer teach anything. ${back} Raise label smoothing or lower the learning rate.`,
    )
  }
  const norms = history
    .slice(1, -1)
    .map(({ training }) => training.gradientNorm)
    .sort((a, b) => a - b)
  const median = norms[Math.floor(norms.length / 2)]
  if (norms.length >= 2 && median !== undefined && now.training.gradientNorm > LIMITS.gradientSpike * median) {
    raise(
      'gradient',
      `The gradient is ${(now.training.gradientNorm / median).toFixed(0)} times as large as usual: the run may break apart. ${back} Lower the learning rate.`,
    )
  }
  if (now.diversity < LIMITS.diversity) {
    raise('diversity', `Pictures of one prompt have become alike (${percent(now.diversity)} of the base's variety). ${back} Raise gamma or beta.`)
  }
  return found
}

/** The evaluation after step 0 with the highest mean held-out log-sigmoid; the earlier one of equals. Step 0 where there is no other. */
export function bestEvaluation(history: readonly Evaluation[]): Evaluation {
  const trained = history.filter(({ step }) => step > 0)
  return (trained.length > 0 ? trained : history).reduce((best, next) => (next.heldOut.logSigmoid > best.heldOut.logSigmoid ? next : best))
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}
