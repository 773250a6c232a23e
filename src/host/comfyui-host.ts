/**
 * ComfyUI as the host: its checkpoints and what workflows have set up are the models, its own sampler, CLIP and VAE do the work. A node
 * that runs lends its models; without one a small graph is queued for them. What is encoded once is kept. Training itself is ours.
 */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { PROMPTS, parsePrompt, promptText } from '../demo/world/prompt.ts'
import { InputError } from '../errors.ts'
import type { Shape } from '../trainer/graph/shape.ts'
import type { Conditioning } from '../trainer/models/model.ts'
import { describeModel, type ModelDescription } from './bridge/describe-model.ts'
import { encodeTexts } from './bridge/encode-texts.ts'
import { freeMemory } from './bridge/host-memory.ts'
import { decodeLatents, drawPicture, encodePictures } from './bridge/picture-calls.ts'
import type { ComfyuiClient } from './comfyui/comfyui-client.ts'
import type { ApiGraph } from './comfyui/comfyui-types.ts'
import { DEMO_MODEL_ID } from './demo-host.ts'
import type { Host, HostModel, Latent, PictureOrder, SampleOrder } from './host.ts'
import { type HostPlaces, knownPlaces, rememberPlaces } from './host-places.ts'
import { type Lent, type ModelLoans, modelLoans, type Part } from './models/borrow-models.ts'
import { encodingKey, encodings as openEncodings } from './models/encodings.ts'
import { usualSettings } from './models/family-settings.ts'
import { graphPart, partIdentity } from './models/graph-part.ts'
import { watchActivity } from './models/host-activity.ts'
import { checkpointId, type ModelRecord, modelIdOf, modelRecords } from './models/model-record.ts'
import { sameLength } from './models/same-length.ts'
import { trainingBase } from './models/training-base.ts'

/** What a node has of a model. */
export interface SeenModel extends Lent {
  prompt: ApiGraph
  nodeId: string
}

export interface ComfyuiHost extends Host {
  readonly name: 'comfyui'
  readonly places: HostPlaces | undefined
  /** Where ComfyUI's folders are, as a node has told. */
  learn(places: HostPlaces): void
  /** Describes and remembers the model that a node has, and lends it to everybody while `work` goes on. */
  withModel<T>(seen: SeenModel, work: (record: ModelRecord & { description: ModelDescription }) => Promise<T>): Promise<T>
  readonly loans: ModelLoans
  record(modelId: string): ModelRecord
}

export interface ComfyuiHostOptions {
  dataFolder: string
  client: ComfyuiClient
}

/** Enough for a prompt that runs to end, too little for a training to wait for long. */
const MAKE_ROOM_MS = 60_000

export function isComfyuiHost(host: Host): host is ComfyuiHost {
  return host.name === 'comfyui'
}

