/** Prompts as a person lists them: one a line, with choices and wildcards. Drawing from them is left to the sampler. */
import { InputError } from '../errors.ts'
import type { RandomSource } from '../random.ts'

/** Lines of one node. */
const MAX_LINES = 5000
/** Of a prompt after its choices are made; what the store takes. */
const MAX_PROMPT = 4000
/** Choices of one line, those that wildcards bring along too. */
const MAX_ROUNDS = 200

/** `{a|b|c}` without braces inside, or `__name__`. */
const CHOICE = /\{([^{}]*)\}|__([\p{L}\p{N}][\p{L}\p{N} ./-]{0,99}?)__/u

/** The lines that are prompts: blank ones and comments (`#`) are left out. */
export function promptLines(text: string): string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  if (lines.length > MAX_LINES) throw new InputError(`prompts: expected ${MAX_LINES} lines at most, got ${lines.length}. Use several nodes, or a shorter list.`)
  return lines
}

/**
 * Makes the choices of a line: the innermost braces first, so that they may stand in one another. `wildcard` gives the lines of a file.
 * An InputError for a line that doesn't come to an end, or becomes too long.
 */
export function chosenPrompt(line: string, random: RandomSource, wildcard: (name: string) => readonly string[]): string {
  let text = line
  for (let round = 0; ; round++) {
    const found = CHOICE.exec(text)
    if (!found) break
    if (round >= MAX_ROUNDS) throw new InputError(`prompts: expected choices that come to an end, got '${line.slice(0, 100)}'. A wildcard may not hold itself.`)
    const options = found[2] === undefined ? found[1].split('|') : wildcard(found[2])
    if (options.length === 0) throw new InputError(`prompts: expected lines in the wildcard ${found[0]}, got none. Fill its file.`)
    text = text.slice(0, found.index) + options[random.integer(options.length)].trim() + text.slice(found.index + found[0].length)
    if (text.length > MAX_PROMPT) throw tooLong(line)
  }
  const prompt = text.replace(/\s+/g, ' ').trim()
  if (prompt.length > MAX_PROMPT) throw tooLong(line)
  if (prompt === '') throw new InputError(`prompts: expected a prompt, got nothing from '${line.slice(0, 100)}'.`)
  return prompt
}

function tooLong(line: string): InputError {
  return new InputError(`prompts: expected ${MAX_PROMPT} characters at most, got more from '${line.slice(0, 100)}'. Shorten it.`)
}
