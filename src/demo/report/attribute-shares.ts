/**
 * How often each value of the free attributes occurs among the base model's fresh pictures and among the tuned model's.
 */
import { FREE_ATTRIBUTES, type FreeAttribute } from '../world/flower.ts'
import type { FlowerReading } from '../world/read-flower.ts'
import type { AttributeShares } from './report-data.ts'

/** Shares of all values of the attributes that the prompt leaves free; NaN where there are no readings. */
export function attributeShares(base: readonly FlowerReading[], tuned: readonly FlowerReading[]): AttributeShares[] {
  return (Object.keys(FREE_ATTRIBUTES) as FreeAttribute[]).map((attribute) => {
    const share = (readings: readonly FlowerReading[], value: string | number): number =>
      readings.filter(({ flower }) => flower[attribute] === value).length / readings.length
    return {
      name: attribute,
      values: FREE_ATTRIBUTES[attribute].values.map((value) => ({ name: String(value), base: share(base, value), tuned: share(tuned, value) })),
    }
  })
}
