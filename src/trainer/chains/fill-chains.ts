/**
 * Reference errors of chains: the mean squared error of the reference at every transition, once for each picture, kept on disk as
 * those of draws are. Which steps there are is chain-plan.ts's.
 */
import { createHash } from 'node:crypto'
import { InputError } from '../../errors.ts'
import type { DrawStore } from '../draws/draw-store.ts'
import { fillMissing, keptKeys, type Member, membersOf } from '../draws/fill-missing.ts'
import type { NoiseSchedule } from '../noise-schedule.ts'
import type { Dataset, DatasetPair } from '../run/dataset.ts'
import type { ChainErrorSession } from '../step/error-session.ts'
import { type ChainPlan, type Transition, transitionMember, transitionsOf } from './chain-plan.ts'
import { type DatasetChain, type DatasetChains, latentAt } from './dataset-chains.ts'

/** Chains of a dataset, ready for training. */
export interface FilledChains {
  /** The transitions that both members of a pair go through. */
  transitions(pair: DatasetPair): readonly Transition[]
  /** A picture's chain before a transition, and the target that says where it led. */
  member(picture: number, transition: Transition): { noisy: Float32Array; target: Float32Array }
  /** The reference's error at each transition; only where they were filled. */
  errors(picture: number, prompt: number): Float32Array
}

export interface FillChainsOptions {
  dataset: Dataset
  chains: DatasetChains
  schedule: NoiseSchedule
  /** Timesteps that are trained, from (inclusive) to (exclusive). */
  range: { from: number; to: number }
  store: DrawStore
  /** Reference errors; asked for only when the store lacks some. Absent where the reference is computed in training. */
  session?: () => Promise<ChainErrorSession>
  onProgress: (done: number, total: number) => void
  stopped?: () => boolean
  resumed?: () => Promise<void>
}

/** Undefined when it was stopped before everything was there; what was filled is kept. */
export async function fillChains({
  dataset,
  chains,
  schedule,
  range,
  store,
  session,
  onProgress,
  stopped,
  resumed,
}: FillChainsOptions): Promise<FilledChains | undefined> {
  const transitions = chains.plans.map((plan) => transitionsOf(plan, schedule, range.from, range.to))
  if (transitions.some(({ length: count }) => count === 0)) {
    throw new InputError(
      `training: expected chains with steps between timesteps ${range.from} and ${range.to}, got one without. Widen the range, or sample with eta above 0 and more steps.`,
    )
  }
  const length = dataset.latentShape.reduce((product, size) => product * size, 1)
  const chainOf = (picture: number): DatasetChain => chains.ofPicture.get(picture) as DatasetChain
  const memberOf = (picture: number, transition: Transition) => {
    const chain = chainOf(picture)
    return transitionMember(transition, latentAt(chain, transition.index, length), latentAt(chain, transition.index + 1, length))
  }
  const key = keptKeys(({ picture, prompt }) => {
    const { plan, latents } = chainOf(picture)
    return chainKey(chains.plans[plan], latents, dataset, prompt)
  })
  const errorsOf = (member: Member): Float32Array | undefined => {
    const errors = store.get(key(member))
    return errors?.length === transitions[chainOf(member.picture).plan].length ? errors : undefined
  }
  const isFilled =
    session === undefined ||
    (await fillMissing({
      members: membersOf(dataset.pairs),
      isThere: (member) => errorsOf(member) !== undefined,
      key,
      rows({ picture, prompt }) {
        const { conditioning, negative = dataset.empty } = dataset.prompts[prompt]
        return transitions[chainOf(picture).plan].map((transition) => {
          const { timestep, guidance } = transition
          return { ...memberOf(picture, transition), timestep, conditioning, unconditional: negative, guidance }
        })
      },
      describe: ({ picture, prompt }) =>
        `in the chain of picture ${picture} under prompt '${dataset.prompts[prompt].group}'. The chain or the model is broken;`,
      store,
      session,
      onProgress,
      stopped,
      resumed,
    }))
  if (!isFilled) return undefined
  return {
    transitions: ({ winner }) => transitions[chainOf(winner).plan],
    member: memberOf,
    errors: (picture, prompt) => errorsOf({ picture, prompt }) as Float32Array,
  }
}

/** Names a chain under a prompt: everything that its errors depend on besides the network and the range of timesteps. */
function chainKey(plan: ChainPlan, latents: Float32Array | Float16Array, { prompts, empty }: Dataset, prompt: number): string {
  const { conditioning, negative = empty } = prompts[prompt]
  const hash = createHash('sha256')
    .update(JSON.stringify([plan, latents.length, latents.BYTES_PER_ELEMENT, conditioning.tokens]))
    .update(new Uint8Array(latents.buffer, latents.byteOffset, latents.byteLength))
  for (const { context, label } of [conditioning, negative]) hash.update(context).update(label ?? '')
  return hash.digest('hex').slice(0, 32)
}
