/** The scorer's ONNX file: one input, one output, weights and metadata inside, the same bytes for the same weights. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { writeScorer } from '../../../src/demo/scorer/scorer-file.ts'
import { initialScorer, scorerNetwork, scorerShapes } from '../../../src/demo/scorer/scorer-network.ts'
import { randomSource } from '../../../src/random.ts'
import { startJob } from '../../../src/trainer/child/start-job.ts'
import { Graph } from '../../../src/trainer/graph/graph.ts'
import { runGraph } from '../../trainer/graph/run-graph.ts'

const folder = mkdtempSync(join(tmpdir(), 'scorer-file-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('the file scores as the network in training does, and can be written again byte for byte', async () => {
  const weights = initialScorer(5)
  for (const name of ['a', 'b']) writeScorer(join(folder, `${name}.onnx`), weights, { 'see_dpo.voter': 'ünder test' })
  expect(readFileSync(join(folder, 'a.onnx'))).toEqual(readFileSync(join(folder, 'b.onnx')))

  const picture = randomSource(5, 'picture').fillNormal(new Float32Array(3072))
  const graph = new Graph()
  const shapes = scorerShapes()
  const source = { shape: (name: string) => shapes.get(name), value: (name: string) => graph.input(name, shapes.get(name) as number[]) }
  const { score } = await runGraph(
    graph,
    { score: scorerNetwork(source, graph.input('pictures', [1, 3, 32, 32])) },
    { ...Object.fromEntries(weights), pictures: picture },
  )
  const scores = await startJob({ kind: 'score', scorer: join(folder, 'a.onnx'), shape: [3, 32, 32], pictures: [picture], threads: 1 }).finished
  expect(Math.abs(scores[0])).toBeGreaterThan(1e-3)
  expect(scores[0]).toBeCloseTo(score[0], 5)
})

test('metadata are entries of the model, field 14 of ModelProto', () => {
  writeScorer(join(folder, 'meta.onnx'), initialScorer(1), { voter: 'night owl', seed: '1' })
  const entries = topLevelFields(readFileSync(join(folder, 'meta.onnx')))
    .filter(([number]) => number === 14)
    .map(([, bytes]) => topLevelFields(bytes).map(([, text]) => text.toString()))
  expect(entries).toEqual([
    ['voter', 'night owl'],
    ['seed', '1'],
  ])
})

/** Protobuf fields of a message: numbers and, for length-delimited ones, their bytes. */
function topLevelFields(bytes: Buffer): [number: number, bytes: Buffer][] {
  const fields: [number, Buffer][] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  while (at < bytes.length) {
    const tag = varint()
    const size = varint()
    const isBytes = (tag & 7) === 2
    fields.push([tag >> 3, isBytes ? bytes.subarray(at, at + size) : Buffer.alloc(0)])
    if (isBytes) at += size
  }
  return fields
}
