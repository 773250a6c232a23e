/**
 * What the server needs of the image tool around it: models, pictures drawn from them, prompts as conditionings, pictures as
 * latents and back. The demo host works by itself (demo-host.ts); ComfyUI's stands beside it (comfyui-host.ts).
 */
import type { Shape } from '../trainer/graph/shape.ts'
import type { Conditioning } from '../trainer/models/model.ts'
import type { RunSettings } from '../trainer/run/run-settings.ts'

export interface HostModel {
  id: string
  name: string
  /** Of its pictures, in pixels. */
  width: number
  height: number
  /** Suggestions; all that it understands when `freePrompts` is false. */
  prompts: readonly string[]
  freePrompts: boolean
  sampler: { steps: number; guidance: number }
  trainable: boolean
}

export interface PictureOrder {
  prompt: string
  negative?: string
  /** Names all its noise: the same order gives the same picture. */
  seed: number
  /** Names the noise that it starts from, where that isn't the seed's own. */
  startSeed?: number
}

export interface SampleOrder {
  modelId: string
  pictures: readonly PictureOrder[]
  /** The model's own by default. */
  steps?: number
  guidance?: number
  lora?: { path: string; strength: number }
  /** By the host's names; its own choice by default. */
  sampler?: string
  scheduler?: string
  /** Pixels; the model's own size by default. */
  width?: number
  height?: number
  /** Keeps every step of sampling; the host then samples with fresh noise at each step (eta 1). */
  chains?: boolean
}

export interface HostPicture {
  format: 'png' | 'jpeg' | 'webp'
  file: Uint8Array
  width: number
  height: number
  latent?: Latent
  /** Safetensors file of the whole chain, where the order wanted it. */
  chain?: Uint8Array
  /** What made it, as far as known: seed, steps, guidance, sampler, model, LoRA. */
  generation: Readonly<Record<string, unknown>>
}

export interface Latent {
  shape: Shape
  data: Float32Array
}

export interface SampleWatch {
  /** Each picture when it is finished, by its place in the order. */
  onPicture(picture: HostPicture, index: number): void
  onProgress(done: number, total: number): void
  /** Ends sampling soon; the promise then resolves, and finished pictures have been handed over. */
  signal: AbortSignal
}

/** A model as training takes it: its file, and the settings in which it differs from the run defaults. */
export type TrainingBase = Partial<RunSettings> & {
  model: string
  /** Steps, warm-up and held-out share follow from the number of votes, where the person doesn't set them. */
  byVotes?: boolean
}

export interface Host {
  readonly name: 'demo' | 'comfyui'
  /** For people: "the demo model", "ComfyUI 0.33". */
  readonly title: string
  /** Folders that imports may read from. */
  readonly importRoots: readonly string[]
  /** Where exported LoRAs go. */
  readonly loraFolder: string
  models(): Promise<readonly HostModel[]>
  /** Rejects with an InputError for an unknown model or a prompt that it does not understand, before anything is drawn. */
  sample(order: SampleOrder, watch: SampleWatch): Promise<void>
  trainingBase(modelId: string): Promise<TrainingBase>
  /** One a prompt, and the empty one's, all of one length. `latent`: shape of the pictures' latents, whose size is part of what some models are told. */
  conditionings(modelId: string, prompts: readonly string[], latent?: Shape): Promise<{ prompts: Conditioning[]; empty: Conditioning }>
  /** A picture's latent; an InputError says why it can't have one. */
  encode(modelId: string, picture: { format: HostPicture['format']; file: Uint8Array }): Promise<Latent>
  /** Latents as picture files. */
  decode(modelId: string, latents: readonly Float32Array[], shape?: Shape): Promise<HostPicture[]>
  /** Names what a model's latents mean; latents of another name are made anew from the picture. Absent where there is only one. */
  latentSpace?(modelId: string): Promise<string>
  /** Takes the host's own models off the device, before a training. */
  makeRoom?(): Promise<void>
  /** Calls `listener` with true when the host works for somebody, with false when it no longer does. Returns what ends it. */
  watchActivity?(listener: (isBusy: boolean) => void): () => void
  close?(): void
}
