/** Opens the method that a run's settings name, by what it trains on. */
import { methodOf } from '../../objectives/objectives.ts'
import { openChains } from './chains.ts'
import type { MethodContext, MethodRun } from './method-run.ts'
import { openPools } from './pools.ts'
import { openThumbs } from './thumbs.ts'
import { openVotes } from './votes.ts'

/** Undefined when the run was stopped before the method was ready; what was computed is kept. */
export function openMethod(context: MethodContext): Promise<MethodRun | undefined> {
  switch (methodOf(context.settings.method).source) {
    case 'votes':
      return openVotes(context)
    case 'thumbs':
      return openThumbs(context)
    case 'chains':
      return openChains(context)
    case 'pools':
      return openPools(context)
  }
}