export function createComfyuiHost({ dataFolder, client }: ComfyuiHostOptions): ComfyuiHost {
  const records = modelRecords(dataFolder)
  const kept = openEncodings(dataFolder)
  const loans = modelLoans(client)
  let places = knownPlaces(dataFolder)

  const record = (modelId: string): ModelRecord => {
    const found = records.get(modelId)
    if (!found)
      throw new InputError(`model '${modelId.slice(0, 100)}': expected one of the list, got another. Reload the list, or run the workflow that sets it up.`)
    return found
  }
  /** Asks the host what the model is, once. */
  const described = async (modelId: string, signal?: AbortSignal): Promise<ModelRecord & { description: ModelDescription }> => {
    const known = record(modelId)
    const { description } = known
    if (description) return { ...known, description }
    const fresh = await loans.borrow(known, ['model'], ({ session, model }) => describeModel(session, model), signal)
    return { ...records.keep({ ...known, description: fresh }), description: fresh }
  }
  /** Changes when the checkpoint's file does. */
  const stampOf = ({ checkpoint }: ModelDescription): string => {
    const stat = checkpoint === undefined ? undefined : statSync(checkpoint, { throwIfNoEntry: false })
    return stat ? `${stat.size} ${stat.mtimeMs}` : ''
  }
  const partOf = (known: ModelRecord, part: Part): string => {
    const graph = known[part]
    return graph ? partIdentity(graph) : `${known.id} ${part}`
  }
  /** The VAE's scale goes by the model; that of SD1.x and SD2.x is the host's default. */
  const vaeParts = ({ family }: ModelDescription): ('model' | 'vae')[] => (family === 'SD1' || family === 'SD2' ? ['vae'] : ['model', 'vae'])

  return {
    name: 'comfyui',
    get title() {
      return places ? `ComfyUI ${places.version}` : 'ComfyUI'
    },
    get importRoots() {
      return places ? [places.output, places.input] : []
    },
    get loraFolder() {
      return places ? join(places.output, 'loras') : join(dataFolder, 'exported-loras')
    },
    get places() {
      return places
    },
    loans,
    record,
    learn(told) {
      if (JSON.stringify(told) !== JSON.stringify(places)) rememberPlaces(dataFolder, told)
      places = told
    },
    async withModel({ prompt, nodeId, ...lent }, work) {
      if (lent.model === undefined) throw new InputError('expected a MODEL, got none. Connect one.')
      const description = await describeModel(lent.session, lent.model)
      const part = (name: Part) => (lent[name] === undefined ? undefined : graphPart(prompt, nodeId, name))
      const model = part('model')
      const seen = { id: idOf(description, model && modelIdOf(model)), name: nameOf(description), model, clip: part('clip'), vae: part('vae'), description }
      const known = records.keep(seen)
      return loans.lend(seen.id, lent, () => work({ ...known, description: known.description ?? description }))
    },
    async models() {
      // Where ComfyUI is away, those that are known are still there to look at.
      const names = await client.modelFiles('checkpoints').catch(() => [])
      const known = records.list()
      const ids = new Set([DEMO_MODEL_ID, ...known.filter(({ id }) => id.startsWith('workflow:')).map(({ id }) => id)])
      for (const name of names) {
        const id = checkpointId(name)
        if (id !== undefined) ids.add(id)
      }
      const byId = new Map(known.map((one) => [one.id, one]))
      return [...ids].map((id) => hostModel(byId.get(id) ?? record(id)))
    },
    async sample(order, { onPicture, onProgress, signal }) {
      checkPrompts(order)
      const known = await described(order.modelId, signal).catch((error) => (signal.aborted ? undefined : Promise.reject(error)))
      if (!known) return
      const usual = usualSettings(known.name, known.description.family)
      const total = order.pictures.length
      try {
        await loans.borrow(
          known,
          ['model', 'clip', 'vae'],
          async ({ session, ...objects }) => {
            for (const [index, picture] of order.pictures.entries()) {
              const call = {
                ...objects,
                ...pictureSettings(order, usual),
                ...picture,
                negative: picture.negative ?? '',
                lora: order.lora,
                chain: order.chains ?? false,
              }
              const drawn = await drawPicture(session, call, { signal, onProgress: (value, max) => onProgress(index + value / max, total) })
              onPicture({ format: 'png', ...drawn, generation: generationOf(order, picture, call, latentSpaceOf(known.description)) }, index)
              onProgress(index + 1, total)
            }
          },
          signal,
        )
      } catch (error) {
        // A stop is no failure: what is finished has been handed over.
        if (!signal.aborted) throw error
      }
    },
    async trainingBase(modelId) {
      const known = await described(modelId)
      return trainingBase(known, known.description)
    },
    async conditionings(modelId, prompts, latent) {
      const known = await described(modelId)
      const { family, latentDownscale } = known.description
      const usual = usualSettings(known.name, family)
      const size = latent ? { width: latent[2] * latentDownscale, height: latent[1] * latentDownscale } : { width: usual.width, height: usual.height }
      // Only SDXL is told the size.
      const about = [partOf(known, 'clip'), stampOf(known.description), ...(family === 'SDXL' ? [size.width, size.height] : [])]
      const texts = [...new Set(['', ...prompts])]
      const keys = new Map(texts.map((text) => [text, encodingKey('text', ...about, text)]))
      const found = new Map<string, Conditioning>()
      for (const [text, key] of keys) {
        const conditioning = kept.conditioning(key)
        if (conditioning) found.set(text, conditioning)
      }
      const missing = texts.filter((text) => !found.has(text))
      if (missing.length > 0) {
        await loans.borrow(known, ['clip'], async ({ session, clip }) => {
          const fresh = await encodeTexts(session, clip, missing, size)
          for (const [i, text] of missing.entries()) {
            found.set(text, fresh[i])
            kept.keepConditioning(keys.get(text) as string, fresh[i])
          }
        })
      }
      const [empty, ...all] = sameLength(['', ...prompts].map((text) => found.get(text) as Conditioning))
      return { prompts: all, empty }
    },
    async encode(modelId, { file }) {
      const known = await described(modelId)
      const key = encodingKey('picture', partOf(known, 'vae'), stampOf(known.description), latentSpaceOf(known.description), sha256(file))
      const before = kept.latent(key)
      if (before) return before
      return loans.borrow(known, vaeParts(known.description), async ({ session, ...objects }) => {
        let latent: Latent | undefined
        await encodePictures(session, objects, [() => file], (made) => {
          latent = made
        })
        kept.keepLatent(key, latent as Latent)
        return latent as Latent
      })
    },
    async decode(modelId, latents, shape) {
      const known = await described(modelId)
      const { latentDownscale, latentChannels } = known.description
      const side = Math.sqrt((latents[0]?.length ?? 0) / latentChannels)
      const one: Shape = shape ?? [latentChannels, side, side]
      return loans.borrow(known, vaeParts(known.description), async ({ session, ...objects }) => {
        const files = await decodeLatents(
          session,
          objects,
          latents.map((data) => ({ shape: one, data })),
        )
        // It is asked for while a training needs the device.
        await freeMemory(session)
        return files.map((file, i) => ({
          format: 'png' as const,
          file,
          width: one[2] * latentDownscale,
          height: one[1] * latentDownscale,
          latent: { shape: one, data: latents[i] },
          generation: { latentSpace: latentSpaceOf(known.description) },
        }))
      })
    },
    latentSpace: async (modelId) => latentSpaceOf((await described(modelId)).description),
    async makeRoom() {
      const lent = loans.anyLent()
      if (lent) await freeMemory(lent.session)
      else await loans.withSession(freeMemory, AbortSignal.timeout(MAKE_ROOM_MS))
    },
    watchActivity: (listener) => watchActivity({ client }, listener),
    close() {
      loans.close()
      client.close()
    },
  }
}

