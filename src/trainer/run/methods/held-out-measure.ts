/**
 * What held-out votes say of the policy: z in the forward form over stored draws. A method whose own z says little of the policy
 * (bounded by a clamp, or without a reference) is measured as Diffusion-DPO would be, so that checkpoints and runs can be compared.
 */
import type { FilledDraws } from '../../draws/fill-draws.ts'
import { diffusionDpo } from '../../objectives/diffusion-dpo.ts'
import type { Objective } from '../../objectives/objective.ts'
import { createErrorSession } from '../../step/error-session.ts'
import { createObjectiveSession, evaluatePairs, type PairEvaluation } from '../evaluation.ts'
import type { MethodContext } from './method-run.ts'

export interface HeldOutMeasure {
  evaluate(): Promise<PairEvaluation>
  dispose(): Promise<void>
}

/** The method's own z on held-out votes: its objective, and the offset of each pair under each draw. */
export interface OwnMeasure {
  objective: Objective
  offset: (pair: number, draw: number) => number
}

/** Strength that stands in for the method's own: the margins of a run that goes well are of the order of 1 under it. */
const MEASURE: OwnMeasure = { objective: diffusionDpo({ beta: 1000 }), offset: () => 0 }

export async function heldOutMeasure(
  { dataset, run: { split, forward } }: MethodContext,
  filled: FilledDraws,
  { objective, offset }: OwnMeasure = MEASURE,
): Promise<HeldOutMeasure> {
  const policy = await createErrorSession({ ...forward, role: 'policy' })
  const session = await createObjectiveSession(objective, forward.session)
  return {
    evaluate: () => evaluatePairs({ dataset, pairs: split.heldOut, offset, filled, policy, objective: session }),
    async dispose() {
      await Promise.all([policy.dispose(), session.dispose()])
    },
  }
}
