import { expect, test } from 'vitest'
import { watchActivity } from '../../../src/host/models/host-activity.ts'

function scene(own = 'me') {
  let clients: (string | undefined)[] = []
  let listener: (remaining: number) => void = () => {}
  let isAway = false
  const timers: { ms: number; callback: () => void; isCancelled: boolean }[] = []
  const told: boolean[] = []
  let looks = 0
  const stop = watchActivity(
    {
      client: {
        clientId: own,
        connect() {},
        onQueueChange(given) {
          listener = given
          return () => {
            listener = () => {}
          }
        },
        async queue() {
          looks++
          if (isAway) throw new Error('away')
          return {
            running: clients.slice(0, 1).map((clientId) => ({ promptId: 'r', clientId })),
            pending: clients.slice(1).map((clientId) => ({ promptId: 'p', clientId })),
          }
        },
      },
      calmMs: 4000,
      timing: {
        after(ms, callback) {
          const timer = { ms, callback, isCancelled: false }
          timers.push(timer)
          return () => {
            timer.isCancelled = true
          }
        },
      },
    },
    (isBusy) => told.push(isBusy),
  )
  return {
    told,
    stop,
    looks: () => looks,
    away: (value: boolean) => {
      isAway = value
    },
    async queue(...now: (string | undefined)[]) {
      clients = now
      listener(now.length)
      await new Promise((resolve) => setImmediate(resolve))
    },
    passTime() {
      for (const timer of timers.splice(0)) if (!timer.isCancelled) timer.callback()
    },
  }
}

test('prompts of somebody else make it busy, our own do not', async () => {
  const { queue, told, passTime } = scene()
  await queue('me')
  expect(told).toEqual([])
  await queue('me', 'browser')
  expect(told).toEqual([true])
  await queue('browser', undefined)
  await queue('me')
  expect(told).toEqual([true])
  passTime()
  expect(told).toEqual([true, false])
})

test('a pause of the person is no end', async () => {
  const { queue, told, passTime } = scene()
  await queue('browser')
  await queue()
  await queue('browser')
  passTime()
  expect(told).toEqual([true])
  await queue()
  passTime()
  expect(told).toEqual([true, false])
})

test("a prompt without a client id is somebody's", async () => {
  const { queue, told } = scene()
  await queue(undefined)
  expect(told).toEqual([true])
})

test("a ComfyUI that can't be asked changes nothing", async () => {
  const { queue, told, away, passTime } = scene()
  away(true)
  await queue('browser')
  expect(told).toEqual([])
  away(false)
  await queue('browser')
  away(true)
  await queue()
  passTime()
  expect(told).toEqual([true])
})

test('after its end nothing is told', async () => {
  const { queue, told, stop, passTime } = scene()
  await queue('browser')
  await queue()
  stop()
  passTime()
  await queue('browser')
  expect(told).toEqual([true])
})
