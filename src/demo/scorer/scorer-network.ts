/**
 * The image scorer's network: a small convolutional net from a picture to one number. Its weights come from training
 * (train-scorer.ts) or from the finished file's constants (scorer-file.ts).
 */
import { randomSource } from '../../random.ts'
import type { Value } from '../../trainer/graph/graph.ts'
import { reduceMean, reshape, scale, shift, silu } from '../../trainer/graph/ops.ts'
import { type Shape, sizeOf } from '../../trainer/graph/shape.ts'
import { layers, type WeightSource } from '../../trainer/models/layers.ts'

/** Convolutions 3x3 with stride 2, from 32x32 down to 4x4; no norms, since a taste may be about contrast and colour. */
const CHANNELS = [3, 32, 64, 96] as const

/** Shapes by tensor name; 77 k parameters. */
export function scorerShapes(): Map<string, Shape> {
  const shapes = new Map<string, Shape>()
  for (let i = 1; i < CHANNELS.length; i++) shapes.set(`conv${i}.weight`, [CHANNELS[i], CHANNELS[i - 1], 3, 3]).set(`conv${i}.bias`, [CHANNELS[i]])
  const width = CHANNELS[CHANNELS.length - 1]
  return shapes.set('score.weight', [1, width]).set('score.bias', [1])
}

/** Weights uniform within sqrt(6 / fan-in) (He et al. 2015, arXiv 1502.01852), biases zero. */
export function initialScorer(seed: number): Map<string, Float32Array> {
  const tensors = [...scorerShapes()].map(([name, shape]): [string, Float32Array] => {
    const random = randomSource(seed, 'scorer', name)
    const bound = name.endsWith('.bias') ? 0 : Math.sqrt(6 / sizeOf(shape.slice(1)))
    return [name, new Float32Array(sizeOf(shape)).map(() => bound * (2 * random.uniform() - 1))]
  })
  return new Map(tensors)
}

/** Scores [n] of pictures [n, 3, 32, 32], RGB in [0, 1]; differences are log odds. */
export function scorerNetwork(weights: WeightSource, pictures: Value): Value {
  const net = layers(weights)
  let x = shift(scale(pictures, 2), -1)
  for (let i = 1; i < CHANNELS.length; i++) x = silu(net.conv(`conv${i}`, x, { stride: 2, padding: 1 }))
  const [n, width] = x.shape as [number, number]
  const pooled = reshape(reduceMean(x, [2, 3]), [n, width])
  return reshape(net.linear('score', pooled), [n])
}
