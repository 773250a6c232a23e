/** How pictures are usually drawn from a model of each family, where nobody says otherwise. */
import { PICTURE_SIZE } from '../../demo/world/backgrounds.ts'
import type { ModelFamily } from '../bridge/describe-model.ts'

export interface UsualSettings {
  /** Pixels. */
  width: number
  height: number
  steps: number
  cfg: number
  sampler: string
  scheduler: string
}

const square = (side: number) => ({ width: side, height: side })
/** Fresh noise at each step: pictures of different seeds then differ more. */
const sampled = { sampler: 'euler_ancestral', scheduler: 'normal' }

const USUAL: Readonly<Record<ModelFamily, UsualSettings>> = {
  SD1: { ...square(512), steps: 20, cfg: 7, ...sampled },
  SD2: { ...square(768), steps: 20, cfg: 7, ...sampled },
  SDXL: { ...square(1024), steps: 25, cfg: 6, ...sampled },
  // Trailing timesteps, as in src/demo/demo-settings.ts.
  demo: { ...square(PICTURE_SIZE), steps: 10, cfg: 1.1, sampler: 'euler_ancestral', scheduler: 'sgm_uniform' },
  other: { ...square(512), steps: 20, cfg: 7, ...sampled },
}

/** How people name models of SDXL's family. */
const SDXL_NAMES = /xl|pony|illustrious|noob/i

/** `family` is unknown before the host has loaded the model once; its name is then all there is to go by. */
export function usualSettings(name: string, family: ModelFamily | undefined): UsualSettings {
  return USUAL[family ?? (SDXL_NAMES.test(name) ? 'SDXL' : 'SD1')]
}
