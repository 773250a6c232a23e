/** Foreign scorers: good ones are run in a child and can be stopped, wrong ones are refused in words. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { scorePictures } from '../../../src/trainer/child/score-pictures.ts'
import { startJob } from '../../../src/trainer/child/start-job.ts'
import { type DType, type OnnxModel, writeOnnx } from '../../../src/trainer/graph/onnx-writer.ts'

const folder = mkdtempSync(join(tmpdir(), 'scorer ä-'))
afterAll(() => rmSync(folder, { recursive: true }))

const value = (name: string, shape: readonly number[], dtype: DType = 'f32') => ({ name, shape, dtype })

/** Sum over everything as [1], unless told otherwise. */
function scorerFile(name: string, change: Partial<OnnxModel> = {}): string {
  const model: OnnxModel = {
    nodes: [
      { op: 'ReduceSum', inputs: ['image'], outputs: ['all'], attributes: { keepdims: 1 } },
      { op: 'Reshape', inputs: ['all', 'one'], outputs: ['score'] },
    ],
    initializers: [{ name: 'one', dtype: 'i64', shape: [1], data: { inline: new Uint8Array(new BigInt64Array([1n]).buffer) } }],
    inputs: [value('image', [1, 3, 2, 2])],
    outputs: [value('score', [1])],
    ...change,
  }
  const path = join(folder, `${name}.onnx`)
  writeFileSync(path, writeOnnx(model))
  return path
}

const pictures = [new Float32Array(12).fill(0.5), new Float32Array(12).fill(1)]
const score = (scorer: string, given = pictures, shape = [3, 2, 2]): Promise<Float32Array> => scorePictures({ scorer, shape, pictures: given, threads: 1 })

test('scores come back in the order of the pictures', async () => {
  const done: number[] = []
  const job = startJob(
    { kind: 'score', scorer: scorerFile('sum'), shape: [3, 2, 2], pictures, threads: 1 },
    (event) => void (event.event === 'progress' && done.push(event.done)),
  )
  expect(await job.finished).toEqual(Float32Array.of(6, 12))
  expect(done).toEqual([1, 2])
  expect(await score(scorerFile('sum'), [])).toEqual(new Float32Array())
})

test('sizes may be free in the file', async () => {
  // A size of -1 is how older exporters write one that is open.
  const file = scorerFile('free', { inputs: [value('image', [-1, 3, -1, -1])], outputs: [value('score', [-1])] })
  expect(await score(file)).toEqual(Float32Array.of(6, 12))
})

test('a stop brings the scores so far', async () => {
  const job = startJob({ kind: 'score', scorer: scorerFile('sum'), shape: [3, 2, 2], pictures: Array(20_000).fill(pictures[0]), threads: 1 }, (event) => {
    if (event.event === 'progress' && event.done === 3) job.stop()
  })
  const scores = await job.finished
  expect(scores.length).toBeGreaterThanOrEqual(3)
  expect(scores.length).toBeLessThan(20_000)
  expect(new Set(scores)).toEqual(new Set([6]))
})

describe('refused with the reason', () => {
  test.each([
    ['a file that is not there', () => join(folder, 'none.onnx'), /expected an ONNX file, got nothing there/],
    ['a folder', () => folder, /expected an ONNX file, got something else/],
    ['an empty file', () => written('empty', ''), /expected a file of 1 to 2147483648 bytes, got 0/],
    ['a file of another kind', () => written('text', 'not a model at all'), /expected an ONNX model that ONNX Runtime can load, got .*rotobuf/],
    [
      'an operator that nobody knows',
      () => scorerFile('op', { nodes: [{ op: 'Astrology', inputs: ['image'], outputs: ['score'] }] }),
      /can load, got .*Astrology/,
    ],
    [
      'a picture of another size',
      () => scorerFile('large', { inputs: [value('image', [1, 3, 4, 4])] }),
      /expected an input that takes 1x3x2x2|expected an input that takes \[1, 3, 2, 2\]/,
    ],
    ['two inputs', () => scorerFile('two', { inputs: [value('image', [1, 3, 2, 2]), value('prompt', [1])] }), /expected one input, got 2 \(image, prompt\)/],
    [
      'no F32 input',
      () =>
        scorerFile('bool', {
          nodes: [{ op: 'Cast', inputs: ['image'], outputs: ['wide'], attributes: { to: 1 } }, ...sumOf('wide')],
          inputs: [value('image', [1, 3, 2, 2], 'i64')],
        }),
      /expected an F32 tensor as input 'image', got int64/,
    ],
    [
      'more than one number',
      () => scorerFile('pixels', { nodes: [{ op: 'Neg', inputs: ['image'], outputs: ['score'] }], outputs: [value('score', [1, 3, 2, 2])] }),
      /expected one number as output, got 'score' of shape \[1, 3, 2, 2\]/,
    ],
  ])('%s', async (_, file, message) => {
    await expect(score(file())).rejects.toMatchObject({ name: 'InputError', message: expect.stringMatching(message) })
  })

  test('by the child as by the function', async () => {
    const { finished } = startJob({ kind: 'score', scorer: join(folder, 'none.onnx'), shape: [3, 2, 2], pictures, threads: 1 })
    await expect(finished).rejects.toMatchObject({ name: 'InputError', message: expect.stringMatching(/got nothing there/) })
  })

  test('pictures that do not fit the shape', async () => {
    await expect(score(scorerFile('sum'), [new Float32Array(11)])).rejects.toThrow(/expected 12 numbers .* in picture 1, got 11/)
  })

  test('a score that is no number', async () => {
    const file = scorerFile('log', { nodes: [{ op: 'Log', inputs: ['image'], outputs: ['logs'] }, ...sumOf('logs')] })
    await expect(score(file, [new Float32Array(12).fill(-1)])).rejects.toMatchObject({
      code: 'numeric',
      message: expect.stringMatching(/finite score for picture 1, got NaN/),
    })
  })
})

function sumOf(name: string): OnnxModel['nodes'] {
  return [
    { op: 'ReduceSum', inputs: [name], outputs: ['all'], attributes: { keepdims: 1 } },
    { op: 'Reshape', inputs: ['all', 'one'], outputs: ['score'] },
  ]
}

function written(name: string, text: string): string {
  const path = join(folder, `${name}.onnx`)
  writeFileSync(path, text)
  return path
}
