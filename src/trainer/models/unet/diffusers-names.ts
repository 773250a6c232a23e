/**
 * Finds the ldm names behind a UNet file with diffusers' names. The table of module names itself is
 * ../../lora/lora-names.ts; here only the layout is read off the file.
 */
import type { BlockLayout } from '../../lora/block-layout.ts'
import { unetModules } from '../../lora/lora-names.ts'

/** True for the names of a UNet that diffusers saved. */
export function hasDiffusersNames(names: readonly string[]): boolean {
  return names.some((name) => name.startsWith('down_blocks.0.resnets.0.')) && names.includes('mid_block.resnets.0.conv1.weight')
}

/** Maps each tensor name that diffusers wrote to its ldm name; names that belong to no module map to undefined. */
export function ldmNames(names: readonly string[]): (name: string) => string | undefined {
  const byDiffusers = new Map(unetModules(layoutOf(new Set(names))).map((module) => [module.diffusers, module.ldm]))
  return (name) => {
    const dot = name.lastIndexOf('.')
    const module = byDiffusers.get(name.slice(0, dot))
    return module === undefined ? undefined : module + name.slice(dot)
  }
}

function layoutOf(names: ReadonlySet<string>): BlockLayout {
  const count = (name: (index: number) => string): number => {
    let index = 0
    while (names.has(name(index))) index++
    return index
  }
  const depth = (attention: string): number => count((i) => `${attention}.transformer_blocks.${i}.attn1.to_q.weight`)
  const resnets = (block: string): number => count((i) => `${block}.resnets.${i}.conv1.weight`)
  const depths = (block: string): number[] => Array.from({ length: resnets(block) }, (_, i) => depth(`${block}.attentions.${i}`))
  const levels = count((level) => `down_blocks.${level}.resnets.0.conv1.weight`)
  const each = <Result>(make: (level: number) => Result): Result[] => Array.from({ length: levels }, (_, level) => make(level))
  return {
    resBlocks: each((level) => resnets(`down_blocks.${level}`)),
    inputDepth: each((level) => depths(`down_blocks.${level}`)).flat(),
    middleDepth: names.has('mid_block.attentions.0.proj_in.weight') ? depth('mid_block.attentions.0') : -1,
    outputDepth: each((level) => depths(`up_blocks.${level}`)).flat(),
  }
}
