/** What a ComfyUI said, made fit for one of our sentences: one line, no control codes, not too long. */
import { MAX_QUOTED_CHARACTERS } from './limits.ts'

export function quoted(text: string, characters = MAX_QUOTED_CHARACTERS): string {
  const line = text
    .slice(0, 20 * characters)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim()
  return line.length > characters ? `${line.slice(0, characters - 1)}…` : line
}
