/**
 * A UNet of the Stable Diffusion family as a `DiffusionModel`: finds it in a checkpoint, keeps its weights where they are
 * in the file, and says how it is fed. Structure and graph are left to the files beside this one.
 */
import { basename, dirname } from 'node:path'
import { InputError } from '../../../errors.ts'
import type { Graph } from '../../graph/graph.ts'
import { cast } from '../../graph/ops.ts'
import type { Shape } from '../../graph/shape.ts'
import { type BlockLayout, blockLayout } from '../../lora/block-layout.ts'
import { noiseSchedule, type PredictionType } from '../../noise-schedule.ts'
import { layers, type WeightSource } from '../layers.ts'
import { type BatchShape, type Conditioning, type DiffusionModel, type ModelRow, NOISY } from '../model.ts'
import { isFloatDtype } from '../safetensors/dtypes.ts'
import { sha256OfTensorData } from '../safetensors/file-hash.ts'
import { openSafetensors, type SafetensorsFile } from '../safetensors/open-safetensors.ts'
import type { TensorInfo } from '../safetensors/read-header.ts'
import { hasDiffusersNames, ldmNames } from './diffusers-names.ts'
import { timestepEmbedding } from './timestep-embedding.ts'
import { unet, unetFeatures } from './unet.ts'
import { type UnetHints, unetStructure } from './unet-structure.ts'

export interface UnetModelOptions {
  /** Overrides what the file says; a host knows better, since merges lose their markers. */
  prediction?: PredictionType
  zeroTerminal?: boolean
}

export interface UnetModel extends DiffusionModel {
  /** For LoRA names. */
  readonly layout: BlockLayout
  readonly latentChannels: number
  readonly contextWidth: number
}

/** Size of the query blocks makes no difference to speed between 128 and 1024 (design.md, 4.4). */
const DEFAULT_QUERY_BLOCK = 512

/**
 * Opens the UNet in `path`: a full checkpoint (`model.diffusion_model.*`), a bare UNet, or one with diffusers' names, in
 * F32, F16, BF16 or a mix. The file is mapped, never converted or copied.
 *
 * Throws InputErrors: `file-format` where it is no safetensors file, `unsupported-model` where it is another kind of model.
 */
export function openUnetModel(path: string, options: UnetModelOptions = {}): UnetModel {
  const file = openSafetensors(path)
  try {
    const tensors = unetTensors(file)
    const shapes = new Map([...tensors].map(([name, info]) => [name, info.shape as Shape]))
    const hints = hintsOf(file)
    const structure = unetStructure(shapes, hints)
    const schedule = scheduleOf(file, options)
    const { modelChannels, contextWidth, labelWidth, latentChannels } = structure
    return {
      folder: dirname(file.path),
      identity: JSON.stringify([sha256OfTensorData(file.path), schedule, hints]),
      schedule: noiseSchedule(schedule),
      modules: weightMatrices(shapes),
      layout: blockLayout(tensors.keys()),
      latentChannels,
      contextWidth,
      inGraph(graph, batch) {
        checkBatch(batch, latentChannels)
        const fileWeights = mappedWeights(graph, basename(file.path), tensors)
        const inputs = {
          x: graph.input(NOISY, [batch.count, ...batch.latent]),
          timestepEmbedding: graph.input('timestepEmbedding', [batch.count, modelChannels]),
          context: graph.input('context', [batch.count, batch.tokens, contextWidth]),
          label: labelWidth > 0 ? graph.input('label', [batch.count, labelWidth]) : undefined,
        }
        return {
          x: inputs.x,
          predict: ({ branches, weights = fileWeights, queryBlock = DEFAULT_QUERY_BLOCK, checkpoint = false } = {}) =>
            unet(structure, layers(weights, branches), inputs, { queryBlock, checkpoint }),
          features: ({ branches, weights = fileWeights, queryBlock = DEFAULT_QUERY_BLOCK, checkpoint = false } = {}) =>
            unetFeatures(structure, layers(weights, branches), inputs, { queryBlock, checkpoint }),
        }
      },
      feeds: (rows) => ({
        timestepEmbedding: timestepEmbedding(
          rows.map((row) => row.timestep),
          modelChannels,
        ),
        context: joined(rows, (conditioning) => conditioning.context, 'context', contextWidth),
        ...(labelWidth > 0 ? { label: joined(rows, (conditioning) => conditioning.label, 'pooled label', labelWidth) } : {}),
      }),
    }
  } finally {
    file.close()
  }
}

