/** Scales pictures, with each new pixel the mean of the old ones that it covers (smaller), or a blend of its neighbours (larger). */
import type { RgbImage } from './png.ts'

/** Triangle filter, along rows and then columns, as Pillow's BILINEAR does: no old pixel is left out when a picture becomes smaller. */
export function scaleImage(image: RgbImage, width: number, height: number): RgbImage {
  if (width === image.width && height === image.height) return image
  const rows = scaleLines(Float32Array.from(image.data), image.height, image.width, width, 3, image.width * 3)
  const turned = scaleColumns(rows, width, image.height, height)
  return { width, height, data: Uint8Array.from(turned, (value) => Math.min(255, Math.max(0, Math.round(value)))) }
}

interface Weights {
  first: number
  weights: Float64Array
}

/** For each new place: the old ones that it is made of. */
function weightsFor(from: number, to: number): Weights[] {
  const scale = from / to
  const reach = Math.max(1, scale)
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale
    const first = Math.max(0, Math.floor(centre - reach))
    const last = Math.min(from, Math.ceil(centre + reach))
    const weights = Float64Array.from({ length: last - first }, (_unused, k) => Math.max(0, 1 - Math.abs((first + k + 0.5 - centre) / reach)))
    const sum = weights.reduce((total, weight) => total + weight, 0)
    return { first, weights: weights.map((weight) => weight / sum) }
  })
}

/** Each of `lines` lines of `from` pixels becomes one of `to`. */
function scaleLines(data: Float32Array, lines: number, from: number, to: number, channels: number, stride: number): Float32Array {
  const table = weightsFor(from, to)
  const out = new Float32Array(lines * to * channels)
  for (let line = 0; line < lines; line++) {
    for (const [x, { first, weights }] of table.entries()) {
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0
        for (let k = 0; k < weights.length; k++) sum += weights[k] * data[line * stride + (first + k) * channels + channel]
        out[(line * to + x) * channels + channel] = sum
      }
    }
  }
  return out
}

function scaleColumns(data: Float32Array, width: number, from: number, to: number): Float32Array {
  const stride = width * 3
  const out = new Float32Array(to * stride)
  for (const [y, { first, weights }] of weightsFor(from, to).entries())
    for (let k = 0; k < weights.length; k++) for (let i = 0; i < stride; i++) out[y * stride + i] += weights[k] * data[(first + k) * stride + i]
  return out
}
