import { expect, test } from 'vitest'
import { PROMPT_LENGTH, PROMPTS, parsePrompt, promptText, promptTokens, VOCABULARY } from '../../../src/demo/world/prompt.ts'

test('every prompt survives text and back, with tokens of its own', () => {
  expect(PROMPTS).toHaveLength(18)
  for (const prompt of PROMPTS) expect(parsePrompt(promptText(prompt))).toEqual(prompt)
  const tokens = PROMPTS.map((prompt) => promptTokens(promptText(prompt)))
  expect(new Set(tokens.map(String)).size).toBe(18)
  expect(tokens[0].map((token) => VOCABULARY[token])).toEqual(['small', 'red', 'flower', ''])
})

test('the empty prompt is all padding', () => {
  expect(promptTokens('')).toEqual(Array(PROMPT_LENGTH).fill(0))
  expect(parsePrompt('  ')).toBeUndefined()
})

test('word order, case and articles are free', () => {
  expect(parsePrompt('The RED small flower')).toEqual({ size: 'small', colour: 'red' })
})

test.each([
  ['a small green flower', /the word "green"/],
  ['a small flower', /needs one size .* and one colour/],
  ['small red blue flower', /needs one size .* and one colour/],
  ['small red flower flower flower', /at most 4 words/],
  ['red '.repeat(100), /at most 200 characters/],
])('refuses %s', (text, message) => {
  expect(() => parsePrompt(text)).toThrow(message)
})
