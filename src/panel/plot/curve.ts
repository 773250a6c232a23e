/**
 * What a figure of curves holds, as data: drawing is curve-figure.ts's, where the numbers come from is left to the views.
 */

export interface Series {
  label: string
  /** Which of the theme's series colours. */
  colour: 1 | 2 | 3 | 4
  isDashed?: boolean
  /** One a point of `x`; undefined where nothing was measured. */
  values: readonly (number | undefined)[]
}

export interface Curve {
  title: string
  /** How to read it. */
  sentence: string
  /** What `x` counts: 'step'. */
  unit: string
  x: readonly number[]
  series: readonly Series[]
  /** A number as its axis and its table show it. */
  format(value: number): string
  /** Drawn across as a thin line: chance, or the base. */
  level?: number
  /** Where to look, such as the best checkpoint. */
  mark?: { x: number; label: string }
}

/** What a screen reader says in place of the picture: where each series begins, ends, and is at the mark. */
export function curveInWords({ title, unit, x, series, format, mark }: Curve): string {
  const parts = series.map(({ label, values }) => {
    const known = x.map((at, i) => ({ at, value: values[i] })).filter((point): point is { at: number; value: number } => point.value !== undefined)
    if (known.length === 0) return `${label}: nothing measured yet`
    const [first, last] = [known[0], known[known.length - 1]]
    if (known.length === 1) return `${label}: ${format(first.value)} at ${unit} ${first.at}`
    const marked = known.find(({ at }) => at === mark?.x)
    const middle = mark && marked && marked !== first && marked !== last ? `, ${format(marked.value)} at ${unit} ${mark.x} (${mark.label})` : ''
    return `${label}: from ${format(first.value)} at ${unit} ${first.at}${middle} to ${format(last.value)} at ${unit} ${last.at}`
  })
  return `${title}. ${parts.join('; ')}.`
}
