/**
 * A host whose model draws one colour a seed, at once and in this process: all that the server's own tests need of pictures.
 */
import { InputError } from '../../src/errors.ts'
import { encodePng } from '../../src/files/png.ts'
import type { Host, HostPicture, SampleOrder } from '../../src/host/host.ts'
import { randomSource } from '../../src/random.ts'

export const COLOURS = 'colours'

const SIDE = 4

export interface ColourHostOptions {
  dataFolder: string
  importRoots?: readonly string[]
  /** Waits before each picture. */
  pauseMs?: number
  /** The picture at which the model fails. */
  failAt?: number
}

export function colourHost({ dataFolder, importRoots = [], pauseMs = 0, failAt }: ColourHostOptions): Host & { orders: SampleOrder[] } {
  const orders: SampleOrder[] = []
  const untrainable = async (): Promise<never> => {
    throw new InputError(`model ${COLOURS}: expected one that can be trained, got colours. Choose another.`)
  }
  return {
    orders,
    name: 'demo',
    title: 'colours',
    importRoots,
    loraFolder: `${dataFolder}/exported-loras`,
    models: async () => [
      {
        id: COLOURS,
        name: 'Colours',
        width: SIDE,
        height: SIDE,
        prompts: ['red', 'green'],
        freePrompts: true,
        sampler: { steps: 1, guidance: 1 },
        trainable: false,
      },
    ],
    async sample(order, { onPicture, onProgress, signal }) {
      if (order.modelId !== COLOURS) throw new InputError(`no model ${order.modelId}`)
      orders.push(order)
      for (const [index, { prompt, seed }] of order.pictures.entries()) {
        await new Promise((resolve) => setTimeout(resolve, pauseMs))
        if (signal.aborted) return
        if (index === failAt) throw new InputError('the colours ran out')
        onPicture(colour(prompt, seed, order.lora?.strength ?? 0), index)
        onProgress(index + 1, order.pictures.length)
      }
    },
    trainingBase: untrainable,
    conditionings: untrainable,
    encode: untrainable,
    decode: untrainable,
  }
}

/** The same for the same order, as hosts promise. */
function colour(prompt: string, seed: number, strength: number): HostPicture {
  const random = randomSource(seed, prompt, strength)
  const rgb = [random.integer(256), random.integer(256), random.integer(256)]
  const data = Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => rgb[i % 3])
  return {
    format: 'png',
    file: encodePng({ width: SIDE, height: SIDE, data }),
    width: SIDE,
    height: SIDE,
    latent: { shape: [3], data: Float32Array.from(rgb, (value) => value / 255) },
    generation: { model: COLOURS, seed },
  }
}
