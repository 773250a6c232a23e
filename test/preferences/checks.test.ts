/** The checks of what comes in: what passes, and what is told of what doesn't. */
import { expect, test } from 'vitest'
import * as checks from '../../src/preferences/checks.ts'

const good: [string, unknown, unknown][] = [
  ['a name without the blanks around it', checks.checkName('n', '  Ann  ', 80), 'Ann'],
  ['a name of 80', checks.checkName('n', 'x'.repeat(80), 80), 'x'.repeat(80)],
  ['text as it is', checks.checkText('t', ' a\n\tb 🌷 ', 20), ' a\n\tb 🌷 '],
  ['no text', checks.checkText('t', '', 20), ''],
  ['an id', checks.checkId('i', 'p-0abc'), 'p-0abc'],
  ['a time without milliseconds', checks.checkTime('t', '2026-01-31T12:00:00Z'), '2026-01-31T12:00:00.000Z'],
  ['JSON', checks.checkJson('j', { a: [1, null, 'x', { b: true }], c: undefined }, 100), '{"a":[1,null,"x",{"b":true}]}'],
]
test.each(good)('%s passes', (_, value, expected) => expect(value).toEqual(expected))

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])
const loop: Record<string, unknown> = {}
loop.self = loop
const bad: [string, () => unknown, string | RegExp][] = [
  ['a blank name', () => checks.checkName('name of x', '   ', 80), "name of x: expected a line of 1 to 80 characters, got '   '."],
  ['a name with a line break', () => checks.checkName('n', 'a\nb', 80), 'a line of'],
  ['a name that is too long', () => checks.checkName('n', 'x'.repeat(81), 80), /got 'x{56}\.\.\.\.$/],
  ['a number as a name', () => checks.checkName('n', 7, 80), 'got 7.'],
  ['half a character', () => checks.checkText('t', '\ud800', 20), 'Unicode text'],
  ['a NUL', () => checks.checkText('t', 'a\0b', 20), 'without NUL'],
  ['long text', () => checks.checkText('t', 'x'.repeat(21), 20), 'got 21.'],
  ['a path as an id', () => checks.checkId('pair', '../x'), "pair: expected an id of 1 to 64 characters a-z, 0-9 and -, got '../x'."],
  ['a short hash', () => checks.checkHash('h', 'abc'), 'SHA-256'],
  ['a hash in capitals', () => checks.checkHash('h', 'A'.repeat(64)), 'SHA-256'],
  ['a hash with a line break', () => checks.checkHash('h', `${'a'.repeat(64)}\n`), 'SHA-256'],
  ['a time in a zone', () => checks.checkTime('t', '2026-01-31T12:00:00+01:00'), 'a time such as'],
  ['a part of a whole', () => checks.checkWhole('w', 0.5, 0, 9), 'a whole number from 0 to 9, got 0.5'],
  ['a number as text', () => checks.checkWhole('w', '5', 0, 9), "got '5'"],
  ['NaN', () => checks.checkNumber('n', Number.NaN, 0, 9), 'got NaN'],
  ['no list', () => checks.checkList('l', { length: 1 } as never, 0, 9), 'a list of 0 to 9, got an object'],
  ['a long list', () => checks.checkList('l', [1, 2, 3], 0, 2), 'expected 0 to 2 of them, got 3'],
  ['NaN in JSON', () => checks.checkJson('j', { a: Number.NaN }, 100), 'JSON values only'],
  ['deep JSON', () => checks.checkJson('j', deep(17), 100), 'up to 16 levels'],
  ['endless JSON', () => checks.checkJson('j', loop, 100), 'up to 16 levels'],
  ['a date in JSON', () => checks.checkJson('j', { a: new Date(0) }, 100), 'JSON values only'],
  ['undefined as JSON', () => checks.checkJson('j', undefined, 100), 'JSON values only'],
  ['long JSON', () => checks.checkJson('j', 'x'.repeat(99), 100), 'up to 100 characters of JSON, got 101'],
]
test.each(bad)('%s is refused', (_, call, message) => {
  expect(call).toThrow(message)
  expect(call).toThrow(expect.objectContaining({ code: 'input' }))
})
