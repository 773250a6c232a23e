/**
 * Puts voting together for a panel: queue, pictures, session and zoom, made once and kept with the panel.
 */
import type { Panel } from '../core/panel.ts'
import { DecodedPictures } from './decoded-pictures.ts'
import { voteQueueOf } from './panel-vote-queue.ts'
import type { VoteQueue } from './vote-queue.ts'
import { VoteSession } from './vote-session.ts'
import { Zoom } from './zoom.ts'

export interface Voting {
  session: VoteSession
  queue: VoteQueue
  pictures: DecodedPictures
  zoom: Zoom
}

export function votingOf(panel: Panel): Voting {
  return panel.part('voting', () => {
    const queue = voteQueueOf(panel)
    const pictures = new DecodedPictures((hash) => panel.api.imageUrl(hash))
    return { queue, pictures, session: new VoteSession(panel, queue, pictures), zoom: new Zoom() }
  })
}
