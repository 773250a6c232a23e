/** A run in words. */
import { expect, test } from 'vitest'
import { curveInWords } from '../../../src/panel/plot/curve.ts'
import { checkpointCurves, stepCurves } from '../../../src/panel/train/curves.ts'
import { accuracyInWords, accuracyVerdict, alarmGroups, estimateFacts, queueInWords, runInBrief, statusOf } from '../../../src/panel/train/run-words.ts'
import { run } from './things.ts'

test('held-out accuracy with what it is worth', () => {
  const evaluation = { step: 100, votes: 17, accuracy: 12 / 17 }
  expect(accuracyInWords(evaluation)).toBe('12 of 17 held-out votes; with so many, its real share lies between 47 and 87 % (95 % interval).')
  expect(accuracyVerdict(evaluation)).toContain('can still be chance')
  expect(accuracyVerdict({ step: 100, votes: 100, accuracy: 0.7 })).toContain('learned something')
  expect(accuracyVerdict({ step: 100, votes: 100, accuracy: 0.3 })).toContain('disagrees')
  expect(accuracyInWords({ step: 100, votes: 0 })).toBeUndefined()
  expect(accuracyVerdict({ step: 100, votes: 0 })).toContain('No votes were held out')
})

test('a run in one line', () => {
  const best = { step: 100, votes: 17, accuracy: 0.7 }
  expect(runInBrief(run('r-1', { progress: { phase: 'Training', done: 1, total: 2, secondsLeft: 200 }, best }))).toBe('3 min left, 70 % of held-out votes')
  expect(runInBrief(run('r-1', { status: 'stopped', step: 50, steps: 200 }))).toBe('step 50 of 200')
  expect(runInBrief(run('r-1', { status: 'queued' }))).toBe('40 votes')
})

test('alarms of one kind are said once, the newest first', () => {
  const alarm = (step: number, kind: string) => ({ step, kind, sentence: `${kind} at ${step}` })
  expect(alarmGroups({ alarms: [alarm(50, 'gradient'), alarm(100, 'overfitting'), alarm(150, 'overfitting'), alarm(120, 'new-kind')] })).toEqual([
    { title: 'Learning votes by heart', sentence: 'overfitting at 150', when: 'at steps 100 to 150' },
    { title: 'Something to look at', sentence: 'new-kind at 120', when: 'at step 120' },
    { title: 'Unsteady', sentence: 'gradient at 50', when: 'at step 50' },
  ])
  expect(alarmGroups({})).toEqual([])
})

test('curves leave out what was never measured, and can be read without seeing them', () => {
  const curves = checkpointCurves(
    [0, 50, 100, 150].map((step, i) => ({ step, votes: 20, accuracy: [0.1, 0.5, 0.8, 0.7][i] })),
    { best: 100, isFresh: true },
  )
  expect(curves.map(({ title }) => title)).toEqual(['Agreement with votes'])
  expect(curveInWords(curves[0])).toBe(
    'Agreement with votes. Held-out votes: from 50 % at step 50, 80 % at step 100 (best) to 70 % at step 150; Votes it trains on: nothing measured yet.',
  )
  expect(stepCurves([])).toEqual([])
  expect(stepCurves([{ seq: 1, kind: 'step', step: 1, loss: 0.7, gradientNorm: 2 }]).map(curveInWords)).toEqual([
    'Loss. Loss: 0.70 at step 1.',
    'Gradient norm. Gradient norm: 2.00 at step 1.',
  ])
})

test('what it will need, as far as it is known', () => {
  const counts = { votes: 1107, ties: 1, trainingPairs: 87, heldOutPairs: 20, problems: [] }
  expect(estimateFacts(counts)).toEqual([
    ['Votes', '1,107 (1 tie)'],
    ['To train on', '87 pairs'],
    ['Held out, to check', '20 pairs'],
  ])
  expect(estimateFacts({ ...counts, ties: 0, seconds: 300, memoryBytes: 447e6, freeMemoryBytes: 22e9, diskBytes: 1.7e6 })).toEqual([
    ['Votes', '1,107'],
    ['To train on', '87 pairs'],
    ['Held out, to check', '20 pairs'],
    ['Time', 'about 5 min'],
    ['Memory', '447 MB of 22 GB free'],
    ['Disk', '1.7 MB'],
  ])
})

test('a place in the queue', () => {
  expect([0, 1, 2].map(queueInWords)).toEqual([
    'It starts in a moment.',
    'It starts when 1 run before it has ended.',
    'It starts when 2 runs before it have ended.',
  ])
})

test('a run that makes way for ComfyUI waits, whatever it was doing', () => {
  expect(statusOf({ status: 'paused' }).word).toBe('Paused')
  for (const status of ['paused', 'queued'] as const) expect(statusOf({ status, held: true })).toEqual({ word: 'Waits while ComfyUI works', tone: 'plain' })
})
