/** Layouts of real models, for the tests of LoRA names. */
import type { BlockLayout } from '../../../src/trainer/lora/block-layout.ts'

export const LAYOUTS = {
  sd15: { resBlocks: [2, 2, 2, 2], inputDepth: [1, 1, 1, 1, 1, 1, 0, 0], middleDepth: 1, outputDepth: [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1] },
  sdxl: { resBlocks: [2, 2, 2], inputDepth: [0, 0, 2, 2, 10, 10], middleDepth: 10, outputDepth: [10, 10, 10, 2, 2, 2, 0, 0, 0] },
  ssd1b: { resBlocks: [2, 2, 2], inputDepth: [0, 0, 2, 2, 4, 4], middleDepth: -1, outputDepth: [4, 4, 10, 2, 1, 1, 0, 0, 0] },
  koala: { resBlocks: [1, 1, 1], inputDepth: [0, 2, 5], middleDepth: -2, outputDepth: [5, 5, 2, 2, 0, 0] },
  demo: { resBlocks: [2, 2], inputDepth: [0, 0, 1, 1], middleDepth: 1, outputDepth: [1, 1, 1, 0, 0, 0] },
} satisfies Record<string, BlockLayout>
