/**
 * The metadata that a LoRA carries, so that model managers can file it and a person can see later which votes, base and
 * objective made it. Three families of keys; the hashes of the tensors are added by lora-file.ts.
 *
 * - `ss_*`: kohya-ss/sd-scripts, train_network.py, the metadata block of `train`. Only keys that are true of our training.
 * - `modelspec.*`: https://github.com/Stability-AI/ModelSpec, version 1.0.1.
 * - `see_dpo.*`: our own.
 */
import { InputError } from '../../errors.ts'

/** What is known about a training run when its LoRA is written. */
export interface LoraMetadata {
  /** Shown by user interfaces; also the output's name. */
  title: string
  description?: string
  /** The base's modelspec architecture, such as `stable-diffusion-v1`, `stable-diffusion-v2-768-v`, `stable-diffusion-xl-v1-base`. */
  architecture: string
  /** sd-scripts' name for it: `sd_v1`, `sd_v2`, `sd_v2_v`, `sdxl_base_v1-0`. */
  baseModelVersion: string
  predictionType: 'epsilon' | 'v'
  /** Training size in pixels. */
  width: number
  height: number
  /** The largest rank, and its alpha, where modules differ. */
  rank: number
  alpha: number
  base: {
    /** File name without folder. */
    name: string
    /** Hex; file-hash.ts, `sha256OfFile`. */
    sha256: string
    /** 8 hex digits; file-hash.ts, `legacyModelHash`. */
    legacyHash?: string
  }
  startedAt: Date
  finishedAt: Date
  /** Different pictures among the votes. */
  trainImages: number
  /** Optimizer steps that made these weights. */
  steps: number
  /** Pairs per step. */
  batchSize: number
  learningRate: number
  seed: number
  /** Name of the objective, such as `see-diffusion-dpo`. */
  objective: string
  beta: number
  gamma: number
  /** Gamma in units of the offset's spread, where it was set that way. */
  gammaN?: number
  votes: {
    count: number
    /** Hex SHA-256 over the votes that were trained on. */
    sha256: string
  }
  /** Version of comfyui-see-dpo. */
  version: string
}

/** UTF-16 units of the longest text; titles and file names have 255 at most. */
const MAX_TITLE = 255
const MAX_DESCRIPTION = 10_000

/** Turns `run` into metadata for `writeLora`. Throws InputError that names the first field that is not as described. */
export function loraMetadata(run: LoraMetadata): Record<string, string> {
  const { title, base, votes } = run
  const optional = (key: string, value: string | undefined): Record<string, string> => (value === undefined ? {} : { [key]: value })
  const finishedAt = time('finishedAt', run.finishedAt)
  const startedAt = time('startedAt', run.startedAt)
  const steps = count('steps', run.steps)
  const seed = integer('seed', run.seed)
  const rank = count('rank', run.rank)
  const alpha = number('alpha', run.alpha)
  const width = count('width', run.width)
  const height = count('height', run.height)
  const version = text('version', run.version, MAX_TITLE)
  const baseHash = hex('base.sha256', base.sha256, 64)
  const baseName = text('base.name', base.name, MAX_TITLE)
  if (/[/\\]/.test(baseName)) throw wrong('base.name', 'a file name without its folder', baseName)
  if (run.predictionType !== 'epsilon' && run.predictionType !== 'v') throw wrong('predictionType', 'epsilon or v', run.predictionType)

  return {
    // The keys are those of sd-scripts' networks.lora module, and so is the file's layout.
    ss_network_module: 'networks.lora',
    ss_network_dim: rank,
    ss_network_alpha: alpha,
    ss_base_model_version: text('baseModelVersion', run.baseModelVersion, MAX_TITLE),
    // Python's spelling: model managers compare with "True".
    ss_v2: run.baseModelVersion.startsWith('sd_v2') ? 'True' : 'False',
    ss_sd_model_name: baseName,
    ...optional('ss_sd_model_hash', base.legacyHash === undefined ? undefined : hex('base.legacyHash', base.legacyHash, 8)),
    ss_new_sd_model_hash: baseHash,
    ss_output_name: text('title', title, MAX_TITLE),
    // Seconds since 1970, as Python's time.time() prints them.
    ss_training_started_at: String(startedAt.getTime() / 1000),
    ss_training_finished_at: String(finishedAt.getTime() / 1000),
    ss_num_train_images: count('trainImages', run.trainImages),
    ss_num_reg_images: '0',
    ss_steps: steps,
    ss_max_train_steps: steps,
    ss_total_batch_size: count('batchSize', run.batchSize),
    ss_learning_rate: number('learningRate', run.learningRate),
    ss_unet_lr: number('learningRate', run.learningRate),
    ss_resolution: `(${width}, ${height})`,
    ss_seed: seed,
    ss_training_comment: `trained by comfyui-see-dpo ${version} on ${count('votes.count', votes.count)} votes`,

    'modelspec.sai_model_spec': '1.0.1',
    'modelspec.architecture': `${text('architecture', run.architecture, MAX_TITLE)}/lora`,
    // The codebase whose module names the keys follow.
    'modelspec.implementation': 'diffusers',
    'modelspec.title': title,
    ...optional('modelspec.description', run.description === undefined ? undefined : text('description', run.description, MAX_DESCRIPTION)),
    'modelspec.date': finishedAt.toISOString(),
    'modelspec.resolution': `${width}x${height}`,
    'modelspec.prediction_type': run.predictionType,

    'see_dpo.version': version,
    'see_dpo.objective': text('objective', run.objective, MAX_TITLE),
    'see_dpo.beta': number('beta', run.beta),
    'see_dpo.gamma': number('gamma', run.gamma),
    ...optional('see_dpo.gamma_n', run.gammaN === undefined ? undefined : number('gammaN', run.gammaN)),
    'see_dpo.votes': count('votes.count', votes.count),
    'see_dpo.votes_sha256': hex('votes.sha256', votes.sha256, 64),
    'see_dpo.base_sha256': baseHash,
    'see_dpo.steps': steps,
    'see_dpo.seed': seed,
  }
}

function text(field: string, value: string, limit: number): string {
  const isText = typeof value === 'string' && value.length > 0 && value.length <= limit && value.isWellFormed()
  if (!isText) throw wrong(field, `a text of 1 to ${limit} characters`, typeof value === 'string' ? `${value.length} characters` : value)
  return value
}

function number(field: string, value: number): string {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(field, 'a finite number', value)
  return String(value)
}

function integer(field: string, value: number): string {
  if (!Number.isSafeInteger(value)) throw wrong(field, 'a whole number', value)
  return String(value)
}

function count(field: string, value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw wrong(field, 'a whole number from 0 up', value)
  return String(value)
}

function hex(field: string, value: string, digits: number): string {
  if (typeof value !== 'string' || !new RegExp(`^[0-9a-f]{${digits}}$`).test(value)) throw wrong(field, `${digits} lower-case hex digits`, value)
  return value
}

function time(field: string, value: Date): Date {
  if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw wrong(field, 'a valid date', value)
  return value
}

function wrong(field: string, expected: string, got: unknown): InputError {
  return new InputError(`LoRA metadata: ${field} must be ${expected}, got ${String(got).slice(0, 100)}. Correct it, then export again.`)
}
