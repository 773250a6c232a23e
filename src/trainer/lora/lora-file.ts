/**
 * LoRA files: writes adapters under kohya's or diffusers' names, reads those of all common trainers back to ldm module
 * names, and refuses other kinds of adapters by name. Names are data in lora-names.ts, metadata is made in lora-metadata.ts.
 */
import { InputError, RunError } from '../../errors.ts'
import type { FileWriter } from '../../files/atomic-write.ts'
import type { FloatDtype } from '../models/safetensors/dtypes.ts'
import { openSafetensors, type SafetensorsFile } from '../models/safetensors/open-safetensors.ts'
import { quote } from '../models/safetensors/parse-header-json.ts'
import { sha256OfTensors, type TensorToWrite, writeSafetensors } from '../models/safetensors/write-safetensors.ts'
import { type Adapter, adapterProblem, rankOf } from './adapter.ts'
import type { BlockLayout } from './block-layout.ts'
import { type LoraNames, loraNames } from './lora-names.ts'

/** How `writeLora` writes. */
export interface WriteLoraOptions {
  layout: BlockLayout
  /** Default `kohya`, which everything loads. */
  naming?: 'kohya' | 'diffusers'
  /** Type of the matrices; default F16, as most LoRAs are. */
  dtype?: FloatDtype
  /** From `loraMetadata`; the hashes of the tensors are added here. */
  metadata?: Readonly<Record<string, string>>
  writer?: FileWriter
}

/**
 * Writes `adapters` as a LoRA file, whole or not at all. With `kohya` names alpha is stored beside each pair. Readers of
 * diffusers names disagree on where alpha stands, so there it is multiplied into `up`, which then reads as alpha = rank.
 * Throws BugError for unknown modules, InputError for adapters that fit no module, RunError `numeric` for numbers that are
 * not finite in `dtype`, ResourceError `disk`.
 */
export function writeLora(
  path: string,
  adapters: readonly Adapter[],
  { layout, naming = 'kohya', dtype = 'F16', metadata = {}, writer }: WriteLoraOptions,
): void {
  const names = loraNames(layout)
  const tensors: TensorToWrite[] = []
  for (const adapter of adapters) {
    const { module, down, downShape, up, upShape, alpha } = adapter
    checkFinite(path, adapter)
    const problem = adapterProblem(adapter, names.module(module)) ?? (alpha > 0 ? undefined : `alpha must be above 0, got ${alpha}`)
    if (problem !== undefined) throw new InputError(`LoRA ${path} was not written: the adapter of ${module} is wrong: ${problem}.`)
    if (naming === 'kohya') {
      const name = names.kohya(module)
      tensors.push({ name: `${name}.lora_down.weight`, dtype, shape: downShape, data: down })
      tensors.push({ name: `${name}.lora_up.weight`, dtype, shape: upShape, data: up })
      // Always F32: an alpha like 0.1 is not exact in half precision.
      tensors.push({ name: `${name}.alpha`, dtype: 'F32', shape: [], data: Float32Array.of(alpha) })
    } else {
      const name = names.diffusers(module)
      const scale = alpha / rankOf(adapter)
      tensors.push({ name: `${name}.lora_A.weight`, dtype, shape: downShape, data: down })
      tensors.push({ name: `${name}.lora_B.weight`, dtype, shape: upShape, data: scale === 1 ? up : up.map((value) => value * scale) })
    }
  }
  if (tensors.length === 0) throw new InputError(`LoRA ${path} was not written: there are no adapters.`)
  const hash = sha256OfTensors(tensors)
  // One hash under two names: sd-scripts (train_util.py, `precalculate_safetensors_hashes`) and modelspec 1.0.1.
  writeSafetensors(path, tensors, { ...metadata, sshs_model_hash: hash, 'modelspec.hash_sha256': `0x${hash}` }, writer)
}

/** Training that went wrong is another matter than a wrong call, so it is told apart before the shapes are looked at. */
function checkFinite(path: string, { module, down, up, alpha }: Adapter): void {
  if (Number.isFinite(alpha) && down.every(Number.isFinite) && up.every(Number.isFinite)) return
  throw new RunError('numeric', `LoRA ${path} was not written: the adapter of ${module} holds values that are not finite. What was there before is untouched.`)
}

/** What `readLora` found. */
export interface LoraFile {
  /** With symbolic links resolved. */
  path: string
  /** In the UNet's order. */
  adapters: Adapter[]
  /** Names of tensors for text encoders, which this project does not train. */
  ignored: string[]
  metadata: Record<string, string>
}

/**
 * Reads a LoRA for a UNet of this layout. `weightShape` gives the shape of a module's own weight: with it every adapter is
 * checked against its module and brought to the same number of dimensions. A missing alpha counts as the rank (ComfyUI,
 * comfy/weight_adapter/lora.py). Throws InputError `file-format` for other kinds of adapters (LoKr, LoHa, DoRA, full
 * differences ...), for names that the UNet does not have, and for matrices that do not fit.
 */
export function readLora(path: string, layout: BlockLayout, weightShape?: (module: string) => readonly number[] | undefined): LoraFile {
  const file = openSafetensors(path)
  try {
    const names = loraNames(layout)
    const { parts, ignored } = sortTensors(file, names)
    const adapters: Adapter[] = []
    for (const module of new Set(names.modules.map(({ ldm }) => ldm))) {
      const part = parts.get(module)
      if (part !== undefined) adapters.push(readAdapter(file, module, part, names, weightShape?.(module)))
    }
    return { path: file.path, adapters, ignored, metadata: file.metadata }
  } finally {
    file.close()
  }
}

