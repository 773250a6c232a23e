import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { createProgress } from '../../../src/demo/terminal/progress.ts'

/** A progress with a clock that the test moves and a stream that keeps what was written. */
function setUp(stream: { isTTY?: boolean; columns?: number } = {}, environment: Record<string, string> = {}, phases: string[] = []) {
  const written: string[] = []
  const state = { now: 0 }
  const progress = createProgress({ stream: { ...stream, write: (text) => written.push(text) }, clock: () => state.now, environment, phases })
  return { progress, written, state, text: () => written.join('') }
}

/** What starts every rewritten line. */
const CLEAR = '\r\u001b[2K'
const PAINT = '\u001b[35m'

test('on a terminal one line is rewritten, with phase, bar, percentage and remaining time', () => {
  const { progress, written, state } = setUp({ isTTY: true, columns: 100 }, { NO_COLOR: '1' }, ['sampling', 'training'])
  progress.start('training', 200)
  state.now = 10_000
  progress.update(50, 'loss 0.52')
  expect(written.at(-1)).toBe('\r\u001b[2K[2/2] training ██████░░░░░░░░░░░░░░░░░░   25 %  30 s left  loss 0.52')
  state.now = 45_000
  progress.update(200)
  expect(written.at(-1)).toContain('100 %  loss 0.52')
  progress.end()
  expect(written.at(-2)).toBe('\r\u001b[2K[2/2] training  done in 45 s  loss 0.52')
  expect(written.at(-1)).toBe('\n')
})

test('redraws at most ten times a second', () => {
  const { progress, written, state } = setUp({ isTTY: true })
  progress.start('training', 1000)
  const before = written.length
  for (let i = 1; i <= 500; i++) {
    state.now = i
    progress.update(i)
  }
  expect(written.length - before).toBe(5)
})

test('NO_COLOR leaves out colours, an empty NO_COLOR does not', () => {
  const run = (environment: Record<string, string>): string => {
    const { progress, text } = setUp({ isTTY: true }, environment)
    progress.start('training', 10)
    progress.update(10)
    progress.end()
    return text()
  }
  expect(run({})).toContain(PAINT)
  expect(run({ NO_COLOR: '' })).toContain(PAINT)
  expect(run({ NO_COLOR: '1' }).replaceAll(CLEAR, '')).toMatch(/^\P{Cc}+\n$/u)
})

test('off a terminal: a line every 10 % or 5 s, without control codes', () => {
  const { progress, written, state } = setUp()
  progress.start('training', 100)
  expect(written).toEqual([])
  // Fast: 100 updates in 1 s.
  for (let i = 1; i <= 100; i++) {
    state.now += 10
    progress.update(i)
  }
  expect(written.length).toBe(10)
  progress.end()
  expect(written.slice(10).join('')).toBe('training  done in 1.0 s\n')
  written.length = 0
  // Slow: 1 % every second.
  progress.start('evaluating', 100)
  for (let i = 1; i <= 12; i++) {
    state.now += 1000
    progress.update(i)
  }
  expect(written.length).toBe(2)
  expect(written.every((line) => line.endsWith('\n') && !line.includes('\u001b') && !line.includes('\r'))).toBe(true)
  expect(written[1]).toMatch(/ 10 % {2}1 min 30 s left/)
})

test('TERM=dumb counts as no terminal', () => {
  const { progress, text, state } = setUp({ isTTY: true }, { TERM: 'dumb' })
  progress.start('training', 2)
  state.now = 6000
  progress.update(1)
  expect(text()).not.toMatch(/[^\P{Cc}\n]/u)
  expect(text()).toMatch(/50 %/)
})

test('remaining time counts from where a resumed run began', () => {
  const { progress, written, state } = setUp({ isTTY: true, columns: 200 })
  progress.start('training', 200, 150)
  state.now = 10_000
  progress.update(175)
  expect(stripVTControlCharacters(written.at(-1) as string)).toMatch(/ 87 % {2}10 s left/)
})

test('a line never gets wider than the terminal, colours not counted', () => {
  const { progress, written, state } = setUp({ isTTY: true, columns: 40 })
  progress.start('training', 10)
  state.now = 1000
  progress.update(5, 'a note that is much too long for a narrow terminal')
  const line = stripVTControlCharacters((written.at(-1) as string).replace(CLEAR, ''))
  expect([...line].length).toBe(39)
})

test('a printed line goes above the progress line', () => {
  const { progress, text, state } = setUp({ isTTY: true })
  progress.start('training', 10)
  state.now = 1000
  progress.print('saved a checkpoint')
  expect(text()).toContain(`${CLEAR}saved a checkpoint\n${CLEAR}`)
  expect(stripVTControlCharacters(text().slice(text().indexOf('saved')))).toMatch(/^saved a checkpoint\n\rtraining/)
})

test('control codes in notes do not reach the terminal', () => {
  const { progress, text, state } = setUp({ isTTY: true }, { NO_COLOR: '1' })
  progress.start('train\ning', 10)
  state.now = 1000
  progress.update(5, 'evil\u001b]0;title\u0007\nline')
  expect(text().replaceAll(CLEAR, '')).toMatch(/^\P{Cc}+$/u)
})

test('starting a phase ends the one before; odd totals and calls out of turn do no harm', () => {
  const { progress, text } = setUp()
  progress.update(5)
  progress.end()
  progress.start('nothing', 0)
  progress.update(0)
  progress.start('more', 10)
  progress.update(20)
  progress.end('kept')
  expect(text()).toBe(`nothing  done in 0.0 s\nmore ${'█'.repeat(24)}  100 %\nmore  done in 0.0 s  kept\n`)
})
