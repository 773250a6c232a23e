/**
 * The training step of the trajectory methods: steps of chains, guided or not, in one gradient. The two kinds go through sessions of
 * their own, since guidance takes the network twice; each is opened when it is first needed.
 */
import { createFusedStep } from './fused-step.ts'
import { createMemberStep } from './member-step.ts'
import { addScaled, emptyResult, type PairStep, type StepOptions, type StepResult, type TransitionInput } from './pair-step.ts'

export interface TransitionStepOptions extends Omit<StepOptions, 'form'> {
  /** One member of a pair at a time; with `sharedLatent` one pair, whose activations are those of one picture anyway. */
  oneMember: boolean
}

export interface TransitionStep {
  /** Any number of transitions; all of them count alike. */
  run(transitions: readonly TransitionInput[]): Promise<StepResult>
  dispose(): Promise<void>
}

export function createTransitionStep({ oneMember, ...options }: TransitionStepOptions): TransitionStep {
  const steps = new Map<boolean, Promise<PairStep>>()
  const stepFor = (guided: boolean): Promise<PairStep> => {
    const form = guided ? 'guided chains' : 'chains'
    const single = oneMember && !options.sharedLatent
    const create = (): Promise<PairStep> =>
      single ? createMemberStep({ ...options, form }) : createFusedStep({ ...options, form, pairs: oneMember ? 1 : options.pairs })
    const running = steps.get(guided) ?? create()
    steps.set(guided, running)
    return running
  }
  return {
    async run(transitions) {
      const result = emptyResult(options.trainable, transitions.length)
      for (const guided of [true, false]) {
        const indices = [...transitions.keys()].filter((i) => (transitions[i].guidance !== 1) === guided)
        if (indices.length === 0) continue
        const part = await (await stepFor(guided)).run(indices.map((i) => transitions[i]))
        const share = indices.length / transitions.length
        result.loss += share * part.loss
        for (const name of ['z', 'winnerErrors', 'loserErrors'] as const) {
          indices.forEach((at, i) => {
            result[name][at] = part[name][i]
          })
        }
        result.gradients.forEach((sum, k) => {
          addScaled(sum, part.gradients[k], share)
        })
      }
      return result
    },
    async dispose() {
      for (const running of steps.values()) await (await running).dispose()
    },
  }
}
