/** What keys mean, and whose they are. */
import { expect, test } from 'vitest'
import { isCommand } from '../../../src/panel/core/key-guard.ts'
import { answerInWords, choiceOf } from '../../../src/panel/vote/choices.ts'
import { actionOf } from '../../../src/panel/vote/vote-keys.ts'

const press = (key: string, pictures = 2, repeat = false) => actionOf({ key, repeat }, pictures)

test.each([
  ['ArrowLeft', { kind: 'side', side: 0 }],
  ['A', { kind: 'side', side: 0 }],
  ['d', { kind: 'side', side: 1 }],
  ['2', { kind: 'side', side: 1 }],
  [' ', { kind: 'tie' }],
  ['ArrowDown', { kind: 'tie' }],
  ['b', { kind: 'both-bad' }],
  ['s', { kind: 'skip' }],
  ['Backspace', { kind: 'undo' }],
  ['?', { kind: 'help' }],
  ['=', { kind: 'zoom-in' }],
  ['3', undefined],
  ['Enter', undefined],
])('%j with two pictures', (key, action) => expect(press(key)).toEqual(action))

test('with four pictures digits pick, and left and right would be unclear', () => {
  expect(press('4', 4)).toEqual({ kind: 'side', side: 3 })
  expect(press('ArrowLeft', 4)).toBeUndefined()
  expect(press('a', 4)).toBeUndefined()
})

test('a key that is held down votes once, but zooms on', () => {
  for (const key of ['ArrowLeft', 't', 'b', 's', 'z']) expect(press(key, 2, true)).toBeUndefined()
  expect(press('+', 2, true)).toEqual({ kind: 'zoom-in' })
})

test('a picked side is a position in the pair', () => {
  const showing = { order: [1, 0] } as never
  expect(choiceOf({ kind: 'side', side: 0 }, showing)).toEqual({ kind: 'pick', position: 1 })
  expect(choiceOf({ kind: 'skip' }, showing)).toEqual({ kind: 'skip' })
  expect(answerInWords({ kind: 'both-bad' }, 4)).toBe('All bad')
})

const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...more })

test('keys typed into a field, or with the browser’s own modifiers, are no commands', () => {
  expect(isCommand(key('t'), [{ localName: 'div' }])).toBe(true)
  for (const localName of ['input', 'textarea', 'select']) expect(isCommand(key('t'), [{ localName }])).toBe(false)
  expect(isCommand(key('t'), [{ localName: 'p' }, { localName: 'div', isContentEditable: true }])).toBe(false)
  expect(isCommand(key('t'), [{ localName: 'p' }, { localName: 'dialog' }])).toBe(false)
  expect(isCommand(key('t', { ctrlKey: true }), [])).toBe(false)
  expect(isCommand(key('t', { isComposing: true }), [])).toBe(false)
})

test('a focused button keeps Enter and Space, and leaves the rest', () => {
  expect(isCommand(key(' '), [{ localName: 'button' }])).toBe(false)
  expect(isCommand(key('Enter'), [{ localName: 'span' }, { localName: 'button' }])).toBe(false)
  expect(isCommand(key('t'), [{ localName: 'button' }])).toBe(true)
})
