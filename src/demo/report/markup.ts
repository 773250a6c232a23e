/**
 * HTML and SVG as template literals that escape what is put into them, so that a voter's name or a path cannot become
 * markup by being forgotten. What the markup says is left to the callers.
 */

/** Text that is markup already. */
export interface Markup {
  readonly markup: string
}

/** What may stand in a template: text and numbers are escaped; lists are joined; what is false or undefined is left out. */
export type MarkupValue = string | number | boolean | undefined | Markup | readonly MarkupValue[]

/**
 * A template literal whose values are escaped for element content and for quoted attributes alike; unquoted attributes,
 * scripts and style sheets are no place for values.
 *
 *     markup`<p title="${path}">${name}</p>`
 */
export function markup(parts: TemplateStringsArray, ...values: MarkupValue[]): Markup {
  return { markup: parts.reduce((text, part, i) => text + render(values[i - 1]) + part) }
}

/** Markup from a source that is trusted: our own constants. */
export function trusted(text: string): Markup {
  return { markup: text }
}

/** Escaped for HTML and XML. Characters that XML 1.0 has no place for come out as U+FFFD, or an SVG would not parse. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function render(value: MarkupValue): string {
  if (value === undefined || typeof value === 'boolean') return ''
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  if ('markup' in value) return value.markup
  return value.map(render).join('')
}
