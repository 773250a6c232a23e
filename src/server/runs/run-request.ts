/**
 * From what a person asked for to the settings of a run: the model's own defaults, the person's changes over them, and the
 * LoRA to go on from. What settings do is left to the trainer.
 */
import type { components } from '../../../openapi/generated/see-dpo.ts'
import { InputError } from '../../errors.ts'
import type { Host, TrainingBase } from '../../host/host.ts'
import type { Store } from '../../preferences/store.ts'
import { NotFoundError } from '../../preferences/store-errors.ts'
import { methodScale, type RunSettings, resolveSettings } from '../../trainer/run/run-settings.ts'
import { byVotes } from './by-votes.ts'
import { MENU_NAMES } from './settings-menu.ts'

export type RunRequest = components['schemas']['RunRequest']

/** Throws an InputError that names the setting. */
export async function settingsOf(
  { settings: given = {}, modelId, datasetId, voterIds, continues }: RunRequest,
  store: Store,
  host: Host,
  base?: TrainingBase,
): Promise<RunSettings> {
  for (const name of Object.keys(given)) {
    if (name !== 'method' && !MENU_NAMES.has(name))
      throw new InputError(`run settings: expected names that GET /api/methods lists, got '${name}'. Check the spelling.`)
  }
  const { byVotes: followsVotes, ...defaults } = base ?? (await host.trainingBase(modelId))
  const votes = followsVotes ? new Set(store.votes.trainingPairs(datasetId, { voterIds }).map(({ eventId }) => eventId)).size : 0
  const settings = {
    ...defaults,
    checkpointLoras: true,
    ...(followsVotes ? byVotes(votes, given as Partial<RunSettings>) : {}),
    ...methodScale(given.method),
    ...given,
    ...initialOf(continues, store),
  } as Partial<RunSettings> & { model: string }
  // Whoever changes the pairs of a step need not know that calls divide it.
  if (given.pairsPerStep !== undefined && given.pairsPerCall === undefined)
    settings.pairsPerCall = largestDivisor(Number(given.pairsPerStep), settings.pairsPerCall ?? 1)
  return resolveSettings(settings)
}

function initialOf(loraId: string | undefined, store: Store): Partial<RunSettings> {
  if (loraId === undefined) return {}
  if (!store.loras.get(loraId)) throw new NotFoundError(`LoRA ${loraId}: expected one that a run has made, got an id that names none. Choose another.`)
  return { initial: store.loras.file(loraId) }
}

/** The largest divisor of `count` that is at most `limit`; 1 for what can't be divided. */
function largestDivisor(count: number, limit: number): number {
  for (let divisor = Math.min(count, limit); divisor > 1; divisor--) if (count % divisor === 0) return divisor
  return 1
}
