/**
 * Draws a flower of the demo world: background, stem with a leaf, petals with shading and outline, disc. Edges are
 * anti-aliased by distance functions on 2x2 samples a pixel, so a picture is a continuous function of the nuisances,
 * which read-flower.ts needs. What is drawn is decided in flower.ts.
 */
import { backgroundPicture, PICTURE_SIZE } from './backgrounds.ts'
import type { Flower, Form, PetalCount } from './flower.ts'
import { DISC_COLOURS, petalColours, STEM_COLOURS } from './palette.ts'

/** Values in one picture: 3 channels of 32x32. */
export const PICTURE_LENGTH = 3 * PICTURE_SIZE * PICTURE_SIZE

const PLANE = PICTURE_SIZE * PICTURE_SIZE

/** Half width of a petal as a part of the radius, so that neighbours nearly touch and can be counted. */
const HALF_WIDTHS: Readonly<Record<Form, Readonly<Record<PetalCount, number>>>> = {
  round: { 4: 0.375, 5: 0.335, 6: 0.295, 8: 0.228 },
  pointed: { 4: 0.235, 5: 0.23, 6: 0.2, 8: 0.155 },
}

/** Where a petal begins, and how wide the disc is, as parts of the radius. */
const PETAL_START: Readonly<Record<Form, number>> = { round: 0.21, pointed: 0.04 }
const DISC_RADIUS = 0.25

/** Width of an edge's ramp from outside to inside, pixels; with 2x2 samples about the ramp of a box filter. */
const EDGE = 0.7

/** Width of the dark outline inside a petal, pixels, and its greatest weight. */
const RIM_WIDTH = 1.2
const RIM_WEIGHT = 0.75

const STEM_HALF_WIDTH = 0.95

/** The picture of `flower`: CHW RGB, 3*32*32 values in [0, 1], written into `out` if given. */
export function renderFlower(flower: Flower, out: Float32Array = new Float32Array(PICTURE_LENGTH)): Float32Array {
  out.set(backgroundPicture(flower.background))
  drawStem(flower, out)
  drawBlossom(flower, out)
  return out
}

function drawStem(flower: Flower, out: Float32Array): void {
  const [red, green, blue] = STEM_COLOURS[flower.background]
  const length = PICTURE_SIZE - flower.y
  // The leaf: a lens from the stem upwards to the right, its foot 2.5 pixels above the picture's edge.
  const footY = PICTURE_SIZE - 2.5
  const footX = stemX(flower, (footY - flower.y) / length)
  const leafX = Math.SQRT1_2
  const leafY = -Math.SQRT1_2
  for (let row = Math.floor(flower.y); row < PICTURE_SIZE; row++) {
    const y = row + 0.5
    const middle = stemX(flower, (y - flower.y) / length)
    const from = Math.max(0, Math.floor(middle - 3))
    const to = Math.min(PICTURE_SIZE - 1, Math.ceil(middle + 8))
    for (let column = from; column <= to; column++) {
      const x = column + 0.5
      const along = (x - footX) * leafX + (y - footY) * leafY
      const across = Math.abs((x - footX) * leafY - (y - footY) * leafX)
      const inLeaf = clamp(0.5 - lens(along - 3, across, 3, 1.25))
      const distance = x - middle
      const cover = Math.max(clamp(STEM_HALF_WIDTH + 0.5 - Math.abs(distance)), inLeaf)
      if (cover <= 0) continue
      // Lit from the left, like a round stalk; the leaf is lighter.
      const stalk = 1.12 - 0.2 * Math.min(1.5, distance)
      const light = stalk + (1.25 - stalk) * inLeaf
      blend(out, row * PICTURE_SIZE + column, red * light, green * light, blue * light, cover)
    }
  }
}

/** The stem's middle at `part` of the way from the disc (0) down to the edge (1). */
function stemX(flower: Flower, part: number): number {
  return flower.x + flower.bend * part * part
}

