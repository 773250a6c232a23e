/**
 * The host that needs nothing around it: the demo model, whose pictures are their own latents and whose prompts are a closed
 * grammar. Sampling runs in a trainer child.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { DEMO_MODEL } from '../demo/demo-options.ts'
import { demoRunSettings, SAMPLER, THREADS } from '../demo/demo-settings.ts'
import { fromRgb, LATENT_SHAPE, toLatent, toPicture } from '../demo/model/demo-latents.ts'
import { demoConditioner } from '../demo/model/demo-model-file.ts'
import { PICTURE_SIZE } from '../demo/world/backgrounds.ts'
import { pictureSheet } from '../demo/world/picture-sheet.ts'
import { PROMPTS, parsePrompt, promptText } from '../demo/world/prompt.ts'
import { InputError } from '../errors.ts'
import { decodeRgb, encodePng } from '../files/png.ts'
import { startJob } from '../trainer/child/start-job.ts'
import type { Host, HostModel, HostPicture, SampleOrder } from './host.ts'

export const DEMO_MODEL_ID = 'demo-flowers'

const MODEL: HostModel = {
  id: DEMO_MODEL_ID,
  name: 'Demo flowers',
  width: PICTURE_SIZE,
  height: PICTURE_SIZE,
  prompts: PROMPTS.map(promptText),
  freePrompts: false,
  sampler: { steps: SAMPLER.steps, guidance: SAMPLER.guidance },
  trainable: true,
}

/** `dataFolder` is the store's; exported LoRAs go into a folder of it. */
export function createDemoHost({ dataFolder }: { dataFolder: string }): Host {
  let conditioner: ReturnType<typeof demoConditioner> | undefined
  const conditioning: ReturnType<typeof demoConditioner> = (text) => {
    conditioner ??= demoConditioner(DEMO_MODEL)
    return conditioner(text)
  }
  return {
    name: 'demo',
    title: 'the demo model',
    importRoots: [homedir()],
    loraFolder: join(dataFolder, 'exported-loras'),
    models: async () => [MODEL],
    async sample(order, { onPicture, onProgress, signal }) {
      checkModel(order.modelId)
      order.pictures.forEach(checkPicture)
      const prompts = [...new Set(order.pictures.map(({ prompt }) => prompt))]
      const { spacing, guidanceFrom, eta, ...defaults } = SAMPLER
      const { steps = defaults.steps, guidance = defaults.guidance, lora } = order
      const job = startJob<'sample'>(
        {
          kind: 'sample',
          model: DEMO_MODEL,
          lora,
          latentShape: LATENT_SHAPE,
          pictures: order.pictures.map(({ prompt, seed }) => ({ condition: prompts.indexOf(prompt), seed })),
          conditionings: prompts.map(conditioning),
          unconditional: conditioning(''),
          guidance,
          guidanceFrom,
          spacing,
          steps,
          eta,
          threads: THREADS,
        },
        (event) => {
          if (event.event === 'progress') onProgress(event.done, event.total)
          if (event.event === 'picture') onPicture(pictureOf(event.latent, generationOf(order, event.index, { steps, guidance })), event.index)
        },
      )
      const stop = (): void => job.stop()
      signal.addEventListener('abort', stop)
      if (signal.aborted) stop()
      try {
        await job.finished
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
    async trainingBase(modelId) {
      checkModel(modelId)
      return demoRunSettings(DEMO_MODEL, { method: 'see-diffusion-dpo', seed: 1 })
    },
    async conditionings(modelId, prompts) {
      checkModel(modelId)
      return { prompts: prompts.map(conditioning), empty: conditioning('') }
    },
    async encode(modelId, { format, file }) {
      checkModel(modelId)
      if (format !== 'png') throw new InputError(`${MODEL.name}: expected a PNG of ${PICTURE_SIZE} x ${PICTURE_SIZE}, got ${format}. ${ELSEWHERE}`)
      const image = decodeRgb(file, MAX_PIXELS)
      if (image.width !== PICTURE_SIZE || image.height !== PICTURE_SIZE)
        throw new InputError(`${MODEL.name}: expected a picture of ${PICTURE_SIZE} x ${PICTURE_SIZE}, got ${image.width} x ${image.height}. ${ELSEWHERE}`)
      return { shape: LATENT_SHAPE, data: toLatent(fromRgb(image.data)) }
    },
    async decode(modelId, latents) {
      checkModel(modelId)
      return latents.map((latent) => pictureOf(latent, {}))
    },
  }
}

/** Enough to say what size a picture has in place of "too large". */
const MAX_PIXELS = 2 ** 26

const ELSEWHERE = 'The demo model trains on its own pictures; for others run the plugin inside ComfyUI, with your checkpoint.'

function checkModel(modelId: string): void {
  if (modelId !== DEMO_MODEL_ID) throw new InputError(`model '${modelId}': expected '${DEMO_MODEL_ID}', the only model without ComfyUI.`)
}

/** Before anything is drawn. */
function checkPicture({ prompt, negative }: SampleOrder['pictures'][number]): void {
  if (negative) throw new InputError(`negative prompt '${negative}': the demo model takes none. Leave it empty.`)
  if (parsePrompt(prompt) === undefined) throw new InputError(`prompt: expected a sentence such as '${MODEL.prompts[0]}', got an empty one.`)
}

function generationOf({ modelId, pictures, lora }: SampleOrder, index: number, sampler: { steps: number; guidance: number }): HostPicture['generation'] {
  return {
    model: modelId,
    seed: pictures[index].seed,
    ...sampler,
    sampler: 'ddim',
    width: PICTURE_SIZE,
    height: PICTURE_SIZE,
    ...(lora ? { strength: lora.strength } : {}),
  }
}

function pictureOf(latent: Float32Array, generation: HostPicture['generation']): HostPicture {
  const image = pictureSheet([toPicture(latent)], { columns: 1, scale: 1, gap: 0 })
  const { width, height } = image
  return { format: 'png', file: encodePng(image), width, height, latent: { shape: LATENT_SHAPE, data: latent }, generation }
}
