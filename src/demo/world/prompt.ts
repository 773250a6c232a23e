/**
 * The demo world's prompts: a closed grammar of 18 sentences ("a small red flower"), and the tokens that the model is
 * conditioned on. The empty prompt, all padding, is the unconditional side of guidance.
 */
import { InputError } from '../../errors.ts'
import { COLOURS, type Colour, type Prompt, SIZES, type Size } from './flower.ts'

/** Token ids are positions in this list; 0 is padding. */
export const VOCABULARY = ['', ...SIZES, ...COLOURS, 'flower'] as const

/** Tokens in every prompt, after padding. */
export const PROMPT_LENGTH = 4

/** Words that may stand in a prompt and carry nothing. */
export const ARTICLES: readonly string[] = ['a', 'an', 'the']

const MAX_TEXT = 200

/** All 18 prompts, sizes outermost. */
export const PROMPTS: readonly Prompt[] = SIZES.flatMap((size) => COLOURS.map((colour) => ({ size, colour })))

/** The sentence of a prompt: "a small red flower". */
export function promptText({ size, colour }: Prompt): string {
  return `a ${size} ${colour} flower`
}

/**
 * Token ids of `text`, PROMPT_LENGTH of them: the words in their order, then padding; the empty text is all padding. Articles are left out.
 * An unknown word or too many words is an InputError.
 */
export function promptTokens(text: string): number[] {
  const tokens = words(text).map((word) => VOCABULARY.indexOf(word as (typeof VOCABULARY)[number]))
  return [...tokens, ...Array<number>(PROMPT_LENGTH - tokens.length).fill(0)]
}

/**
 * Size and colour of `text`, undefined for the empty text. An InputError says which word is unknown, missing or given
 * twice; word order and case are free, articles are optional.
 */
export function parsePrompt(text: string): Prompt | undefined {
  const list = words(text)
  if (list.length === 0) return undefined
  const sizes = list.filter((word): word is Size => SIZES.includes(word as Size))
  const colours = list.filter((word): word is Colour => COLOURS.includes(word as Colour))
  if (sizes.length !== 1 || colours.length !== 1) {
    throw new InputError(
      `The demo prompt "${text}" needs one size (${SIZES.join(', ')}) and one colour (${COLOURS.join(', ')}), got ${list.join(' ')}. Write it like "${promptText(PROMPTS[0])}".`,
    )
  }
  return { size: sizes[0], colour: colours[0] }
}

function words(text: string): string[] {
  if (text.length > MAX_TEXT)
    throw new InputError(`A demo prompt has at most ${MAX_TEXT} characters, got ${text.length}. Write it like "${promptText(PROMPTS[0])}".`)
  const list = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && !ARTICLES.includes(word))
  for (const word of list) {
    if (!VOCABULARY.includes(word as (typeof VOCABULARY)[number])) {
      throw new InputError(
        `The demo model does not know the word "${word}"; it knows ${VOCABULARY.slice(1).join(', ')}. Write the prompt like "${promptText(PROMPTS[0])}".`,
      )
    }
  }
  if (list.length > PROMPT_LENGTH)
    throw new InputError(`A demo prompt has at most ${PROMPT_LENGTH} words besides articles, got ${list.length}. Write it like "${promptText(PROMPTS[0])}".`)
  return list
}
