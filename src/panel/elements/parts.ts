/**
 * Small pieces of markup that views share, as functions: what is empty and what to do next, what failed, one choice of few.
 * Their looks are in controls.ts.
 */
import { html, nothing, type TemplateResult } from 'lit'
import type { Failure } from '../core/failure.ts'
import { icon } from './icons.ts'

/** An empty place says what belongs there and how to get it. */
export function emptyState(content: { title: string; text: string; action?: unknown; picture?: unknown }): TemplateResult {
  return html`<div class="empty">
    ${content.picture ?? nothing}
    <h2>${content.title}</h2>
    <p class="quiet">${content.text}</p>
    ${content.action ?? nothing}
  </div>`
}

/** What went wrong, and a way to try again where trying again makes sense. */
export function failureBox(failure: Failure | undefined, retry?: () => void): TemplateResult | typeof nothing {
  if (!failure) return nothing
  return html`<div class="note bad row spread" role="alert">
    <span>${failure.message}</span>
    ${retry ? html`<button class="button" @click=${retry}>Try again</button>` : nothing}
  </div>`
}

export interface SegmentsOptions<Value extends string> {
  /** Unique within the element: the radio group's name. */
  name: string
  label: string
  value: Value
  choices: readonly { value: Value; title: string }[]
  change(value: Value): void
}

/** One of few, side by side. */
export function segments<Value extends string>({ name, label, value, choices, change }: SegmentsOptions<Value>): TemplateResult {
  return html`<div class="segments" role="radiogroup" aria-label=${label}>
    ${choices.map(
      (choice) => html`<label>
        <input type="radio" name=${name} .checked=${choice.value === value} @change=${() => change(choice.value)} />
        <span>${choice.title}</span>
      </label>`,
    )}
  </div>`
}

/** A button that shows only an icon; `label` is its name and its tooltip. */
export function iconButton(name: Parameters<typeof icon>[0], label: string, click: (event: Event) => void): TemplateResult {
  return html`<button class="icon-button" aria-label=${label} title=${label} @click=${click}>${icon(name)}</button>`
}
