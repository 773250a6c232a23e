/**
 * How to read the report, for someone who has never trained a model.
 */
import { type Markup, markup } from './markup.ts'
import { DIVERSITY_BOUND, WIN_RATE_BOUND } from './verdict.ts'

const ENTRIES: readonly (readonly [string, string])[] = [
  [
    'Fresh pairs',
    'Pairs drawn from seeds that played no part in training. Both models start from the same noise, so what differs between two pictures is the training and nothing else.',
  ],
  [
    'Win rate and its interval',
    `How often the voter prefers the tuned picture; a tie counts as half. The 95 % interval (Wilson) says how far luck alone could have moved the number. 50 % would be no effect; the demo asks that the interval’s lower end lies above ${100 * WIN_RATE_BOUND} %.`,
  ],
  [
    'Held-out votes',
    'Votes that were set aside before training. Siding with the voter on these is evidence of having understood the taste; siding on the training votes may only be memory.',
  ],
  [
    'Diversity',
    `A model can please by drawing one picture over and over. Diversity compares pictures of the same prompt in all they could differ in; a taste rightly gives up some of it. The demo asks that more than ${100 * DIVERSITY_BOUND} % of it is left.`,
  ],
  [
    'Proper flowers',
    'Pictures whose petals can be counted, whose form is clear and that have no smudges, as read back by a program that knows how flowers are drawn here.',
  ],
  [
    'beta and gamma',
    'beta says how closely the tuned model is held to the base model. gamma is the self-entropy term of SEE-DPO: it holds against the pull to draw only what is already likely. gamma = 0 is plain DPO.',
  ],
  ['LoRA', 'A small add-on file. It leaves the base model untouched, can be switched off, and can be used at part strength.'],
  [
    'The voter',
    'A program with a written-down taste, so that success can be measured. With your own votes, the same training follows your own taste; only the measuring is then up to you.',
  ],
]

export function readingGuide(): Markup {
  return markup`<dl class="guide">${ENTRIES.map(([term, text]) => markup`<div><dt>${term}</dt><dd>${text}</dd></div>\n`)}</dl>`
}
