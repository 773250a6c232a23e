/**
 * Loads the plotting chunk once.
 */

export type PlotModule = typeof import('./plot.ts')

let loading: Promise<PlotModule> | undefined

/** Rejects when the chunk can't be loaded; the next call tries again. */
export function loadPlot(): Promise<PlotModule> {
  loading ??= import('./plot.ts').catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}
