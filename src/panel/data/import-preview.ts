/**
 * What an import would write, before it does: counts, prompts with their pairs, and what is wrong with which file.
 */
import { html, nothing, type TemplateResult } from 'lit'
import type { ImportPreview } from '../api-types.ts'
import { bytesInWords, countOf, digits } from '../elements/words.ts'

export function importPreview(preview: ImportPreview): TemplateResult {
  const { pictures, pairs, votes, bytes, leftOver, duplicates, withoutPrompt } = preview
  const asides = [
    leftOver > 0 && `${countOf(leftOver, 'picture')} found no partner of the same prompt.`,
    withoutPrompt > 0 && `${countOf(withoutPrompt, 'picture')} ${withoutPrompt === 1 ? 'says' : 'say'} no prompt.`,
    duplicates > 0 && `${countOf(duplicates, 'file')} ${duplicates === 1 ? 'is there' : 'are there'} twice.`,
  ].filter((aside) => aside !== false)
  return html`
    <p>
      ${countOf(pictures, 'picture')} (${bytesInWords(bytes)}) make <strong>${countOf(pairs, 'pair')}</strong>${votes > 0 ? html`, with ${countOf(votes, 'vote')}` : nothing}.
      ${asides.map((aside) => html`${aside} `)}
    </p>
    ${pairs === 0 ? html`<p class="note warn">Nothing to import: a pair needs two pictures of the same prompt.</p>` : nothing}
    ${preview.prompts.length > 0 ? prompts(preview) : nothing} ${preview.problems.length > 0 ? problems(preview) : nothing}
  `
}

function prompts({ prompts, promptCount }: ImportPreview): TemplateResult {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Prompts">
    <table>
      <thead>
        <tr>
          <th scope="col">Prompt</th>
          <th scope="col" class="number">Pictures</th>
          <th scope="col" class="number">Pairs</th>
        </tr>
      </thead>
      <tbody>
        ${prompts.map(
          ({ text, pictures, pairs }) => html`<tr>
            <td>${text === '' ? html`<span class="quiet">(none)</span>` : text}</td>
            <td class="number">${digits(pictures)}</td>
            <td class="number">${digits(pairs)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${promptCount > prompts.length ? html`<p class="quiet small">and ${countOf(promptCount - prompts.length, 'prompt')} more</p>` : nothing}
  </div>`
}

function problems({ problems, problemCount }: ImportPreview): TemplateResult {
  return html`<details>
    <summary>${countOf(problemCount, 'file')} can't be used</summary>
    <ul class="small scroll" tabindex="0" aria-label="Files that can't be used">
      ${problems.map(({ path, sentence }) => html`<li><strong>${path}</strong>: ${sentence}</li>`)}
    </ul>
  </details>`
}
