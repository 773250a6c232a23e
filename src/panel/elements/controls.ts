/**
 * How native controls look: buttons, fields, switches, headings, lists. Native elements with a shared style sheet need no wrapper
 * elements, and labels, focus and forms work as everywhere. Every element of the panel has these in its `styles`.
 *
 *     <button class="button primary">, <button class="button quiet">, <button class="icon-button" aria-label="…">
 *     <label class="field"><span>Name</span><input /><small>What it is for.</small></label>
 *     <label class="switch"><input type="checkbox" role="switch" /> <span>Keep chains</span></label>
 */
import { css } from 'lit'

export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :host {
    display: block;
    color: var(--ink);
    font: var(--text) / 1.5 var(--font);
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  h1,
  h2,
  h3,
  p,
  ul,
  ol,
  dl,
  dd,
  figure,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }

  ul,
  ol {
    list-style: none;
  }

  h1,
  h2,
  h3 {
    font-weight: 600;
    line-height: 1.25;
    text-wrap: balance;
  }

  h1 {
    font-size: var(--text-title);
  }

  h2 {
    font-size: var(--text-large);
  }

  h3 {
    font-size: var(--text);
  }

  a {
    color: var(--accent);
  }

  .quiet {
    color: var(--quiet);
  }

  .small,
  small {
    font-size: var(--text-small);
  }

  .number {
    font-variant-numeric: tabular-nums;
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  svg.icon {
    inline-size: 1.25em;
    block-size: 1.25em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }

  /* Parts of a page and their flow. */
  .stack {
    display: flex;
    flex-direction: column;
    gap: var(--gap-3);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--gap-2);
  }

  .spread {
    justify-content: space-between;
  }

  .card {
    padding: var(--gap-4);
    border-radius: var(--radius-large);
    background: var(--raised);
  }

  .note {
    padding: var(--gap-2) var(--gap-3);
    border-radius: var(--radius);
    background: var(--accent-soft);
  }

  .note.warn {
    background: var(--warn-soft);
  }

  .note.bad {
    background: var(--bad-soft);
  }

  .empty {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: center;
    gap: var(--gap-3);
    max-inline-size: 54ch;
    margin: auto;
    padding: var(--gap-5) var(--gap-3);
    text-align: center;
  }

  .empty > .row {
    justify-content: center;
  }

  .chip {
    display: inline-block;
    padding: 0 8px;
    border-radius: 99px;
    background: var(--sunken);
    color: var(--quiet);
    font-size: var(--text-small);
    font-weight: 500;
    white-space: nowrap;
  }

  .chip.good {
    background: var(--accent-soft);
    color: var(--accent);
  }

  .chip.warn {
    background: var(--warn-soft);
    color: var(--warn);
  }

  .chip.bad {
    background: var(--bad-soft);
    color: var(--bad);
  }

  summary {
    cursor: pointer;
    border-radius: var(--radius);
  }

  /* Buttons. */
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
  }

  .button,
  .icon-button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--gap-2);
    min-block-size: 36px;
    padding: 0 14px;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--raised);
    color: var(--ink);
    font-weight: 500;
    text-decoration: none;
    white-space: nowrap;
    transition: background var(--quick);
    -webkit-tap-highlight-color: transparent;
    touch-action: manipulation;
  }

  .icon-button {
    min-inline-size: 36px;
    padding: 0;
    border-color: transparent;
    background: transparent;
  }

  .button:hover,
  .icon-button:hover {
    background: var(--hover);
  }

  .button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }

  .button.primary:hover {
    background: color-mix(in oklab, var(--accent) 88%, var(--ink));
  }

  .button.quiet {
    border-color: transparent;
    background: transparent;
    color: var(--ink);
  }

  .button.quiet:hover {
    background: var(--hover);
  }

  .button.bad {
    color: var(--bad);
  }

  .button.large {
    min-block-size: 44px;
    padding: 8px 20px;
    white-space: normal;
    text-wrap: balance;
  }

  .button:is(:disabled, [aria-disabled='true']),
  .icon-button:disabled {
    opacity: 0.5;
    cursor: not-allowed;
  }

  @media (pointer: coarse) {
    .button,
    .icon-button {
      min-block-size: 44px;
    }

    .icon-button {
      min-inline-size: 44px;
    }
  }

  kbd {
    min-inline-size: 1.6em;
    padding: 1px 5px;
    border: 1px solid var(--line);
    border-block-end-width: 2px;
    border-radius: 5px;
    background: var(--ground);
    color: var(--quiet);
    font: 11px / 1.4 var(--font);
    text-align: center;
  }

  /* Fields. */
  .field {
    display: flex;
    flex-direction: column;
    gap: var(--gap-1);
  }

  .field > span:first-child {
    font-weight: 500;
  }

  .field > small {
    color: var(--quiet);
  }

  input:where([type='text'], [type='search'], [type='number'], :not([type])),
  select,
  textarea {
    inline-size: 100%;
    min-block-size: 36px;
    padding: 6px 10px;
    border: 1px solid var(--edge);
    border-radius: var(--radius);
    background: var(--raised);
    color: var(--ink);
    font: inherit;
  }

  textarea {
    min-block-size: 84px;
    resize: vertical;
  }

  ::placeholder {
    color: var(--quiet);
    opacity: 1;
  }

  input[aria-invalid='true'] {
    border-color: var(--bad);
  }

  input:is([type='checkbox'], [type='radio'], [type='range']) {
    accent-color: var(--accent);
  }

  input[type='range'] {
    inline-size: 100%;
    margin: 0;
  }

  .switch {
    display: flex;
    align-items: flex-start;
    gap: var(--gap-2);
    min-block-size: 24px;
    cursor: pointer;
  }

  .switch > input {
    inline-size: 18px;
    block-size: 18px;
    margin: 2px 0 0;
    flex: none;
  }

  fieldset > legend {
    padding: 0;
    margin-block-end: var(--gap-1);
    font-weight: 500;
  }

  /* One of few, side by side: radio buttons that look like one control. */
  .segments {
    display: flex;
    inline-size: fit-content;
    max-inline-size: 100%;
    padding: 3px;
    border-radius: calc(var(--radius) + 2px);
    background: var(--sunken);
  }

  .segments label {
    position: relative;
    cursor: pointer;
  }

  .segments input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }

  .segments span {
    display: block;
    padding: 4px 12px;
    border-radius: var(--radius);
    color: var(--quiet);
    font-weight: 500;
  }

  .segments input:checked + span {
    background: var(--raised);
    color: var(--ink);
    box-shadow: 0 1px 3px rgb(0 0 0 / 16%);
  }

  .segments input:focus-visible + span {
    outline: 2px solid var(--accent);
  }

  /* Tables, and boxes that scroll when they hold much. */
  .scroll {
    max-block-size: 220px;
    overflow: auto;
  }

  table {
    inline-size: 100%;
    border-collapse: collapse;
  }

  th,
  td {
    padding: 3px var(--gap-2) 3px 0;
    border-block-end: 1px solid var(--line);
    text-align: start;
    vertical-align: top;
    overflow-wrap: anywhere;
  }

  th.number,
  td.number {
    text-align: end;
    white-space: nowrap;
  }

  img.pixels {
    image-rendering: pixelated;
  }
`
