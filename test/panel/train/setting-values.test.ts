/** A setting between its field and what is sent. */
import { expect, test } from 'vitest'
import type { Setting } from '../../../src/panel/api-types.ts'
import { entryOf, parseEntry, valueInWords } from '../../../src/panel/train/setting-values.ts'

const setting = (rest: Partial<Setting>): Setting => ({ name: 'x', title: 'X', sentence: 'An x.', kind: 'number', default: 1, group: 'main', ...rest })
const steps = setting({ kind: 'whole', low: 1, high: 1_000_000 })

test.each([
  [steps, '200', 200],
  [steps, ' 1 ', 1],
  [setting({}), '4e-4', 0.0004],
  [setting({}), '0,3', 0.3],
  [setting({ low: 0 }), '0', 0],
  [setting({ kind: 'switch' }), false, false],
  [setting({ kind: 'choice' }), 'half', 'half'],
  [setting({ kind: 'list' }), 'to_q, ,to_k', ['to_q', 'to_k']],
])('%o: %s', (setting, entry, value) => {
  expect(parseEntry(setting, entry)).toEqual({ ok: true, value })
})

test.each([
  [steps, '', 'Enter a whole number from 1 to 1,000,000.'],
  [steps, '1.5', 'Enter a whole number from 1 to 1,000,000.'],
  [steps, '0', 'Enter a whole number from 1 to 1,000,000.'],
  [steps, '1,000,001', 'Enter a whole number from 1 to 1,000,000.'],
  [setting({ low: 0.000001 }), 'NaN', 'Enter a number of at least 0.000001.'],
  [setting({}), 'Infinity', 'Enter a number.'],
])('%o refuses "%s"', (setting, entry, problem) => {
  expect(parseEntry(setting, entry)).toEqual({ ok: false, problem })
})

test('what a field shows for a value is read back as that value', () => {
  for (const value of [0.0004, 1e-9, 1e6, 0]) expect(parseEntry(setting({}), entryOf(value))).toEqual({ ok: true, value })
  expect(parseEntry(setting({ kind: 'list' }), entryOf(['a', 'b']))).toEqual({ ok: true, value: ['a', 'b'] })
})

test('values in words', () => {
  expect(valueInWords(steps, 2000)).toBe('2,000')
  expect(valueInWords(setting({}), 0.00001)).toBe('0.00001')
  expect(valueInWords(setting({ kind: 'switch' }), true)).toBe('on')
  expect(valueInWords(setting({ kind: 'choice', choices: [{ value: 'half', title: 'Keep both alike' }] }), 'half')).toBe('Keep both alike')
})