function idOf({ checkpointName, loras, samplingPatches, ...rest }: ModelDescription, fromGraph: string | undefined): string {
  if (fromGraph !== undefined) return fromGraph
  const plain = checkpointName !== undefined && loras.length === 0 && samplingPatches.length === 0 ? checkpointId(checkpointName) : undefined
  return plain ?? `workflow:${sha256(Buffer.from(JSON.stringify([checkpointName, loras, samplingPatches, rest]))).slice(0, 16)}`
}

/** Of a model that a workflow has set up. */
function nameOf({ family, familyName, checkpointName, loras, samplingPatches }: ModelDescription): string {
  const base = family === 'demo' ? 'Demo flowers' : (checkpointName ?? familyName)
  const more = [
    ...(loras.length > 0 ? [loras.length === 1 ? `the LoRA ${loras[0].name}` : `${loras.length} LoRAs`] : []),
    ...(samplingPatches.length > 0 ? ['patches of a workflow'] : []),
  ]
  return more.length > 0 ? `${base} with ${more.join(' and ')}` : base
}

/** Latents of one name mean the same: SD1.x and SD2.x share their VAE. */
function latentSpaceOf({ family }: ModelDescription): string {
  return family === 'SD1' || family === 'SD2' ? 'SD' : family
}

function hostModel({ id, name, description }: ModelRecord): HostModel {
  const { width, height, steps, cfg } = usualSettings(name, id === DEMO_MODEL_ID ? 'demo' : description?.family)
  const isDemo = id === DEMO_MODEL_ID || description?.family === 'demo'
  return {
    id,
    name,
    width,
    height,
    prompts: isDemo ? PROMPTS.map(promptText) : [],
    freePrompts: !isDemo,
    sampler: { steps, guidance: cfg },
    trainable: description?.refused === undefined,
  }
}

/** Before anything is queued. */
function checkPrompts({ modelId, pictures }: SampleOrder): void {
  if (modelId !== DEMO_MODEL_ID) return
  for (const { prompt } of pictures) parsePrompt(prompt)
}

function pictureSettings({ steps, guidance, sampler, scheduler, width, height }: SampleOrder, usual: ReturnType<typeof usualSettings>) {
  return {
    steps: steps ?? usual.steps,
    cfg: guidance ?? usual.cfg,
    sampler: sampler ?? usual.sampler,
    scheduler: scheduler ?? usual.scheduler,
    width: width ?? usual.width,
    height: height ?? usual.height,
  }
}

function generationOf(
  { modelId, lora }: SampleOrder,
  { seed, startSeed }: PictureOrder,
  { steps, cfg, sampler, scheduler, width, height, chain }: ReturnType<typeof pictureSettings> & { chain: boolean },
  latentSpace: string,
) {
  return {
    model: modelId,
    seed,
    ...(startSeed === undefined ? {} : { startSeed }),
    steps,
    guidance: cfg,
    sampler: chain ? 'euler_ancestral' : sampler,
    scheduler,
    width,
    height,
    latentSpace,
    ...(lora ? { strength: lora.strength } : {}),
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
