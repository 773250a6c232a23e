/**
 * The demo model's file: a checkpoint under ComfyUI's names, F16, with the prompt tokens' table beside the UNet, and its
 * reading as conditionings. The graph is left to trainer/models.
 */
import type { Shape } from '../../trainer/graph/shape.ts'
import type { Conditioning } from '../../trainer/models/model.ts'
import { openSafetensors } from '../../trainer/models/safetensors/open-safetensors.ts'
import { type TensorToWrite, writeSafetensors } from '../../trainer/models/safetensors/write-safetensors.ts'
import { PROMPT_LENGTH, promptTokens } from '../world/prompt.ts'
import { DEMO_HINTS, demoShapes, TOKEN_EMBEDDING } from './demo-architecture.ts'

/** Writes `weights` (values by name) with the metadata and marker tensors that readers go by. */
export function writeDemoModel(path: string, weights: ReadonlyMap<string, Float32Array>, training: Readonly<Record<string, string>>): void {
  const tensors: TensorToWrite[] = [...demoShapes()].map(([name, shape]) => ({
    name: fileName(name),
    dtype: 'F16',
    shape: shape as Shape,
    data: weights.get(name) as Float32Array,
  }))
  // ComfyUI's markers for v-prediction and a zero-terminal-SNR schedule.
  for (const marker of ['v_pred', 'ztsnr']) tensors.push({ name: marker, dtype: 'F32', shape: [0], data: new Float32Array() })
  writeSafetensors(path, tensors, {
    'modelspec.sai_model_spec': '1.0.1',
    'modelspec.architecture': 'see-dpo-demo',
    'modelspec.title': 'SEE-DPO demo flowers',
    'modelspec.prediction_type': 'v',
    'see_dpo.norm_groups': String(DEMO_HINTS.normGroups),
    'see_dpo.head_channels': String(DEMO_HINTS.headChannels),
    'see_dpo.patch': String(DEMO_HINTS.patch),
    ...training,
  })
}

/** The weights of a demo model's file by tensor name, for training on from it. */
export function readDemoWeights(path: string): Map<string, Float32Array> {
  const file = openSafetensors(path)
  try {
    return new Map([...demoShapes().keys()].map((name) => [name, file.read(fileName(name))]))
  } finally {
    file.close()
  }
}

const fileName = (name: string): string => (name === TOKEN_EMBEDDING ? name : `model.diffusion_model.${name}`)

/** Turns prompts into what the model takes: rows of its token table. */
export function demoConditioner(path: string): (text: string) => Conditioning {
  const file = openSafetensors(path)
  const table = file.read(TOKEN_EMBEDDING)
  const width = file.tensors.get(TOKEN_EMBEDDING)?.shape[1] ?? 0
  file.close()
  return (text) => {
    const context = new Float32Array(PROMPT_LENGTH * width)
    promptTokens(text).forEach((token, i) => {
      context.set(table.subarray(token * width, (token + 1) * width), i * width)
    })
    return { context, tokens: PROMPT_LENGTH }
  }
}
