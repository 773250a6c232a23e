/** An experiment's bounds as a Markdown table, those that do not hold in bold. */
import type { Bound } from './experiment.ts'

export function boundsTable(bounds: readonly Bound[]): string {
  return [
    '| claim | found | holds |',
    '|---|---|---|',
    ...bounds.map(({ claim, found, holds }) => `| ${claim} | ${found} | ${holds ? 'yes' : '**no**'} |`),
  ].join('\n')
}
