/**
 * ComfyUI as the host: its checkpoints and what workflows have set up are the models, its own sampler, CLIP and VAE do the work. A node
 * that runs lends its models; without one a small graph is queued for them. Training itself is ours. The parts stand in models/.
 */
import { join } from 'node:path'
import { PROMPTS, parsePrompt, promptText } from '../demo/world/prompt.ts'
import { freeMemory } from './bridge/host-memory.ts'
import type { ComfyuiClient } from './comfyui/comfyui-client.ts'
import { DEMO_MODEL_ID } from './demo-host.ts'
import type { Host, HostModel, SampleOrder } from './host.ts'
import { type HostPlaces, knownPlaces, rememberPlaces } from './host-places.ts'
import { type ModelLoans, modelLoans } from './models/borrow-models.ts'
import { drawOrder } from './models/draw-order.ts'
import { encodings } from './models/encodings.ts'
import { usualSettings } from './models/family-settings.ts'
import { watchActivity } from './models/host-activity.ts'
import { type KnownModels, knownModels } from './models/known-models.ts'
import { latentSpaceOf } from './models/latent-space.ts'
import { conditioningsOf, latentOfPicture, picturesOfLatents } from './models/model-encodings.ts'
import { checkpointId, type ModelRecord, modelRecords } from './models/model-record.ts'
import { trainingBase } from './models/training-base.ts'

export interface ComfyuiHost extends Host, Pick<KnownModels, 'record' | 'withModel'> {
  readonly name: 'comfyui'
  readonly loans: ModelLoans
  /** Where ComfyUI's folders are, as a node has told. */
  learn(places: HostPlaces): void
}

export interface ComfyuiHostOptions {
  dataFolder: string
  client: ComfyuiClient
  /** Where its folders are; as of the last time by default. */
  places?: HostPlaces
}

/** Enough for a prompt that runs to end, too little for a training to wait for long. */
const MAKE_ROOM_MS = 60_000

export function isComfyuiHost(host: Host): host is ComfyuiHost {
  return host.name === 'comfyui'
}

export function createComfyuiHost({ dataFolder, client, places: told }: ComfyuiHostOptions): ComfyuiHost {
  const records = modelRecords(dataFolder)
  const kept = encodings(dataFolder)
  const loans = modelLoans(client)
  const { record, described, withModel } = knownModels(records, loans)
  let places = told ?? knownPlaces(dataFolder)

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
    loans,
    record,
    withModel,
    learn(now) {
      if (JSON.stringify(now) !== JSON.stringify(places)) rememberPlaces(dataFolder, now)
      places = now
    },
    async models() {
      // Where ComfyUI is away, those that are known are still there to look at.
      const names = await client.modelFiles('checkpoints').catch(() => [])
      const known = records.list()
      const checkpoints = names.map(checkpointId).filter((id) => id !== undefined)
      const ids = new Set([DEMO_MODEL_ID, ...known.filter(({ id }) => id.startsWith('workflow:')).map(({ id }) => id), ...checkpoints])
      const byId = new Map(known.map((one) => [one.id, one]))
      return [...ids].map((id) => hostModel(byId.get(id) ?? record(id)))
    },
    async sample(order, watch) {
      checkPrompts(order)
      const model = await described(order.modelId, watch.signal).catch((error) => {
        if (!watch.signal.aborted) throw error
      })
      if (model) await drawOrder(loans, model, order, watch)
    },
    async trainingBase(modelId) {
      const model = await described(modelId)
      return trainingBase(model, model.description)
    },
    conditionings: async (modelId, prompts, latent) => conditioningsOf({ loans, kept }, await described(modelId), prompts, latent),
    encode: async (modelId, { file }) => latentOfPicture({ loans, kept }, await described(modelId), file),
    decode: async (modelId, latents, shape) => picturesOfLatents(loans, await described(modelId), latents, shape),
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

function hostModel({ id, name, description }: ModelRecord): HostModel {
  const isDemo = id === DEMO_MODEL_ID || description?.family === 'demo'
  const { width, height, steps, cfg } = usualSettings(name, isDemo ? 'demo' : description?.family)
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
