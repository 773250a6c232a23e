/**
 * Two-dimensional convolution, NCHW, and its two gradients. How each becomes ONNX nodes was chosen by measurement
 * (docs/decisions/0005-convolution-gradients.md).
 */
import type { Value } from '../graph.ts'
import { reduceSum, reshape } from '../ops.ts'
import { expect, formatShape, type Shape, sameShape } from '../shape.ts'
import type { Emitter, Operator } from './operator.ts'

export interface ConvolutionShape {
  stride: number
  /** Zeros on every side. */
  padding: number
}

export interface ConvolutionAttributes {
  /** x [n, c, h, w] * weight [o, c, k, k] (+ bias [o]) -> [n, o, h', w'] */
  conv2d: ConvolutionShape
  /** dy [n, o, h', w'], weight [o, c, k, k] -> dx [n, c, h, w] */
  conv2dInputGradient: ConvolutionShape & { inputSize: readonly [number, number] }
  /** x [n, c, h, w], dy [n, o, h', w'] -> dweight [o, c, k, k] */
  conv2dWeightGradient: ConvolutionShape & { kernel: number }
}

export const convolution: { [Name in keyof ConvolutionAttributes]: Operator<ConvolutionAttributes[Name]> } = {
  conv2d: {
    shape([x, weight, bias], { stride, padding }) {
      const got = `${formatShape(x as Shape)} and ${formatShape(weight as Shape)}`
      expect((x as Shape).length === 4 && (weight as Shape).length === 4, 'conv2d', 'x [n, c, h, w] and weight [o, c, k, k]', got)
      const [n, channels, height, width] = x as [number, number, number, number]
      const [out, inChannels, kernel, kernelWidth] = weight as [number, number, number, number]
      expect(channels === inChannels && kernel === kernelWidth, 'conv2d', `a square kernel over ${channels} channels`, got)
      expect(!bias || sameShape(bias, [out]), 'conv2d', `a bias of shape [${out}]`, formatShape(bias ?? []))
      // More padding than this makes outputs of zeros only, and the input gradient would need negative padding.
      expect(
        padding >= 0 && padding < kernel && stride >= 1,
        'conv2d',
        `a stride of 1 or more and a padding below the kernel size ${kernel}`,
        `${stride} and ${padding}`,
      )
      const size = (length: number): number => Math.floor((length + 2 * padding - kernel) / stride) + 1
      expect(size(height) > 0 && size(width) > 0, 'conv2d', `a picture that a kernel of ${kernel} fits into`, got)
      return [[n, out, size(height), size(width)]]
    },
    emit(emitter, { inputs, inputShapes, outputs, attributes: { stride, padding } }) {
      const kernel = (inputShapes[1] as Shape)[2] as number
      emitter.node('Conv', inputs, { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [padding, padding, padding, padding] }, outputs[0])
    },
    gradient(dy, { inputs, needs, attributes }) {
      const [x, weight, bias] = inputs as [Value, Value, Value | undefined]
      const { graph } = dy
      const inputSize = [x.shape[2], x.shape[3]] as [number, number]
      return [
        needs[0] ? graph.apply('conv2dInputGradient', [dy, weight], { ...attributes, inputSize }) : undefined,
        needs[1] ? graph.apply('conv2dWeightGradient', [x, dy], { ...attributes, kernel: weight.shape[2] as number }) : undefined,
        bias && needs[2] ? reshape(reduceSum(dy, [0, 2, 3]), bias.shape) : undefined,
      ]
    },
  },

  conv2dInputGradient: {
    shape([dy, weight], { inputSize }) {
      return [[(dy as Shape)[0] as number, (weight as Shape)[1] as number, ...inputSize]]
    },
    emit(emitter, { inputs, inputShapes, outputs, attributes: { stride, padding, inputSize } }) {
      const [dy, weight] = inputs as [string, string]
      const [dyShape, weightShape] = inputShapes as [Shape, Shape]
      const kernel = weightShape[2] as number
      if (stride === 1) {
        // dx = dy * weight, rotated by half a turn and with channels swapped, padded by k - 1 - p.
        const pad = kernel - 1 - padding
        emitter.node('Conv', [dy, rotated(emitter, weight, kernel)], { kernel_shape: [kernel, kernel], pads: [pad, pad, pad, pad] }, outputs[0])
        return
      }
      // What the stride left over at the bottom and right comes back as output padding.
      const rest = inputSize.map((size, i) => size - (((dyShape[2 + i] as number) - 1) * stride + kernel - 2 * padding))
      emitter.node(
        'ConvTranspose',
        [dy, weight],
        { kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [padding, padding, padding, padding], output_padding: rest },
        outputs[0],
      )
    },
    gradient: { notDifferentiable: 'first derivatives only: no objective differentiates a gradient' },
  },

  conv2dWeightGradient: {
    shape([x, dy], { kernel }) {
      return [[(dy as Shape)[1] as number, (x as Shape)[1] as number, kernel, kernel]]
    },
    emit(emitter, { inputs, inputShapes, outputs, attributes: { stride, padding, kernel } }) {
      const [x, dy] = inputs as [string, string]
      const [[, channels], [, out]] = inputShapes as [number[], number[]]
      const columns =
        stride === 1
          ? shiftedRows(emitter, x, dy, inputShapes as [Shape, Shape], padding, kernel)
          : stridedRows(emitter, x, dy, inputShapes as [Shape, Shape], stride, padding, kernel)
      const product = emitter.node('Gemm', [columns.dy, emitter.node('Concat', columns.x, { axis: 0 })], { transB: 1 })
      const split = emitter.node('Reshape', [product, emitter.ints([out as number, kernel * kernel, channels as number])])
      emitter.node(
        'Reshape',
        [emitter.node('Transpose', [split], { perm: [0, 2, 1] }), emitter.ints([out as number, channels as number, kernel, kernel])],
        {},
        outputs[0],
      )
    },
    gradient: { notDifferentiable: 'first derivatives only: no objective differentiates a gradient' },
  },
}

