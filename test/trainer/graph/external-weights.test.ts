/** Weights as ranges of a safetensors file: really read from there by ONNX Runtime, in every float type, under hard file names. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Graph } from '../../../src/trainer/graph/graph.ts'
import { lower } from '../../../src/trainer/graph/lower.ts'
import { writeOnnx } from '../../../src/trainer/graph/onnx-writer.ts'
import { cast, linear, mul } from '../../../src/trainer/graph/ops.ts'
import type { FloatDtype } from '../../../src/trainer/models/safetensors/dtypes.ts'
import { openSafetensors } from '../../../src/trainer/models/safetensors/open-safetensors.ts'
import { writeSafetensors } from '../../../src/trainer/models/safetensors/write-safetensors.ts'
import { formula } from '../formula.ts'
import { relativeError } from '../relative-error.ts'
import { runGraph } from './run-graph.ts'

const scratch = mkdtempSync(join(tmpdir(), 'see-dpo-weights-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

const DTYPES = { F32: 'f32', F16: 'f16', BF16: 'bf16' } as const
const x = formula('x', 2 * 40)

/** y = x W^T with W the last of three tensors in the file, so that offsets matter. */
function linearFromFile(path: string): Graph {
  const file = openSafetensors(path)
  const info = file.tensors.get('weight')
  file.close()
  if (!info) throw new Error('no weight in the file')
  const graph = new Graph()
  const { byteOffset, byteLength, shape, dtype } = info
  const weight = graph.weight({ name: 'weight', file: basename(path), byteOffset, byteLength }, shape, DTYPES[dtype as FloatDtype])
  linear(graph.input('x', [2, 40]), cast(weight, 'f32'))
  return graph
}

const last = (graph: Graph) => ({ y: graph.nodes.at(-1)?.outputs[0] as never })

function writeModel(path: string, dtype: FloatDtype): Float32Array {
  mkdirSync(dirname(path), { recursive: true })
  const tensors = ['a.before', 'b.before', 'weight'].map((name) => ({ name, dtype, shape: [30, 40], data: formula(name, 1200, 2) }))
  writeSafetensors(path, tensors, { note: 'offsets move with the header' })
  const file = openSafetensors(path)
  const weight = file.read('weight')
  file.close()
  return weight
}

function product(weight: Float32Array): number[] {
  return Array.from({ length: 60 }, (_, i) => {
    const [row, column] = [Math.floor(i / 30), i % 30]
    let sum = 0
    for (let k = 0; k < 40; k++) sum += (x[row * 40 + k] as number) * (weight[column * 40 + k] as number)
    return sum
  })
}

describe.each(['lean', 'small'] as const)('profile %s', (profile) => {
  test.each(['F32', 'F16', 'BF16'] as const)('%s weights are read from the file', async (dtype) => {
    const path = join(scratch, profile, `${dtype}.safetensors`)
    const weight = writeModel(path, dtype)
    const graph = linearFromFile(path)
    const run = async (): Promise<Float32Array> => (await runGraph(graph, last(graph), { x }, { profile, folder: dirname(path) })).y as Float32Array
    expect(relativeError(await run(), product(weight))).toBeLessThan(1e-5)

    // The model itself holds no weight: other numbers in the same place of the file change the result.
    const bytes = readFileSync(path)
    const { offset } = lower(graph, last(graph))
      .model.initializers.map(({ data }) => data)
      .find((data) => 'offset' in data) as { offset: number }
    bytes.fill(0, offset)
    writeFileSync(path, bytes)
    expect([...(await run())].every((value) => value === 0)).toBe(true)
  })
})

test('the model is a few hundred bytes, whatever the weights weigh', () => {
  const path = join(scratch, 'size.safetensors')
  writeModel(path, 'F32')
  const graph = linearFromFile(path)
  expect(writeOnnx(lower(graph, last(graph)).model).length).toBeLessThan(500)
})

test.each([
  ['spaces', 'my models', 'a model (1).safetensors'],
  ['other scripts', 'größe 模型', 'naïve 花.safetensors'],
  ['an astral character', '🌸', '🌸.safetensors'],
  ['more than 200 characters', join('d'.repeat(120), 'e'.repeat(120)), `${'f'.repeat(180)}.safetensors`],
  ['percent signs and quotes', "100% 'best'", '50%20 "q".safetensors'],
])('paths with %s', async (_, folder, name) => {
  const path = join(scratch, folder, name)
  const weight = writeModel(path, 'F16')
  const graph = linearFromFile(path)
  const { y } = await runGraph(graph, last(graph), { x }, { folder: dirname(path) })
  expect(relativeError(y as Float32Array, product(weight))).toBeLessThan(1e-5)
})

test('a file that is not there, and a range beyond its end, are refused with the runtime’s reason', async () => {
  const path = join(scratch, 'short.safetensors')
  writeModel(path, 'F32')
  const read = (file: string, byteOffset: number): Promise<unknown> => {
    const graph = new Graph()
    const weight = graph.weight({ name: 'w', file, byteOffset, byteLength: 16 }, [4], 'f32')
    return runGraph(graph, { y: mul(graph.input('x', [4]), weight) }, { x: x.slice(0, 4) }, { folder: scratch })
  }
  await expect(read('missing.safetensors', 0)).rejects.toThrow(/ONNX Runtime refused the graph: .*missing\.safetensors/)
  await expect(read('short.safetensors', 1e6)).rejects.toThrow(/ONNX Runtime refused the graph/)
  await expect(read('../outside.safetensors', 0)).rejects.toThrow(/ONNX Runtime refused the graph/)
})
