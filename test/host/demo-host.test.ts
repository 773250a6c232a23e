/** The demo host: pictures as they are finished, each of its own seed, latents there and back, and what it refuses. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { encodePng } from '../../src/files/png.ts'
import { createDemoHost, DEMO_MODEL_ID } from '../../src/host/demo-host.ts'
import type { HostPicture, PictureOrder } from '../../src/host/host.ts'
import { resolveSettings } from '../../src/trainer/run/run-settings.ts'

const dataFolder = mkdtempSync(join(tmpdir(), 'demo-host-'))
afterAll(() => rmSync(dataFolder, { recursive: true }))
const host = createDemoHost({ dataFolder })
const [model] = await host.models()

async function draw(pictures: readonly PictureOrder[], abortAfter = Number.POSITIVE_INFINITY): Promise<{ pictures: HostPicture[]; order: number[] }> {
  const drawn: HostPicture[] = []
  const order: number[] = []
  const stop = new AbortController()
  const onPicture = (picture: HostPicture, index: number): void => {
    drawn[index] = picture
    order.push(index)
    if (order.length === abortAfter) stop.abort()
  }
  await host.sample({ modelId: model.id, pictures, steps: 2 }, { onPicture, onProgress: () => {}, signal: stop.signal })
  return { pictures: drawn, order }
}

describe('sampling', () => {
  const pictures = model.prompts.slice(0, 3).map((prompt, seed) => ({ prompt, seed }))
  test('hands every picture over once, as a PNG with its latent and what made it; a seed gives the same one again', async () => {
    const all = await draw(pictures)
    expect(all.order).toEqual([0, 1, 2])
    const [first] = all.pictures
    expect(first).toMatchObject({ format: 'png', width: 32, height: 32, generation: { model: DEMO_MODEL_ID, seed: 0, steps: 2, sampler: 'ddim' } })
    const alone = await draw(pictures.slice(2))
    expect(alone.pictures[0].file).toEqual(all.pictures[2].file)
    expect(all.pictures[1].file).not.toEqual(all.pictures[2].file)
  })
  test('a stop ends it, and what was finished is there', async () => {
    const many = Array.from({ length: 200 }, (_, seed) => ({ prompt: model.prompts[0], seed }))
    const { order } = await draw(many, 1)
    expect(order.length).toBeGreaterThanOrEqual(1)
    expect(order.length).toBeLessThan(200)
  })
  test.each([
    ['another model', { modelId: 'sdxl', pictures }, "model 'sdxl': expected 'demo-flowers'"],
    ['a word it does not know', { modelId: DEMO_MODEL_ID, pictures: [{ prompt: 'a large red dog', seed: 1 }] }, /dog/],
    ['no prompt', { modelId: DEMO_MODEL_ID, pictures: [{ prompt: ' ', seed: 1 }] }, /prompt: expected a sentence such as/],
    ['a negative prompt', { modelId: DEMO_MODEL_ID, pictures: [{ prompt: model.prompts[0], negative: 'blur', seed: 1 }] }, /negative prompt 'blur'/],
  ])('%s is refused before anything is drawn', async (_, order, message) => {
    const watch = { onPicture: () => expect.unreachable(), onProgress: () => expect.unreachable(), signal: new AbortController().signal }
    await expect(host.sample(order, watch)).rejects.toThrow(message)
  })
})

describe('latents', () => {
  test('of a picture that was drawn are the picture: there and back changes no byte', async () => {
    const { pictures } = await draw([{ prompt: model.prompts[4], seed: 9 }])
    const latent = await host.encode(model.id, pictures[0])
    const [again] = await host.decode(model.id, [latent.data])
    expect(again.file).toEqual(pictures[0].file)
    // Rounding to bytes, and what the picture clamps.
    const difference = latent.data.map((value, i) => Math.abs(value - Math.min(0.6, Math.max(-0.6, pictures[0].latent?.data[i] ?? Number.NaN))))
    expect(Math.max(...difference)).toBeLessThan((0.6 * 1.01) / 255)
  })
  test('of pictures that the model can not have are refused with what to do', async () => {
    const large = encodePng({ width: 64, height: 64, data: new Uint8Array(3 * 64 * 64) })
    await expect(host.encode(model.id, { format: 'png', file: large })).rejects.toThrow(
      'Demo flowers: expected a picture of 32 x 32, got 64 x 64. The demo model trains on its own pictures; for others run the plugin inside ComfyUI',
    )
    await expect(host.encode(model.id, { format: 'jpeg', file: large })).rejects.toThrow(/expected a PNG of 32 x 32, got jpeg/)
  })
})

test('the settings that training starts from are possible ones', async () => {
  expect(resolveSettings(await host.trainingBase(model.id))).toMatchObject({ beta: 300, profile: 'small', steps: 200 })
})
