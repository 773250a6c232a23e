/**
 * One setting as a field: title, control, plain sentence; when it was changed, from what, and a button that takes it back.
 */
import { css, html, nothing, type TemplateResult } from 'lit'
import { iconButton } from '../elements/parts.ts'
import type { FieldState } from './run-form.ts'
import { type Entry, valueInWords } from './setting-values.ts'

export const settingStyles = css`
  .setting {
    display: flex;
    flex-direction: column;
    gap: var(--gap-1);
    padding-inline-start: 10px;
    border-inline-start: 2px solid transparent;
    margin-inline-start: -12px;
  }

  .setting.changed {
    border-color: var(--accent);
  }

  .setting label {
    font-weight: 500;
  }

  .setting .row {
    flex-wrap: nowrap;
    min-block-size: 36px;
  }

  .setting .note-changed {
    color: var(--accent);
  }

  .setting .problem {
    color: var(--bad);
  }
`

export interface FieldActions {
  enter(entry: Entry): void
  reset(): void
}

export function settingField({ setting, entry, isChanged, problem }: FieldState, { enter, reset }: FieldActions): TemplateResult {
  const { name, title, sentence, kind, choices = [] } = setting
  const id = `setting-${name}`
  const byDefault = valueInWords(setting, setting.default)
  const value = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value
  const control =
    kind === 'switch'
      ? html`<label class="switch">
          <input
            id=${id}
            type="checkbox"
            role="switch"
            aria-describedby="${id}-help"
            .checked=${entry === true}
            @change=${(event: Event) => enter((event.target as HTMLInputElement).checked)}
          />
          <span>${title}</span>
        </label>`
      : kind === 'choice'
        ? html`<select id=${id} aria-describedby="${id}-help" @change=${(event: Event) => enter(value(event))}>
            ${choices.map((choice) => html`<option value=${choice.value} .selected=${choice.value === entry}>${choice.title}</option>`)}
          </select>`
        : html`<input
            id=${id}
            inputmode=${kind === 'whole' ? 'numeric' : kind === 'number' ? 'decimal' : nothing}
            autocomplete="off"
            aria-describedby="${id}-help"
            aria-invalid=${problem ? 'true' : nothing}
            .value=${String(entry)}
            @input=${(event: Event) => enter(value(event))}
          />`
  const note = problem
    ? html`<span class="problem">${problem}</span>`
    : isChanged
      ? html`<span class="note-changed">Changed from ${byDefault}.</span>`
      : nothing
  return html`<div class="setting ${isChanged ? 'changed' : ''}">
    ${kind === 'switch' ? nothing : html`<label for=${id}>${title}</label>`}
    <div class="row">${control} ${isChanged ? iconButton('undo', `Reset ${title} to ${byDefault}`, reset) : nothing}</div>
    <small id="${id}-help" class="quiet">
      ${note} ${sentence}
    </small>
  </div>`
}
