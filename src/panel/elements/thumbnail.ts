/**
 * A picture of the store as markup: its address and size are taken from what the API says of it.
 */
import { html, type TemplateResult } from 'lit'
import type { Picture } from '../api-types.ts'
import type { ApiClient } from '../core/api-client.ts'
import './picture-frame.ts'

/** `alt` is what screen readers say; empty where text beside it says it. */
export function thumbnail(api: ApiClient, { hash, width, height }: Pick<Picture, 'hash' | 'width' | 'height'>, alt = '', style = ''): TemplateResult {
  return html`<see-dpo-picture class=${style} .src=${api.imageUrl(hash)} .alt=${alt} .width=${width} .height=${height}></see-dpo-picture>`
}
