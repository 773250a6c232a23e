/**
 * How charts look: class names that they use, and the style sheet for them. In the page the colours are the page's own
 * variables and follow its colour scheme; a chart on its own gets the light ones as plain values, because renderers of
 * SVG files know no variables.
 */

/** What a mark stands for; each has its colour in every chart. */
export type Tone = 'tuned' | 'base' | 'second' | 'third'

export type Palette = Readonly<Record<Tone | 'ink' | 'muted' | 'line' | 'paper', string>>

// Series colours have a contrast of at least 3 to their paper (WCAG 2.2, 1.4.11), text of at least 4.5 (1.4.3).
export const LIGHT: Palette = {
  ink: '#1d1b22',
  muted: '#66626e',
  line: '#e4e1e8',
  paper: '#ffffff',
  tuned: '#c2256a',
  base: '#7d7988',
  second: '#1b7f8c',
  third: '#a86400',
}

export const DARK: Palette = {
  ink: '#f1eef5',
  muted: '#a8a3b3',
  line: '#35313d',
  paper: '#1d1a23',
  tuned: '#ff7fb0',
  base: '#9b95a8',
  second: '#5ac8d5',
  third: '#eab54d',
}

/** Approximate width of `text` at `size`: 0.56 em a character is on the safe side for sans-serif faces. */
export function textWidth(text: string, size: number): number {
  return 0.56 * size * [...text].length
}

export const FONT_SIZE = 11.5
export const TITLE_SIZE = 13.5

/** Rules for everything inside an element of class "chart". */
export function chartStyle(colour: (name: keyof Palette) => string): string {
  const tones: Tone[] = ['tuned', 'base', 'second', 'third']
  return `
.chart text { font: ${FONT_SIZE}px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; fill: ${colour('muted')}; }
.chart .title { font-size: ${TITLE_SIZE}px; font-weight: 600; fill: ${colour('ink')}; }
.chart .strong { font-weight: 600; fill: ${colour('ink')}; }
.chart .end { text-anchor: end; }
.chart .middle { text-anchor: middle; }
.chart .grid { stroke: ${colour('line')}; stroke-width: 1; }
.chart .axis { stroke: ${colour('muted')}; stroke-width: 1; }
.chart .reference { stroke: ${colour('muted')}; stroke-width: 1.2; stroke-dasharray: 2 3; }
.chart .mark { stroke: ${colour('ink')}; stroke-width: 1; stroke-dasharray: 1 2; }
.chart .track { fill: ${colour('line')}; }
.chart .curve { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.chart .dashed { stroke-dasharray: 5 4; stroke-width: 1.6; }
.chart .band { fill-opacity: 0.16; }
${tones
  .map(
    (tone) =>
      `.chart .stroke-${tone} { stroke: ${colour(tone)}; }\n.chart .fill-${tone} { fill: ${colour(tone)}; }\n.chart text.fill-${tone} { fill: ${colour(tone)}; }`,
  )
  .join('\n')}
`
}
