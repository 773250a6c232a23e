/**
 * What is not stored yet: votes that wait for the server, and votes that it refused.
 */
import { html, nothing } from 'lit'
import { icon } from '../elements/icons.ts'
import { countOf } from '../elements/words.ts'
import type { VoteQueue } from './vote-queue.ts'

/** A vote is on its way for a moment after each key; only what waits longer is worth a note. */
export function waitingNote(queue: VoteQueue, isAway: boolean) {
  const { waiting, refused, failure } = queue
  const isWorthIt = waiting > 0 && (isAway || failure !== undefined)
  return html`
    ${
      isWorthIt
        ? html`<p class="note warn small" role="status">
            ${countOf(waiting, 'vote')} not sent yet.
            ${queue.isVolatile ? "This browser's storage is full: keep this page open until they are sent." : 'They are kept in this browser and sent when the server is back.'}
            ${failure?.kind === 'refused' ? failure.message : nothing}
          </p>`
        : nothing
    }
    ${refused.map(
      ({ key, error }) => html`<div class="note bad small" role="alert">
        <p>A vote was not taken: ${error.message}</p>
        <div class="row">
          <button class="button" @click=${() => queue.retry(key)}>Send it again</button>
          <button class="button quiet" @click=${() => queue.discard(key)}>${icon('close')} Forget it</button>
        </div>
      </div>`,
    )}
  `
}
