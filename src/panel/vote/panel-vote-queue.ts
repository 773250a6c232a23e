/**
 * The vote queue of a panel: it sends only to the server that the votes are for, and only when panel and server speak the same language.
 */
import { UNREACHABLE } from '../core/failure.ts'
import type { Panel } from '../core/panel.ts'
import { VoteQueue } from './vote-queue.ts'

export function voteQueueOf(panel: Panel): VoteQueue {
  return new VoteQueue({
    environment: panel.environment,
    async send(events, folder) {
      const { status, obstacle } = panel.state
      if (obstacle) return { ok: false, failure: obstacle }
      if (status?.dataFolder !== folder) return { ok: false, failure: UNREACHABLE }
      return panel.api.ask((client) => client.POST('/api/vote-events', { body: { events } }))
    },
  })
}
