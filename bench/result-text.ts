/**
 * Results as text: one JSON line each, a table for people, and the page that is kept in results/.
 */
import type { BenchmarkResult } from './benchmark.ts'

export interface NamedResult extends BenchmarkResult {
  name: string
  title: string
}

export type Machine = Readonly<Record<string, string | number>>

/** Ours over the peer's; null when one of them is missing. Below 1 is better for us where lower is better. */
export function ratio({ ours, peer }: Pick<BenchmarkResult, 'ours' | 'peer'>): number | null {
  return ours === null || peer === null || peer === 0 ? null : ours / peer
}

/** The benchmark's one line: name, ours, peer, ratio, config. */
export function jsonLine(result: NamedResult): string {
  const { name, ours, peer, unit, better, note, config } = result
  return JSON.stringify({
    name,
    ours: rounded(ours),
    peer: rounded(peer),
    ratio: rounded(ratio(result)),
    config: { unit, better, ...config, note },
  })
}

/** Aligned columns, one row a benchmark, notes below. */
export function table(results: readonly NamedResult[]): string {
  const head = ['benchmark', 'ours', 'peer', 'ours/peer', 'unit']
  const rows = results.map((result) => [
    result.name,
    formatNumber(result.ours),
    formatNumber(result.peer),
    ratio(result)?.toFixed(3) ?? '-',
    `${result.unit}, ${result.better} is better`,
  ])
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)))
  const isNumber = (column: number): boolean => column >= 1 && column <= 3
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (isNumber(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join('  ')
      .trimEnd()
  const notes = results.filter(({ note }) => note !== undefined).map(({ name, note }) => `${name}: ${note}`)
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line), ...notes].join('\n')
}

/** The result as kept beside its JSON: what was measured, on which machine. */
export function resultPage(result: NamedResult, machine: Machine): string {
  const list = (entries: Readonly<Record<string, unknown>>): string[] => Object.entries(entries).map(([key, value]) => `- ${key}: ${value}`)
  const numbers = [`ours ${formatNumber(result.ours)}`, `peer ${formatNumber(result.peer)}`, `ours/peer ${rounded(ratio(result)) ?? '-'}`]
  const lines = [
    `# ${result.name}`,
    '',
    result.title,
    '',
    `${numbers.join(', ')} (${result.unit}, ${result.better} is better)`,
    ...(result.note ? ['', result.note] : []),
  ]
  return `${[...lines, '', '## Configuration', '', ...list(result.config), '', '## Machine', '', ...list(machine)].join('\n')}\n`
}

/** Four significant digits: timings have no more. */
function rounded(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4))
}

function formatNumber(value: number | null): string {
  return value === null ? 'not run' : String(rounded(value))
}
