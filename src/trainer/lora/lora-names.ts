/**
 * The one table between the names that a UNet's modules have in ldm checkpoints, in diffusers, and in the LoRA files of
 * kohya's sd-scripts, LyCORIS, PEFT and ComfyUI. What stands behind the names in a file is left to lora-file.ts.
 *
 * Source: ComfyUI, comfy/utils.py `unet_to_diffusers` (block numbering) and comfy/lora.py `model_lora_keys_unet` (spellings).
 */
import { BugError } from '../../errors.ts'
import { type BlockLayout, checkLayout } from './block-layout.ts'

/** One module of a UNet. A layout lists all that it may have: a residual block without `skip_connection` is an ordinary one. */
export interface UnetModule {
  /** As in a checkpoint, without `model.diffusion_model.` and `.weight`: `input_blocks.1.1.proj_in`. */
  ldm: string
  /** As in diffusers: `down_blocks.0.attentions.0.proj_in`. */
  diffusers: string
  /** `projection` is a 1x1 convolution in SD1.x and a linear layer in SD2.x and SDXL. */
  kind: 'linear' | 'conv' | 'projection' | 'norm'
}

type Row = readonly [ldm: string, diffusers: string, kind: UnetModule['kind']]

const RES_BLOCK: readonly Row[] = [
  ['in_layers.0', 'norm1', 'norm'],
  ['in_layers.2', 'conv1', 'conv'],
  ['emb_layers.1', 'time_emb_proj', 'linear'],
  ['out_layers.0', 'norm2', 'norm'],
  ['out_layers.3', 'conv2', 'conv'],
  ['skip_connection', 'conv_shortcut', 'conv'],
]

const ATTENTION: readonly Row[] = [
  ['norm', 'norm', 'norm'],
  ['proj_in', 'proj_in', 'projection'],
  ['proj_out', 'proj_out', 'projection'],
]

/** Inside `transformer_blocks.N`, where both sides agree. */
const TRANSFORMER_BLOCK: readonly (readonly [name: string, kind: UnetModule['kind']])[] = [
  ['norm1', 'norm'],
  ['norm2', 'norm'],
  ['norm3', 'norm'],
  ['attn1.to_q', 'linear'],
  ['attn1.to_k', 'linear'],
  ['attn1.to_v', 'linear'],
  ['attn1.to_out.0', 'linear'],
  ['attn2.to_q', 'linear'],
  ['attn2.to_k', 'linear'],
  ['attn2.to_v', 'linear'],
  ['attn2.to_out.0', 'linear'],
  ['ff.net.0.proj', 'linear'],
  ['ff.net.2', 'linear'],
]

const BASIC: readonly Row[] = [
  ['input_blocks.0.0', 'conv_in', 'conv'],
  ['time_embed.0', 'time_embedding.linear_1', 'linear'],
  ['time_embed.2', 'time_embedding.linear_2', 'linear'],
  // SDXL's name comes first and is the one that is written; unCLIP models have the other.
  ['label_emb.0.0', 'add_embedding.linear_1', 'linear'],
  ['label_emb.0.2', 'add_embedding.linear_2', 'linear'],
  ['label_emb.0.0', 'class_embedding.linear_1', 'linear'],
  ['label_emb.0.2', 'class_embedding.linear_2', 'linear'],
  ['out.0', 'conv_norm_out', 'norm'],
  ['out.2', 'conv_out', 'conv'],
]

