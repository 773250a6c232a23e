/** What a run has made, as outputs of a node: losses, pictures, and a report in words. */

import { pictureGrid } from '../../files/picture-grid.ts'
import { decodeRgb, encodePng } from '../../files/png.ts'
import type { Store } from '../../preferences/store.ts'
import { stateOf } from '../../server/runs/run-view.ts'
import type { ServerContext } from '../../server/server-context.ts'
import { wilsonInterval } from '../../statistics/wilson-interval.ts'
import { counted, percent } from '../words.ts'

/** Longest side of a preview, pixels. */
const PREVIEW_SIDE = 768
const MAX_PIXELS = 1e8

/** Of each step, once; a step that was told twice, after a crash, counts as it was told last. */
export function lossesOf({ runs }: Pick<Store, 'runs'>, runId: string): number[] {
  const losses = new Map<number, number>()
  for (let after = 0; ; ) {
    const page = runs.metrics(runId, { after })
    for (const { kind, step, data } of page) if (kind === 'step') losses.set(step, (data as { loss: number }).loss)
    const last = page.at(-1)
    if (!last) break
    after = last.seq
  }
  return [...losses].toSorted(([a], [b]) => a - b).map(([, loss]) => loss)
}

/** The base's pictures, then the checkpoint's: the same prompts and seeds. One white picture where none could be drawn. */
export function picturesOf(store: Store, runId: string, step: number): Uint8Array[] {
  const files = [...filesOf(store, runId, 0), ...(step > 0 ? filesOf(store, runId, step) : [])]
  return files.length > 0 ? files : [encodePng({ width: 64, height: 64, data: new Uint8Array(3 * 64 * 64).fill(255) })]
}

/** All pictures of a checkpoint as one; undefined before there are any. */
export function sampleSheet(store: Store, runId: string, step: number): Uint8Array | undefined {
  const images = filesOf(store, runId, step).map((file) => decodeRgb(file, MAX_PIXELS))
  return images.length > 0 ? encodePng(pictureGrid(images, { columns: Math.ceil(Math.sqrt(images.length)), maxSide: PREVIEW_SIDE })) : undefined
}

function filesOf({ runs, images, files }: Store, runId: string, step: number): Uint8Array[] {
  const datasetId = runs.get(runId)?.datasetId ?? ''
  return runs
    .samples(runId)
    .filter((sample) => sample.step === step)
    .flatMap(({ imageHash }) => {
      const image = images.get(datasetId, imageHash)
      return image?.format === 'png' ? [files.read('png', imageHash)] : []
    })
}

/** Lines; the first one is the result in a sentence. */
export function runReport({ store, supervisor }: Pick<ServerContext, 'store' | 'supervisor'>, runId: string): string {
  const row = store.runs.get(runId)
  if (!row) return ''
  const { steps, status } = supervisor.view(row)
  const { best, latest, gamma, alarms = [] } = stateOf(row)
  const share = best?.accuracy === undefined ? undefined : wilsonInterval(best.accuracy * best.votes, best.votes)
  const agrees = share
    ? `agrees with ${percent(share.estimate)} of ${counted(best?.votes ?? 0, 'held-out vote')} (95 %: ${percent(share.low)} to ${percent(share.high)})`
    : 'was not measured'
  return [
    `${row.name}: ${status} at step ${latest?.step ?? 0} of ${steps}; the best, of step ${best?.step ?? 0}, ${agrees}.`,
    `Trained on ${counted(row.votes, 'vote')}. ${verdictOf(share)}`,
    ...(best?.diversity === undefined ? [] : [`Variety: ${percent(best.diversity)} of the base's.`]),
    ...(best?.winnerError === undefined || best.loserError === undefined
      ? []
      : [`Errors against the base: winners ${signed(best.winnerError)}, losers ${signed(best.loserError)}.`]),
    ...(gamma === undefined ? [] : [`gamma ${gamma.toPrecision(3)}.`]),
    ...alarms.slice(-3).map(({ step, sentence }) => `Step ${step}: ${sentence}`),
  ].join('\n')
}

function verdictOf(share: { low: number; high: number } | undefined): string {
  if (!share) return ''
  if (share.low > 0.5) return 'It has learned something of your taste: compare it with Evaluate.'
  if (share.high < 0.5) return 'It disagrees with your held-out votes: lower the learning rate, or give more votes.'
  return 'Too few held-out votes to tell it from chance: give more votes, or look at Evaluate.'
}

function signed(change: number): string {
  return `${change >= 0 ? '+' : '-'}${Math.abs(100 * change).toFixed(1)} %`
}
