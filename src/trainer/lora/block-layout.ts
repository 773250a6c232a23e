/**
 * How a Stable Diffusion UNet's blocks are laid out: as much of its structure as the names of its modules depend on.
 * Sizes and heads are left to ../models/unet.
 */
import { InputError } from '../../errors.ts'

/** Residual blocks per level and transformer blocks per residual block; all lists in the order in which the blocks run. */
export interface BlockLayout {
  /** One entry per level, finest first: ComfyUI's `num_res_blocks`. */
  resBlocks: readonly number[]
  /** One entry per residual block of the input side, 0 without attention: ComfyUI's `transformer_depth`. */
  inputDepth: readonly number[]
  /** ComfyUI's `transformer_depth_middle`: -1 for a single residual block without attention, -2 for no middle at all. */
  middleDepth: number
  /** One entry per output block. ComfyUI's `transformer_depth_output` is the same list **backwards** (it pops from the end). */
  outputDepth: readonly number[]
}

/** More than any UNet has; a hostile file could claim millions of blocks. */
const MAX_BLOCKS = 64

/**
 * Reads the layout off the ldm names of a UNet's tensors (`input_blocks.1.0.in_layers.0.weight` ..., without
 * `model.diffusion_model.`), as ComfyUI's `detect_unet_config` does. Throws InputError `unsupported-model` where there are none.
 */
export function blockLayout(tensorNames: Iterable<string>): BlockLayout {
  const names = new Set(tensorNames)
  const depth = (module: string): number => {
    let count = 0
    while (names.has(`${module}.transformer_blocks.${count}.attn1.to_q.weight`)) count++
    return count
  }
  const isResBlock = (module: string): boolean => names.has(`${module}.in_layers.0.weight`)
  const resBlocks = [0]
  const inputDepth: number[] = []
  for (let n = 1; n <= MAX_BLOCKS; n++) {
    if (names.has(`input_blocks.${n}.0.op.weight`)) {
      resBlocks.push(0)
    } else if (isResBlock(`input_blocks.${n}.0`)) {
      resBlocks[resBlocks.length - 1] = (resBlocks.at(-1) as number) + 1
      inputDepth.push(depth(`input_blocks.${n}.1`))
    } else {
      break
    }
  }
  const outputDepth: number[] = []
  for (let n = 0; n < MAX_BLOCKS && isResBlock(`output_blocks.${n}.0`); n++) outputDepth.push(depth(`output_blocks.${n}.1`))
  const middleDepth = names.has('middle_block.1.proj_in.weight') ? depth('middle_block.1') : isResBlock('middle_block.0') ? -1 : -2
  const layout = { resBlocks, inputDepth, middleDepth, outputDepth }
  checkLayout(layout)
  return layout
}

/** Refuses a layout whose lists do not belong together. */
export function checkLayout({ resBlocks, inputDepth, outputDepth, middleDepth }: BlockLayout): void {
  const total = resBlocks.reduce((sum, count) => sum + count, 0)
  const counts = [...resBlocks, ...inputDepth, ...outputDepth, middleDepth + 2]
  const isCount = (count: number): boolean => Number.isSafeInteger(count) && count >= 0
  if (total === 0 || total > MAX_BLOCKS || !counts.every(isCount) || inputDepth.length !== total || outputDepth.length !== total + resBlocks.length) {
    throw new InputError(
      `model: expected a Stable Diffusion UNet with one more output block than residual blocks at each level, got levels of [${resBlocks.join(', ')}] residual blocks, ` +
        `${inputDepth.length} on the input side and ${outputDepth.length} output blocks. Choose an SD1.x, SD2.x or SDXL model.`,
      { code: 'unsupported-model' },
    )
  }
}
