/** Metrics count once, and after a crash the later telling is right. */
import { expect, test } from 'vitest'
import type { Metric } from '../../../src/panel/api-types.ts'
import { MetricLog } from '../../../src/panel/train/metric-log.ts'
import { randomSource } from '../../../src/random.ts'
import { alarmMetric, evaluationMetric, stepMetric } from './things.ts'

test('what comes twice counts once, and nobody is told of nothing new', () => {
  const log = new MetricLog()
  let changes = 0
  log.subscribe(() => changes++)
  log.add([stepMetric(1, 1), stepMetric(2, 2)])
  log.add([stepMetric(2, 2), stepMetric(3, 3)])
  log.add([stepMetric(1, 1)])
  expect(log.steps.map(({ step }) => step)).toEqual([1, 2, 3])
  expect(log.lastSeq).toBe(3)
  expect(changes).toBe(2)
})

test('a run that went on after a crash takes back the steps since its checkpoint', () => {
  const log = new MetricLog()
  log.add([stepMetric(1, 1), stepMetric(2, 2), evaluationMetric(3, 2, 0.6), stepMetric(4, 3, 9), stepMetric(5, 4, 9), alarmMetric(6, 4)])
  log.add([stepMetric(7, 3, 0.5)])
  expect(log.steps.map(({ step, loss }) => [step, loss])).toEqual([
    [1, 0.7],
    [2, 0.7],
    [3, 0.5],
  ])
  expect(log.evaluations.map(({ step }) => step)).toEqual([2])
})

test('an evaluation that is told again replaces the first', () => {
  const log = new MetricLog()
  log.add([evaluationMetric(1, 0, 0.5), evaluationMetric(2, 50, 0.6), evaluationMetric(3, 50, 0.7)])
  expect(log.evaluations.map(({ accuracy }) => accuracy)).toEqual([0.5, 0.7])
})

test('the order of arrival does not matter', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 1e6)
  console.info(`seed ${seed}`)
  const random = randomSource(seed, 'metric-log')
  // Three lives: a run to step 9, again from 4 to 7, again from 6 to 12.
  const steps = [...range(1, 9), ...range(4, 7), ...range(6, 12)]
  const metrics: Metric[] = steps.map((step, i) => (step % 3 === 0 ? evaluationMetric(i + 1, step, i / 100) : stepMetric(i + 1, step, i)))
  const inOrder = new MetricLog()
  inOrder.add(metrics)
  for (let round = 0; round < 50; round++) {
    const shuffled = metrics.map((metric) => ({ metric, key: random.uniform() })).sort((a, b) => a.key - b.key)
    const log = new MetricLog()
    while (shuffled.length > 0) log.add(shuffled.splice(0, 1 + random.integer(4)).map(({ metric }) => metric))
    expect([log.steps, log.evaluations]).toEqual([inOrder.steps, inOrder.evaluations])
  }
  expect([...inOrder.steps, ...inOrder.evaluations].map(({ step }) => step).sort((a, b) => a - b)).toEqual(range(1, 12))
})

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i)
}
