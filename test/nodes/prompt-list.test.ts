import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { chosenPrompt, promptLines } from '../../src/nodes/prompt-list.ts'
import { randomSource } from '../../src/random.ts'

const none = (): never => {
  throw new Error('no wildcard')
}

test('lines are prompts, but for blank ones and comments', () => {
  expect(promptLines('one\r\n\n  two  \n# three\n')).toEqual(['one', 'two'])
  expect(() => promptLines('x\n'.repeat(5001))).toThrow(/5000 lines/)
})

describe('choices', () => {
  test('each comes up, with its seed the same one', () => {
    const drawn = Array.from({ length: 60 }, (_, seed) => chosenPrompt('a {red|blue| green } flower', randomSource(seed), none))
    expect(new Set(drawn)).toEqual(new Set(['a red flower', 'a blue flower', 'a green flower']))
    expect(chosenPrompt('a {red|blue} flower', randomSource(7), none)).toBe(chosenPrompt('a {red|blue} flower', randomSource(7), none))
  })
  test('may stand in one another, and may be nothing', () => {
    const drawn = Array.from({ length: 80 }, (_, seed) => chosenPrompt('x{| {very|quite} large} y', randomSource(seed), none))
    expect(new Set(drawn)).toEqual(new Set(['x y', 'xvery large y', 'xquite large y']))
  })
  test('an open brace is a brace', () => {
    expect(chosenPrompt('a { b', randomSource(1), none)).toBe('a { b')
  })
  test('lines of wildcards, which may hold choices', () => {
    const lines = (name: string): string[] => (name === 'sub/colour' ? ['{dark|light} red'] : [])
    expect(chosenPrompt('a __sub/colour__ flower', randomSource(1), lines)).toMatch(/^a (dark|light) red flower$/)
    expect(() => chosenPrompt('a __empty__ flower', randomSource(1), lines)).toThrow(/lines in the wildcard __empty__/)
  })
})

describe('what has no end is refused', () => {
  test.each([
    ['a wildcard that holds itself', '__self__', () => ['__self__']],
    ['one that grows', '__self__', () => ['__self__ __self__ and many words more than before, so that it soon has no end']],
    ['nothing at all', '{|}', none],
    ['too long a prompt', `${'x'.repeat(4000)}{yy|zz}`, none],
  ])('%s', (_name, line, wildcard) => {
    expect(() => chosenPrompt(line, randomSource(1), wildcard)).toThrow(InputError)
  })
})
