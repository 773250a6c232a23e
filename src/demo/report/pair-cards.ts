/**
 * The fresh pairs as cards: base left, tuned right, a heart on the one that the voter prefers.
 */
import { encodePng } from '../../files/png.ts'
import { pictureSheet } from '../world/picture-sheet.ts'
import { type Markup, markup } from './markup.ts'
import type { PicturePair } from './report-data.ts'

/** A heart in a box of 16 units. */
export const HEART = markup`<svg class="heart" viewBox="0 0 16 16" aria-hidden="true"><path d="M8 14.2 2.4 8.6a3.7 3.7 0 0 1 5.2-5.2l.4.4.4-.4a3.7 3.7 0 0 1 5.2 5.2Z"/></svg>`

export function pairCards(pairs: readonly PicturePair[]): Markup {
  return markup`<div class="pairs">${pairs.map(
    ({ prompt, seed, base, tuned, preferred }) => markup`<figure class="pair"><div class="two">
${shot(base, `base model: ${prompt}`, preferred === 'base')}${shot(tuned, `tuned model: ${prompt}`, preferred === 'tuned')}
</div><figcaption>${prompt} ${preferred === 'tie' && markup`<small>a tie</small> `}<small class="seed">seed ${seed}</small></figcaption></figure>\n`,
  )}</div>`
}

function shot(picture: Float32Array, alt: string, preferred: boolean): Markup {
  const png = Buffer.from(encodePng(pictureSheet([picture], { columns: 1, scale: 1, gap: 0 }))).toString('base64')
  return markup`<span class="shot"><img width="32" height="32" alt="${alt}${preferred && ' (the voter’s choice)'}" src="data:image/png;base64,${png}">${preferred && HEART}</span>`
}
