/**
 * Writes a trained scorer as a plain ONNX file that any ONNX runtime reads: input `image` [1, 3, 32, 32], RGB in [0, 1], output
 * `score` [1], weights inside. Running such files is left to trainer/child/score-pictures.ts.
 */
import { writeFileAtomic } from '../../files/atomic-write.ts'
import { Graph, type Value } from '../../trainer/graph/graph.ts'
import { lower } from '../../trainer/graph/lower.ts'
import { writeOnnx } from '../../trainer/graph/onnx-writer.ts'
import { PICTURE_SIZE } from '../world/backgrounds.ts'
import { scorerNetwork, scorerShapes } from './scorer-network.ts'

/** Writes `weights` (by tensor name) to `path`, with `metadata` for whoever finds the file. Atomic; the same weights give the same bytes. */
export function writeScorer(path: string, weights: ReadonlyMap<string, Float32Array>, metadata: Readonly<Record<string, string>>): void {
  const graph = new Graph()
  const shapes = scorerShapes()
  const value = (name: string): Value => graph.constant(weights.get(name) as Float32Array, shapes.get(name) as number[])
  const score = scorerNetwork({ shape: (name) => shapes.get(name), value }, graph.input('image', [1, 3, PICTURE_SIZE, PICTURE_SIZE]))
  writeFileAtomic(path, writeOnnx({ ...lower(graph, { score }).model, metadata }))
}