/** Ways to name the two matrices, behind the module's name (ComfyUI, comfy/weight_adapter/lora.py `LoRAAdapter.load`). */
const PAIRS: readonly (readonly [down: string, up: string])[] = [
  ['.lora_down.weight', '.lora_up.weight'], // kohya, ComfyUI's trainer
  ['.lora_A.weight', '.lora_B.weight'], // PEFT
  ['.lora_A.default.weight', '.lora_B.default.weight'], // PEFT with an adapter name
  ['.lora_A', '.lora_B'], // genmo
  ['_lora.down.weight', '_lora.up.weight'], // diffusers before PEFT, attention processors
  ['.lora.down.weight', '.lora.up.weight'], // diffusers before PEFT
  ['.lora_linear_layer.down.weight', '.lora_linear_layer.up.weight'], // diffusers, transformers
]

const SUFFIXES = [
  ...PAIRS.flatMap(([down, up]) => [{ suffix: down, role: 'down' } as const, { suffix: up, role: 'up' } as const]),
  { suffix: '.alpha', role: 'alpha' } as const,
]

const TEXT_ENCODER = /^(lora_te\d?_|lycoris_te|text_encoders?(_\d)?\.|base_model\.model\.text_model\.)/

/** Adapters that are no plain low-rank product; ComfyUI loads them, this project can't train beside them. */
const OTHER_KINDS: readonly (readonly [RegExp, string])[] = [
  [/\.lokr_/, 'LoKr (Kronecker product)'],
  [/\.hada_/, 'LoHa (Hadamard product)'],
  [/\.(dora_scale|lora_magnitude_vector)/, 'DoRA (rescaled weights)'],
  [/\.lora_mid(\.weight)?$/, 'Tucker-decomposed LoCon'],
  [/\.(diff|diff_b|set_weight|w_norm|b_norm)$/, 'full difference'],
  [/\.(oft_|boft)/, 'OFT (orthogonal)'],
  [/\.[ab][12]\.weight$/, 'GLoRA'],
  [/\.reshape_weight$/, 'reshaped weight'],
]

type Parts = Partial<Record<'down' | 'up' | 'alpha', string>>

function sortTensors(file: SafetensorsFile, names: LoraNames): { parts: Map<string, Parts>; ignored: string[] } {
  const parts = new Map<string, Parts>()
  const ignored: string[] = []
  const strangers: string[] = []
  for (const name of file.tensors.keys()) {
    if (TEXT_ENCODER.test(name)) {
      ignored.push(name)
      continue
    }
    const other = OTHER_KINDS.find(([pattern]) => pattern.test(name))
    if (other !== undefined)
      refuse(
        file.path,
        `${quote(name)} belongs to an adapter of the kind ${other[1]}, and only plain LoRA is supported. Merge it into the checkpoint first, or leave it out`,
      )
    const match = SUFFIXES.find(({ suffix }) => name.endsWith(suffix))
    const module = match && names.find(name.slice(0, -match.suffix.length))
    if (match === undefined || module === undefined) {
      strangers.push(name)
      continue
    }
    const part = parts.get(module) ?? {}
    const before = part[match.role]
    if (before !== undefined) refuse(file.path, `${quote(before)} and ${quote(name)} are both the ${match.role} of ${module}`)
    part[match.role] = name
    parts.set(module, part)
  }
  const examples = strangers.slice(0, 3).map(quote).join(', ')
  if (parts.size === 0)
    refuse(file.path, `it holds no LoRA for this UNet${examples ? ` (found ${examples})` : ''}. Choose a LoRA that was made for this kind of model`)
  if (strangers.length > 0) {
    refuse(
      file.path,
      `${strangers.length} of its ${file.tensors.size} tensors fit no module of this UNet (${examples}): it was made for another kind of model. Choose a matching LoRA`,
    )
  }
  return { parts, ignored }
}

function readAdapter(file: SafetensorsFile, module: string, part: Parts, names: LoraNames, weightShape?: readonly number[]): Adapter {
  const { down: downName, up: upName, alpha: alphaName } = part
  if (downName === undefined || upName === undefined) {
    return refuse(file.path, `of ${module} only ${Object.values(part).map(quote).join(', ')} is there, but the two matrices belong together`)
  }
  const { kind } = names.module(module)
  // Trainers write a 1x1 convolution in 2 or 4 dimensions, whichever their own layer has.
  const dimensions = weightShape?.length ?? (kind === 'linear' ? 2 : undefined)
  const downShape = fitDimensions(shapeOf(file, downName), dimensions)
  const upShape = fitDimensions(shapeOf(file, upName), dimensions)
  const alphas = alphaName === undefined ? Float32Array.of(rankOf({ downShape })) : file.read(alphaName)
  if (alphas.length !== 1) refuse(file.path, `${quote(alphaName as string)} must be a single number, got ${alphas.length}`)
  const adapter: Adapter = { module, down: file.read(downName), downShape, up: file.read(upName), upShape, alpha: alphas[0] as number }
  const problem = adapterProblem(adapter, { kind }, weightShape)
  if (problem !== undefined) refuse(file.path, `the adapter of ${module} is wrong: ${problem}`)
  return adapter
}

function shapeOf(file: SafetensorsFile, name: string): readonly number[] {
  return file.tensors.get(name)?.shape ?? []
}

function fitDimensions(shape: readonly number[], dimensions: number | undefined): readonly number[] {
  if (dimensions === 4 && shape.length === 2) return [...shape, 1, 1]
  if (dimensions === 2 && shape.length === 4 && shape[2] === 1 && shape[3] === 1) return shape.slice(0, 2)
  return shape
}

function refuse(path: string, problem: string): never {
  throw new InputError(`LoRA ${path} can't be used: ${problem}.`, { code: 'file-format' })
}
