/** Filling stored draws: which errors are asked for, once each, in which order, and what is left after a stop, a pause or a failure. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DrawPoolOptions } from '../../../src/trainer/draws/draw-pool.ts'
import { type DrawStore, openDrawStore } from '../../../src/trainer/draws/draw-store.ts'
import { type FilledDraws, type FillOptions, fillDraws } from '../../../src/trainer/draws/fill-draws.ts'
import type { Dataset } from '../../../src/trainer/run/dataset.ts'
import type { ErrorRow, ErrorSession } from '../../../src/trainer/step/error-session.ts'
import { temporaryFolder, tinyDataset } from '../tiny-unet.ts'

const scratch = temporaryFolder()
const pool: DrawPoolOptions = { seed: 1, count: 4, captionDropout: 0.25 }
const openStore = (name: string): DrawStore => openDrawStore(join(scratch, name), { model: 'm', provider: 'cpu', precision: 'f32', session: 's', draws: pool })

/** An error that says which row it was: linear in the picture, the caption, the noise and the timestep. */
const errorOf = ({ latent, conditioning, noise, timestep }: ErrorRow): number => latent[0] + 10 * conditioning.context[0] + 100 * noise[0] + timestep

/** An error session that keeps count. */
function countingSession(fail?: (call: number) => number | undefined): {
  calls: ErrorRow[][]
  opened: number
  disposed: number
  open: () => Promise<ErrorSession>
} {
  const counts = {
    calls: [] as ErrorRow[][],
    opened: 0,
    disposed: 0,
    async open(): Promise<ErrorSession> {
      counts.opened++
      return {
        async errors(rows) {
          counts.calls.push([...rows])
          const bad = fail?.(counts.calls.length)
          return Float32Array.from(rows, (row, i) => (bad !== undefined && i === 1 ? bad : errorOf(row)))
        },
        async dispose() {
          counts.disposed++
        },
      }
    },
  }
  return counts
}
const fill = (store: DrawStore, options: Partial<FillOptions> & Pick<FillOptions, 'session'>): Promise<FilledDraws | undefined> =>
  fillDraws({ dataset: tinyDataset(), pool, store, onProgress: () => {}, ...options })

test('each picture is evaluated under the draws of its prompt, captions dropped where the draw says so', async () => {
  const dataset = tinyDataset({ pairs: 6, prompts: 2 })
  const session = countingSession()
  const store = openStore('values')
  const filled = (await fill(store, { dataset, session: session.open })) as FilledDraws
  store.close()
  expect(session.calls.length).toBe(12)
  for (const { winner, loser, prompt } of dataset.pairs) {
    const draws = filled.draws(prompt)
    expect(draws.filter(({ captionDropped }) => captionDropped).length).toBe(1)
    for (const latent of [winner, loser]) {
      const expected = draws.map(({ timestep, captionDropped, noise }) =>
        errorOf({
          latent: dataset.latents[latent],
          conditioning: captionDropped ? dataset.empty : dataset.prompts[prompt].conditioning,
          timestep,
          noise: noise(dataset.latents[latent].length),
        }),
      )
      expect(filled.errors(latent, prompt)).toEqual(Float32Array.from(expected))
    }
  }
})

test('a picture in several pairs of a prompt is evaluated once; under another prompt, once more', async () => {
  const base = tinyDataset({ pairs: 2, prompts: 2 })
  const pair = (winner: number, loser: number, prompt: number) => ({ winner, loser, prompt, label: 1, seedGroup: '' })
  const dataset: Dataset = { ...base, pairs: [pair(0, 1, 0), pair(1, 2, 0), pair(2, 0, 0), pair(0, 3, 1)] }
  const session = countingSession()
  const store = openStore('shared')
  const progress: string[] = []
  await fill(store, { dataset, session: session.open, onProgress: (done, total) => progress.push(`${done}/${total}`) })
  store.close()
  expect(session.calls.length).toBe(5)
  expect(progress).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5'])
  expect([session.opened, session.disposed]).toEqual([1, 1])
})

test('a stop keeps what was filled; filling again evaluates the rest and nothing else', async () => {
  const store = openStore('stopped')
  const first = countingSession()
  expect(await fill(store, { session: first.open, stopped: () => first.calls.length === 7 })).toBeUndefined()
  expect([first.calls.length, first.disposed]).toEqual([7, 1])
  store.close()

  const again = openStore('stopped')
  const second = countingSession()
  const progress: [number, number][] = []
  const filled = (await fill(again, { session: second.open, onProgress: (done, total) => progress.push([done, total]) })) as FilledDraws
  again.close()
  expect(second.calls.length).toBe(24 - 7)
  expect(progress[0]).toEqual([8, 24])
  expect(progress.at(-1)).toEqual([24, 24])

  const undisturbed = openStore('undisturbed')
  const whole = (await fill(undisturbed, { session: countingSession().open })) as FilledDraws
  undisturbed.close()
  for (const { winner, prompt } of tinyDataset().pairs) expect(filled.errors(winner, prompt)).toEqual(whole.errors(winner, prompt))

  const third = countingSession()
  const full = openStore('stopped')
  await fill(full, { session: third.open })
  full.close()
  expect(third.opened, 'where nothing is missing no session is made').toBe(0)
})

test('a failure in the middle keeps what was filled before', async () => {
  const store = openStore('failed')
  const first = countingSession((call) => {
    if (call === 5) throw new Error('the power went')
    return undefined
  })
  await expect(fill(store, { session: first.open })).rejects.toThrow('the power went')
  expect(first.disposed).toBe(1)
  store.close()
  const again = openStore('failed')
  const second = countingSession()
  await fill(again, { session: second.open })
  again.close()
  expect(second.calls.length).toBe(24 - 4)
})

describe.each([Number.NaN, Number.POSITIVE_INFINITY])('an error of %d', (bad) => {
  test('ends filling with a sentence that names the picture, and is not stored', async () => {
    const store = openStore(`bad ${bad}`)
    const session = countingSession((call) => (call === 3 ? bad : undefined))
    await expect(fill(store, { session: session.open })).rejects.toMatchObject({
      code: 'numeric',
      message: expect.stringMatching(new RegExp(`reference errors: .*got ${bad} for picture 2 under prompt 'prompt 1'`)),
    })
    store.close()
    const again = openStore(`bad ${bad}`)
    const second = countingSession()
    await fill(again, { session: second.open })
    again.close()
    expect(second.calls.length).toBe(24 - 2)
  })
})

test('a pause holds filling up between two pictures', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const session = countingSession()
  const store = openStore('paused')
  const filling = fill(store, { session: session.open, resumed: () => (session.calls.length === 3 ? promise : Promise.resolve()) })
  await new Promise((done) => setTimeout(done, 50))
  expect(session.calls.length).toBe(3)
  resolve()
  expect(await filling).toBeDefined()
  expect(session.calls.length).toBe(24)
  store.close()
})
