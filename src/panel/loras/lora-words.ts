/**
 * LoRAs, comparisons and their results in words.
 */
import type { Lora } from '../api-types.ts'
import { digits } from '../elements/words.ts'

/** "First taste, step 200"; a name that says its step is left as it is. */
export function loraInWords({ name, step }: Pick<Lora, 'name' | 'step'>): string {
  return name.includes(`step ${step}`) ? name : `${name}, step ${digits(step)}`
}
