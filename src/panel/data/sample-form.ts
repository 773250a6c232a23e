/**
 * What the dialog for sampling holds, and the request that it makes: kept with the panel, so that it is as it was left.
 */
import type { components } from '../../../openapi/generated/see-dpo.ts'
import type { Model } from '../api-types.ts'
import { Observable } from '../core/observable.ts'

export type SampleRequest = components['schemas']['SampleRequest']

/** As the API limits them. */
export const MAX_PROMPTS = 1000
export const MAX_PAIRS_PER_PROMPT = 1000
const MAX_PROMPT_LENGTH = 4000

export class SampleForm extends Observable {
  /** The first model by default. */
  modelId: string | undefined
  /** Suggestions that are left out; so all are in at first. */
  readonly leftOut = new Set<string>()
  /** Prompts of one's own, one a line. */
  freeText = ''
  pairsPerPrompt = 4
  picturesPerPair: 2 | 4 = 2
  /** LoRA to draw with; the model alone when empty. */
  loraId = ''

  set(fields: Partial<Pick<SampleForm, 'modelId' | 'freeText' | 'pairsPerPrompt' | 'picturesPerPair' | 'loraId'>>): void {
    Object.assign(this, fields)
    this.changed()
  }

  choose(prompt: string, isChosen: boolean): void {
    if (isChosen) this.leftOut.delete(prompt)
    else this.leftOut.add(prompt)
    this.changed()
  }

  chooseAll(prompts: readonly string[], isChosen: boolean): void {
    this.leftOut.clear()
    if (!isChosen) for (const prompt of prompts) this.leftOut.add(prompt)
    this.changed()
  }

  /** Chosen suggestions, then one's own lines, each once. */
  prompts(model: Model): string[] {
    const own = model.freePrompts ? this.freeText.split('\n').map((line) => line.trim()) : []
    return [...new Set([...model.prompts.filter((prompt) => !this.leftOut.has(prompt)), ...own.filter((line) => line !== '')])]
  }

  /** Why it can't be sampled like this, as a sentence; undefined when it can. */
  problem(model: Model): string | undefined {
    const prompts = this.prompts(model)
    if (prompts.length === 0) return 'Choose at least one prompt.'
    if (prompts.length > MAX_PROMPTS) return `At most ${MAX_PROMPTS} prompts at once; these are ${prompts.length}.`
    const long = prompts.find((prompt) => prompt.length > MAX_PROMPT_LENGTH)
    if (long) return `A prompt has ${long.length} characters; ${MAX_PROMPT_LENGTH} are the most.`
    const isWhole = Number.isInteger(this.pairsPerPrompt) && this.pairsPerPrompt >= 1 && this.pairsPerPrompt <= MAX_PAIRS_PER_PROMPT
    return isWhole ? undefined : `Pairs per prompt: a whole number from 1 to ${MAX_PAIRS_PER_PROMPT}.`
  }

  /** Pictures that would be drawn. */
  pictures(model: Model): number {
    return this.prompts(model).length * this.pairsPerPrompt * this.picturesPerPair
  }

  request(model: Model): SampleRequest {
    const { pairsPerPrompt, picturesPerPair, loraId } = this
    return { modelId: model.id, prompts: this.prompts(model), pairsPerPrompt, picturesPerPair, ...(loraId && { lora: { loraId, strength: 1 } }) }
  }
}