function drawBlossom(flower: Flower, out: Float32Array): void {
  const { x: centreX, y: centreY, radius, form, petals } = flower
  const { base, tip, rim } = petalColours(flower.colour, flower.hue)
  const disc = DISC_COLOURS[flower.disc]
  const discRadius = DISC_RADIUS * radius
  const edgeSine = Math.sin(Math.PI / petals)
  const edgeCosine = Math.cos(Math.PI / petals)
  const axes = petalAxes(petals, flower.rotation)
  const start = PETAL_START[form] * radius
  const half = (radius - start) / 2
  const middle = start + half
  const width = HALF_WIDTHS[form][petals] * radius
  const reach = radius + 1

  const rowEnd = Math.min(PICTURE_SIZE - 1, Math.ceil(centreY + reach))
  const columnEnd = Math.min(PICTURE_SIZE - 1, Math.ceil(centreX + reach))
  for (let row = Math.max(0, Math.floor(centreY - reach)); row <= rowEnd; row++) {
    for (let column = Math.max(0, Math.floor(centreX - reach)); column <= columnEnd; column++) {
      // Sums of coverage times colour over the four samples.
      let cover = 0
      let red = 0
      let green = 0
      let blue = 0
      for (let sample = 0; sample < 4; sample++) {
        const dx = column + 0.25 + 0.5 * (sample & 1) - centreX
        const dy = row + 0.25 + 0.5 * (sample >> 1) - centreY
        const r = Math.sqrt(dx * dx + dy * dy)
        if (r > reach) continue
        const inDisc = clamp(0.5 - (r - discRadius) / EDGE)
        if (inDisc < 1) {
          // Folded onto the nearest petal: `along` its axis from the centre, `across` from the axis. No trigonometry here: this is the innermost loop.
          let along = Number.NEGATIVE_INFINITY
          for (let petal = 0; petal < petals; petal++) along = Math.max(along, dx * axes[2 * petal] + dy * axes[2 * petal + 1])
          const across = Math.sqrt(Math.max(0, r * r - along * along))
          const shape = form === 'round' ? ellipse(along - middle, across, half, width) : lens(along - middle, across, half, width)
          // The neighbour begins at the sector's edge.
          const distance = Math.max(shape, edgeCosine * across - edgeSine * along)
          const inPetal = clamp(0.5 - shape / EDGE) * (1 - inDisc)
          if (inPetal > 0) {
            const tone = clamp((along / radius - DISC_RADIUS) / (1 - DISC_RADIUS))
            const dark = RIM_WEIGHT * clamp(1 + distance / RIM_WIDTH) ** 1.5
            const bright = 1 - dark
            cover += inPetal
            red += inPetal * (bright * (base[0] + (tip[0] - base[0]) * tone) + dark * rim[0])
            green += inPetal * (bright * (base[1] + (tip[1] - base[1]) * tone) + dark * rim[1])
            blue += inPetal * (bright * (base[2] + (tip[2] - base[2]) * tone) + dark * rim[2])
          }
        }
        if (inDisc > 0) {
          const tone = clamp(r / discRadius) ** 2
          cover += inDisc
          red += inDisc * (disc.middle[0] + (disc.edge[0] - disc.middle[0]) * tone)
          green += inDisc * (disc.middle[1] + (disc.edge[1] - disc.middle[1]) * tone)
          blue += inDisc * (disc.middle[2] + (disc.edge[2] - disc.middle[2]) * tone)
        }
      }
      if (cover > 0) blend(out, row * PICTURE_SIZE + column, red / cover, green / cover, blue / cover, cover / 4)
    }
  }
}

/** Unit vectors (x, y) along the petals, the first one up for rotation 0. */
function petalAxes(petals: number, rotation: number): Float64Array {
  const axes = new Float64Array(2 * petals)
  for (let petal = 0; petal < petals; petal++) {
    const angle = rotation + (2 * Math.PI * petal) / petals
    axes[2 * petal] = Math.sin(angle)
    axes[2 * petal + 1] = -Math.cos(angle)
  }
  return axes
}

/** Signed distance to an ellipse with half axes `a`, `b`, to first order (Quilez, "ellipse distance"). */
function ellipse(u: number, v: number, a: number, b: number): number {
  const p = u / a
  const q = v / b
  const level = Math.sqrt(p * p + q * q)
  const slope = Math.sqrt((p * p) / (a * a) + (q * q) / (b * b))
  return slope === 0 ? -b : (level * (level - 1)) / slope
}

/** Signed distance to a lens, the meeting of two circles: half length `half` along u, half width `width` along v. */
function lens(u: number, v: number, half: number, width: number): number {
  const circle = (half * half + width * width) / (2 * width)
  const shifted = v + circle - width
  return Math.sqrt(u * u + shifted * shifted) - circle
}

function blend(out: Float32Array, at: number, red: number, green: number, blue: number, cover: number): void {
  out[at] += (red - out[at]) * cover
  out[at + PLANE] += (green - out[at + PLANE]) * cover
  out[at + 2 * PLANE] += (blue - out[at + 2 * PLANE]) * cover
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value))
}
