/** The whole table of handlers: a route of the API file without one does not compile. */
import type { Handlers } from '../api/operations.ts'
import type { ServerContext } from '../server-context.ts'
import { comparisonHandlers } from './comparisons.ts'
import { datasetHandlers } from './datasets.ts'
import { generalHandlers } from './general.ts'
import { loraHandlers } from './loras.ts'
import { pageHandlers } from './pages.ts'
import { runHandlers } from './runs.ts'
import { transferHandlers } from './transfer.ts'
import { voteHandlers } from './votes.ts'

export function apiHandlers(context: ServerContext): Handlers {
  return {
    ...pageHandlers(context),
    ...generalHandlers(context),
    ...datasetHandlers(context),
    ...voteHandlers(context),
    ...transferHandlers(context),
    ...runHandlers(context),
    ...loraHandlers(context),
    ...comparisonHandlers(context),
  }
}