/** Every module that a UNet of this layout may have, norms included. The two label embeddings are listed under both diffusers names. */
export function unetModules(layout: BlockLayout): UnetModule[] {
  checkLayout(layout)
  const modules: UnetModule[] = BASIC.map(([ldm, diffusers, kind]) => ({ ldm, diffusers, kind }))
  const add = (ldm: string, diffusers: string, rows: readonly Row[]): void => {
    for (const [ours, theirs, kind] of rows) modules.push({ ldm: `${ldm}.${ours}`, diffusers: `${diffusers}.${theirs}`, kind })
  }
  const addAttention = (ldm: string, diffusers: string, depth: number): void => {
    add(ldm, diffusers, ATTENTION)
    for (let t = 0; t < depth; t++) {
      const block = `transformer_blocks.${t}`
      for (const [name, kind] of TRANSFORMER_BLOCK) modules.push({ ldm: `${ldm}.${block}.${name}`, diffusers: `${diffusers}.${block}.${name}`, kind })
    }
  }

  const { resBlocks, inputDepth, middleDepth, outputDepth } = layout
  const last = resBlocks.length - 1
  let n = 1
  let residual = 0
  for (const [level, count] of resBlocks.entries()) {
    for (let i = 0; i < count; i++, n++) {
      add(`input_blocks.${n}.0`, `down_blocks.${level}.resnets.${i}`, RES_BLOCK)
      const depth = inputDepth[residual++] as number
      if (depth > 0) addAttention(`input_blocks.${n}.1`, `down_blocks.${level}.attentions.${i}`, depth)
    }
    if (level < last) add(`input_blocks.${n++}.0`, `down_blocks.${level}.downsamplers.0`, [['op', 'conv', 'conv']])
  }

  if (middleDepth >= -1) add('middle_block.0', 'mid_block.resnets.0', RES_BLOCK)
  if (middleDepth >= 0) {
    addAttention('middle_block.1', 'mid_block.attentions.0', middleDepth)
    add('middle_block.2', 'mid_block.resnets.1', RES_BLOCK)
  }

  n = 0
  for (const [level, count] of [...resBlocks].reverse().entries()) {
    for (let i = 0; i <= count; i++, n++) {
      add(`output_blocks.${n}.0`, `up_blocks.${level}.resnets.${i}`, RES_BLOCK)
      const depth = outputDepth[n] as number
      if (depth > 0) addAttention(`output_blocks.${n}.1`, `up_blocks.${level}.attentions.${i}`, depth)
      // The upsampler stands behind the attention, or in its place.
      if (level < last && i === count) add(`output_blocks.${n}.${depth > 0 ? 2 : 1}`, `up_blocks.${level}.upsamplers.0`, [['conv', 'conv', 'conv']])
    }
  }
  return modules
}

/** The names of one UNet's modules, there and back. */
export interface LoraNames {
  modules: readonly UnetModule[]
  /** The module with this ldm name. Throws BugError for a name that the layout does not have. */
  module(ldm: string): UnetModule
  /** `lora_unet_down_blocks_0_...`: loaded by ComfyUI, A1111, Forge, InvokeAI and diffusers. */
  kohya(ldm: string): string
  /** `unet.down_blocks.0. ...`: what diffusers and PEFT write today. ComfyUI does **not** load it for Stable Diffusion UNets. */
  diffusers(ldm: string): string
  /** The ldm name behind any known spelling of a module in a LoRA file, undefined for a stranger. */
  find(spelling: string): string | undefined
}

/** Builds the names of a layout; an SDXL UNet has 1,058 modules and about 9,000 spellings, which takes 5 ms. */
export function loraNames(layout: BlockLayout): LoraNames {
  const modules = unetModules(layout)
  const byLdm = new Map<string, UnetModule>()
  const bySpelling = new Map<string, string>()
  for (const module of modules) {
    if (!byLdm.has(module.ldm)) byLdm.set(module.ldm, module)
    for (const spelling of spellings(module)) {
      const other = bySpelling.get(spelling)
      if (other !== undefined && other !== module.ldm) throw new BugError(`the LoRA name ${spelling} means both ${other} and ${module.ldm}`)
      bySpelling.set(spelling, module.ldm)
    }
  }
  const module = (ldm: string): UnetModule => {
    const found = byLdm.get(ldm)
    if (found === undefined) throw new BugError(`the UNet has no module ${ldm}`)
    return found
  }
  return {
    modules,
    module,
    kohya: (ldm) => kohyaName(module(ldm).diffusers),
    diffusers: (ldm) => `unet.${module(ldm).diffusers}`,
    find: (spelling) => bySpelling.get(spelling),
  }
}

function kohyaName(path: string): string {
  return `lora_unet_${path.replaceAll('.', '_')}`
}

/** All that has been seen in files, each with who writes it. */
function spellings({ ldm, diffusers }: UnetModule): string[] {
  // diffusers before 0.22 kept LoRA weights in attention processors; `to_out` had no index there.
  const processor = diffusers.replaceAll('.to_', '.processor.to_').replace(/\.to_out\.0$/, '.to_out')
  return [
    kohyaName(diffusers), // sd-scripts for SD1.x and SD2.x
    kohyaName(ldm), // sd-scripts for SDXL
    `lycoris_${diffusers.replaceAll('.', '_')}`, // SimpleTuner
    `diffusion_model.${ldm}`, // ComfyUI's own trainer
    diffusers,
    `unet.${diffusers}`, // diffusers with PEFT
    `base_model.model.${diffusers}`, // PEFT alone
    processor,
    `unet.${processor}`,
  ]
}
