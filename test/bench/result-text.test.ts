/** The benchmarks' output: one JSON line with the promised keys, an aligned table, a page with the machine. */
import { expect, test } from 'vitest'
import { median } from '../../bench/benchmark.ts'
import { jsonLine, type NamedResult, ratio, resultPage, table } from '../../bench/result-text.ts'

const timed: NamedResult = {
  name: 'demo-step',
  title: 'A step.',
  unit: 's a step',
  better: 'lower',
  ours: 0.312345,
  peer: 0.4,
  config: { pairs: 16, torch: '2.0' },
}
const alone: NamedResult = {
  name: 'sampler',
  title: 'Pictures.',
  unit: 'pictures/s',
  better: 'higher',
  ours: 13.94,
  peer: null,
  config: { pictures: 64 },
  note: 'PyTorch did not run.',
}

test('a JSON line has name, ours, peer, ratio and config, on one line', () => {
  const line = jsonLine(timed)
  expect(line).not.toContain('\n')
  expect(Object.keys(JSON.parse(line))).toEqual(['name', 'ours', 'peer', 'ratio', 'config'])
  expect(JSON.parse(line)).toEqual({
    name: 'demo-step',
    ours: 0.3123,
    peer: 0.4,
    ratio: 0.7809,
    config: { unit: 's a step', better: 'lower', pairs: 16, torch: '2.0' },
  })
})

test('without a peer there is no ratio, and the note says why', () => {
  expect(JSON.parse(jsonLine(alone))).toMatchObject({ peer: null, ratio: null, config: { note: 'PyTorch did not run.' } })
  expect(ratio({ ours: 1, peer: 0 })).toBeNull()
  expect(JSON.parse(jsonLine({ ...alone, ours: null }))).toMatchObject({ ours: null, ratio: null })
  expect(ratio({ ours: null, peer: 2 })).toBeNull()
})

test('the table is aligned, with notes below', () => {
  expect(table([timed, alone])).toBe(
    [
      'benchmark    ours     peer  ours/peer  unit',
      '---------  ------  -------  ---------  ----------------------------',
      'demo-step  0.3123      0.4      0.781  s a step, lower is better',
      'sampler     13.94  not run          -  pictures/s, higher is better',
      'sampler: PyTorch did not run.',
    ].join('\n'),
  )
})

test('the page says what was measured on which machine', () => {
  const page = resultPage(timed, { processor: 'a processor', cores: 2 })
  expect(page).toMatch(/^# demo-step\n\nA step\.\n\nours 0\.3123, peer 0\.4, ours\/peer 0\.7809 \(s a step, lower is better\)\n/)
  expect(page).toContain('## Configuration\n\n- pairs: 16\n- torch: 2.0\n')
  expect(page.endsWith('## Machine\n\n- processor: a processor\n- cores: 2\n')).toBe(true)
  expect(resultPage(alone, {})).toContain('peer not run, ours/peer - (pictures/s')
})

test('the median of odd and even counts', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
})
