/**
 * What a benchmark is and what it gives back: ours and a peer's number for the same work. Printing is left to
 * result-text.ts, the machine to machine.ts.
 */

export interface BenchmarkOptions {
  /** A few repetitions that show that it works; its numbers mean nothing. */
  quick: boolean
  /** Folder for files that children exchange; removed afterwards. */
  folder: string
  /** Python interpreter with torch, where the person named one. */
  python?: string
}

export interface Benchmark {
  name: string
  /** One sentence: what is measured, and against what. */
  title: string
  run(options: BenchmarkOptions): Promise<BenchmarkResult>
}

export interface BenchmarkResult {
  /** The unit of both numbers, and whether more of it is better. */
  unit: string
  better: 'lower' | 'higher'
  /** Null where it could not be measured, `peer` also where the peer did not run; `note` says why. */
  ours: number | null
  peer: number | null
  /** What was measured: sizes, threads, versions, and further numbers of the same runs. */
  config: Readonly<Record<string, string | number | boolean | null>>
  note?: string
}

/** The middle of `values`; the mean of the middle two where their count is even. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2
}
