/**
 * A list beside what is open of it; in a narrow panel one of the two at a time. For views: `styles = [controls, splitView]`.
 *
 *     <div class="split" ?data-open=${something is open}>
 *       <div class="list">…</div>
 *       <div class="detail"><button class="button quiet back">…</button> …</div>
 *     </div>
 */
import { css } from 'lit'

export const splitView = css`
  :host {
    container: view / inline-size;
  }

  .split {
    padding: var(--gap-2) var(--gap-3) var(--gap-5);
  }

  .split > .detail {
    scroll-margin-block-start: var(--gap-2);
  }

  .split > .detail:focus {
    outline: none;
  }

  .split[data-open] > .list,
  .split:not([data-open]) > .detail {
    display: none;
  }

  .back {
    margin: 0 0 var(--gap-2) calc(-1 * var(--gap-2));
    padding-inline: var(--gap-2);
  }

  .item {
    display: block;
    inline-size: 100%;
    padding: var(--gap-2) var(--gap-3);
    border: 0;
    border-radius: var(--radius);
    background: none;
    text-align: start;
    overflow-wrap: anywhere;
  }

  .item:hover {
    background: var(--hover);
  }

  .item[aria-current] {
    background: var(--sunken);
  }

  .item[aria-current] .chip:not(.good, .warn, .bad) {
    background: var(--raised);
  }

  @container view (min-width: 760px) {
    .split {
      display: grid;
      grid-template-columns: 250px minmax(0, 1fr);
      align-items: start;
      gap: var(--gap-4);
    }

    .split > .list,
    .split:not([data-open]) > .detail {
      display: block !important;
    }

    .split > .list {
      position: sticky;
      inset-block-start: var(--gap-2);
    }

    .back {
      display: none !important;
    }
  }
`