/** weight [o, c, k, k] -> [c, o, k, k], rotated by half a turn. */
function rotated(emitter: Emitter, weight: string, kernel: number): string {
  const swapped = emitter.node('Transpose', [weight], { perm: [1, 0, 2, 3] })
  if (kernel === 1) return swapped
  const beforeFirst = -kernel - 1
  return emitter.node('Slice', [swapped, emitter.ints([-1, -1]), emitter.ints([beforeFirst, beforeFirst]), emitter.ints([2, 3]), emitter.ints([-1, -1])])
}

/**
 * The k*k shifted copies of x as rows [c, L], and dy as [o, L], for stride 1. Both are padded into one frame of
 * (h + 2p) x (w + 2p) and flattened over pictures, so that a shift is an offset along L and a copy is one memcpy per
 * row; the zeros around dy cancel what wraps around. 3 times as fast as Conv with dy as the kernel (64 channels, 16x16).
 */
function shiftedRows(
  emitter: Emitter,
  x: string,
  dy: string,
  [xShape, dyShape]: readonly [Shape, Shape],
  padding: number,
  kernel: number,
): { x: string[]; dy: string } {
  const [n, , height, width] = xShape as [number, number, number, number]
  const [frameHeight, frameWidth] = [height + 2 * padding, width + 2 * padding]
  const length = n * frameHeight * frameWidth
  const flatten = (value: string, shape: Shape, before: number): string => {
    const [, count, h, w] = shape as [number, number, number, number]
    const channelsFirst =
      n === 1 ? emitter.node('Reshape', [value, emitter.ints([count, 1, h, w])]) : emitter.node('Transpose', [value], { perm: [1, 0, 2, 3] })
    const pads = [0, 0, before, before, 0, 0, frameHeight - h - before, frameWidth - w - before]
    const framed = pads.some((pad) => pad > 0) ? emitter.node('Pad', [channelsFirst, emitter.ints(pads)]) : channelsFirst
    return emitter.node('Reshape', [framed, emitter.ints([count, length])])
  }
  // dy's first position meets x's frame at (i, j) for kernel row i, column j: offsets are never negative.
  const reach = (kernel - 1) * (frameWidth + 1)
  const xRows = flatten(x, xShape, padding)
  const dyRows = flatten(dy, dyShape, 0)
  const cut = (rows: string, start: number): string =>
    reach === 0 ? rows : emitter.node('Slice', [rows, emitter.ints([start]), emitter.ints([start + length - reach]), emitter.ints([1])])
  const copies: string[] = []
  for (let i = 0; i < kernel; i++) {
    for (let j = 0; j < kernel; j++) copies.push(cut(xRows, i * frameWidth + j))
  }
  return { x: copies, dy: cut(dyRows, 0) }
}

/** The same for larger strides (two downsampling convolutions in a whole UNet), by strided slices of the padded x. */
function stridedRows(
  emitter: Emitter,
  x: string,
  dy: string,
  [xShape, dyShape]: readonly [Shape, Shape],
  stride: number,
  padding: number,
  kernel: number,
): { x: string[]; dy: string } {
  const [n, channels] = xShape as [number, number, number, number]
  const [, out, height, width] = dyShape as [number, number, number, number]
  const padded = emitter.node('Pad', [x, emitter.ints([0, 0, padding, padding, 0, 0, padding, padding])])
  const rows = (value: string, count: number): string =>
    emitter.node('Reshape', [emitter.node('Transpose', [value], { perm: [1, 0, 2, 3] }), emitter.ints([count, n * height * width])])
  const copies: string[] = []
  for (let i = 0; i < kernel; i++) {
    for (let j = 0; j < kernel; j++) {
      const ends = [i + (height - 1) * stride + 1, j + (width - 1) * stride + 1]
      const picked = emitter.node('Slice', [padded, emitter.ints([i, j]), emitter.ints(ends), emitter.ints([2, 3]), emitter.ints([stride, stride])])
      copies.push(rows(picked, channels))
    }
  }
  return { x: copies, dy: rows(dy, out) }
}