/** The UNet's tensors by their ldm name, whatever the file calls them. */
function unetTensors(file: SafetensorsFile): Map<string, TensorInfo> {
  const names = [...file.tensors.keys()]
  const prefix = names.some((name) => name.startsWith('model.diffusion_model.')) ? 'model.diffusion_model.' : ''
  const rename = hasDiffusersNames(names) ? ldmNames(names) : (name: string) => (name.startsWith(prefix) ? name.slice(prefix.length) : undefined)
  const found = new Map<string, TensorInfo>()
  for (const [name, info] of file.tensors) {
    const own = rename(name)
    if (own !== undefined) found.set(own, info)
  }
  return found
}

/** What shapes can't tell; files of the Stable Diffusion family have none of these keys and get the family's values. */
function hintsOf({ path, metadata }: SafetensorsFile): UnetHints {
  const hint = (key: string): number | undefined => {
    const text = metadata[`see_dpo.${key}`]
    if (text === undefined) return undefined
    const value = Number(text)
    if (!Number.isInteger(value) || value < 1 || value > 1024)
      throw new InputError(`${path}: expected metadata see_dpo.${key} from 1 to 1024, got '${text}'.`, { code: 'file-format' })
    return value
  }
  return { normGroups: hint('norm_groups'), headChannels: hint('head_channels'), patch: hint('patch') }
}

/** Prediction type and schedule: the caller's word, else ComfyUI's marker tensors, else modelspec metadata, else eps. */
function scheduleOf({ tensors, metadata }: SafetensorsFile, options: UnetModelOptions): { prediction: PredictionType; zeroTerminal: boolean } {
  const marked = tensors.has('v_pred') || metadata['modelspec.prediction_type'] === 'v'
  return { prediction: options.prediction ?? (marked ? 'v' : 'eps'), zeroTerminal: options.zeroTerminal ?? tensors.has('ztsnr') }
}

/** Modules that can carry an adapter: those with a weight matrix or kernel. */
function weightMatrices(shapes: ReadonlyMap<string, Shape>): Map<string, Shape> {
  const modules = new Map<string, Shape>()
  for (const [name, shape] of shapes) {
    if (name.endsWith('.weight') && shape.length >= 2) modules.set(name.slice(0, -'.weight'.length), shape)
  }
  return modules
}

/** Weights as ranges of the file, in F32 to the graph; half-precision ones through a cast. */
function mappedWeights(graph: Graph, file: string, tensors: ReadonlyMap<string, TensorInfo>): WeightSource {
  return {
    shape: (name) => tensors.get(name)?.shape,
    value(name) {
      const info = tensors.get(name)
      if (!info)
        throw new InputError(`model: expected a tensor '${name}' in ${file}, got none. The file is incomplete or of another family.`, {
          code: 'unsupported-model',
        })
      if (!isFloatDtype(info.dtype)) {
        throw new InputError(`model: expected F32, F16 or BF16 weights, got ${info.dtype} in '${name}'. Use an unquantised version of the checkpoint.`, {
          code: 'unsupported-model',
        })
      }
      const { byteOffset, byteLength, shape, dtype } = info
      const stored = graph.weight({ name, file, byteOffset, byteLength }, shape, ({ F32: 'f32', F16: 'f16', BF16: 'bf16' } as const)[dtype])
      // A cast for each use: one for policy and reference together would keep the F32 copy from the first use to the last.
      return cast(stored, 'f32')
    },
  }
}

function checkBatch({ latent }: BatchShape, channels: number): void {
  if (latent.length !== 3 || latent[0] !== channels) {
    throw new InputError(`model: expected latents [${channels}, height, width], got [${latent.join(', ')}]. These latents belong to another model.`)
  }
}

/** One conditioning tensor for all rows, which must agree in size. */
function joined(rows: readonly ModelRow[], part: (conditioning: Conditioning) => Float32Array | undefined, name: string, width: number): Float32Array {
  const parts = rows.map(({ conditioning }) => part(conditioning) ?? new Float32Array())
  const length = parts[0]?.length ?? 0
  const bad = parts.find((data) => data.length !== length || data.length === 0 || data.length % width !== 0)
  if (bad) throw new InputError(`model: expected a ${name} of width ${width} and one length for all rows, got ${bad.length} numbers beside ${length}.`)
  const out = new Float32Array(length * parts.length)
  parts.forEach((data, i) => {
    out.set(data, i * length)
  })
  return out
}
