/** Prompts as training takes them, from ComfyUI's own text encoders for Stable Diffusion 1 and SDXL, both versions. */
import { beforeAll, expect, test } from 'vitest'
import { eachComfyui } from '../each-comfyui.ts'
import { PYTHON_MS, runPython, sharedFolder } from './run-python.ts'

interface Result {
  sd1: object
  'sd1 long': object
  sdxl: object
  special: Record<string, string>
  'not an id': object
  'not a clip': object
}

eachComfyui('prompts', (install) => {
  const folder = sharedFolder()
  let result: Result
  beforeAll(async () => {
    result = await runPython<Result>(install, 'check_text', folder())
  }, PYTHON_MS)

  const RIGHT = { 'same as stock': true, 'same when read': true, finite: true, 'texts differ': true }

  test('Stable Diffusion 1', () => {
    const item = { tokens: 77, dim: 768, pooled: 768 }
    expect(result.sd1).toEqual({ ...RIGHT, items: [item, item], shapes: { context: [77, 768], pooled: [768] } })
    expect(result['sd1 long']).toMatchObject({ ...RIGHT, items: [{ ...item, tokens: 154 }, item], shapes: { context: [154, 768] } })
  })

  test('SDXL, with the vector of pooled text and sizes', () => {
    const item = { tokens: 77, dim: 2048, pooled: 1280 }
    expect(result.sdxl).toEqual({
      ...RIGHT,
      items: [item, item],
      shapes: { context: [77, 2048], pooled: [1280], y: [2816] },
      y: 0,
      'own sizes': true,
    })
  })

  test('prompts that training can’t use are refused by what they hold', () => {
    const words = { 'two parts': '2 parts', area: 'an area', mask: 'a mask', control: 'a ControlNet', steps: 'a range of steps', hooks: 'hooks' }
    expect(Object.keys(result.special)).toEqual(Object.keys(words))
    for (const [name, what] of Object.entries(words)) expect(result.special[name]).toContain(what)
    expect(result['not an id']).toMatchObject({ kind: 'input', message: expect.stringContaining('o7') })
    expect(result['not a clip']).toMatchObject({ kind: 'input', message: expect.stringContaining('CLIP') })
  })
})
