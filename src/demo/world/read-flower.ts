/**
 * Reads a flower's attributes back from its picture, by drawing: a bank of mean flowers at half resolution gives the
 * start, then Gauss-Newton with the renderer in the loop fits the nuisances of the likeliest shapes. What remains
 * between the picture and the best drawing is the measure of artefacts. Thresholds are left to validity.ts.
 */
import { InputError } from '../../errors.ts'
import { PICTURE_SIZE } from './backgrounds.ts'
import { fitNuisances, squaredError } from './fit-flower.ts'
import { type Attributes, BACKGROUNDS, COLOURS, DISCS, type Flower, FORMS, meanFlower, PETALS, RADII, SIZES } from './flower.ts'
import { PICTURE_LENGTH, renderFlower } from './render-flower.ts'

/** What a picture shows, and how sure that is. */
export interface FlowerReading {
  /** The flower whose drawing comes closest. */
  flower: Flower
  /** Root mean square difference between the picture and that drawing, over pixels and channels; 0.29 would be noise. */
  residual: number
  /** 1 - residual / (residual of the best flower with another number of petals): 0 is undecided, 1 is certain. */
  countMargin: number
  /** The same against the best flower of the other petal form. */
  formMargin: number
}

interface Fit {
  flower: Flower
  error: number
}

/** Shapes (petal count and form) that are fitted fully, out of eight. */
const FITTED_SHAPES = 3

/** Reads `picture` (CHW RGB, 3*32*32; values outside [0, 1] are clipped). A wrong length or a value that is no number is an InputError. */
export function readFlower(picture: ArrayLike<number>): FlowerReading {
  const target = clipped(picture)
  const start = fitNuisances(target, nearestMean(target), 2)
  const shapes = PETALS.flatMap((petals) => FORMS.map((form) => evaluate(target, { ...start.flower, petals, form }))).sort(byError)
  let best = improve(
    target,
    shapes
      .slice(0, FITTED_SHAPES)
      .map((fit) => fitNuisances(target, fit.flower, 2))
      .sort(byError)[0],
  )

  // The rivals that the margins need start from the best fit's geometry.
  const rivals = [...FORMS.map((form) => ({ ...best.flower, form })), ...PETALS.map((petals) => ({ ...best.flower, petals }))].filter(
    (flower) => flower.petals !== best.flower.petals || flower.form !== best.flower.form,
  )
  const fits = rivals.map((flower) => evaluate(target, flower)).sort(byError)
  const otherCount = fits.find((fit) => fit.flower.petals !== best.flower.petals) as Fit
  const otherForm = fits.find((fit) => fit.flower.form !== best.flower.form) as Fit
  const [count, form] = [otherCount, otherForm].map((fit) => fitNuisances(target, fit.flower, 2))
  best = [best, count, form].sort(byError)[0]

  const residual = Math.sqrt(best.error / PICTURE_LENGTH)
  return { flower: withNearestSize(best.flower), residual, countMargin: margin(best, count), formMargin: margin(best, form) }
}

/** Colour and disc are decided again where the geometry is known; a change or not, the last steps of the fit follow. */
function improve(target: Float32Array, fit: Fit): Fit {
  const colours = COLOURS.map((colour) => (colour === fit.flower.colour ? fit : evaluate(target, { ...fit.flower, colour, hue: 0 })))
  const colour = colours.sort(byError)[0]
  const discs = DISCS.map((disc) => (disc === colour.flower.disc ? colour : evaluate(target, { ...colour.flower, disc })))
  return fitNuisances(target, discs.sort(byError)[0].flower, 4)
}

function evaluate(target: Float32Array, flower: Flower): Fit {
  return { flower, error: squaredError(target, renderFlower(flower, scratch)) }
}

function byError(a: Fit, b: Fit): number {
  return a.error - b.error
}

function margin(best: Fit, rival: Fit): number {
  return rival.error <= best.error ? 0 : 1 - Math.sqrt(best.error / rival.error)
}

/** The size class is whatever lies nearest to the fitted radius. */
function withNearestSize(flower: Flower): Flower {
  const distance = (size: (typeof SIZES)[number]): number => Math.abs(RADII[size] - flower.radius)
  return { ...flower, size: SIZES.reduce((a, b) => (distance(b) < distance(a) ? b : a)) }
}

function clipped(picture: ArrayLike<number>): Float32Array {
  if (picture.length !== PICTURE_LENGTH)
    throw new InputError(`A picture of the demo world has ${PICTURE_LENGTH} values (3x${PICTURE_SIZE}x${PICTURE_SIZE}), got ${picture.length}.`)
  const out = new Float32Array(PICTURE_LENGTH)
  for (let i = 0; i < PICTURE_LENGTH; i++) {
    const value = picture[i]
    if (!Number.isFinite(value))
      throw new InputError(`A picture of the demo world has numbers only, got ${value} at position ${i}. The model that made it has probably diverged.`)
    out[i] = Math.min(1, Math.max(0, value))
  }
  return out
}

const scratch = new Float32Array(PICTURE_LENGTH)

interface Bank {
  attributes: Attributes[]
  pictures: Float32Array[]
}

let bank: Bank | undefined

/** Mean flowers of all 1,152 combinations of attributes, drawn on first use; half resolution forgives a shift of a pixel. */
function meanBank(): Bank {
  if (bank) return bank
  const attributes: Attributes[] = []
  for (const size of SIZES)
    for (const colour of COLOURS)
      for (const petals of PETALS)
        for (const form of FORMS)
          for (const background of BACKGROUNDS) for (const disc of DISCS) attributes.push({ size, colour, petals, form, background, disc })
  bank = { attributes, pictures: attributes.map((entry) => halved(renderFlower(meanFlower(entry), scratch))) }
  return bank
}

function nearestMean(target: Float32Array): Flower {
  const { attributes, pictures } = meanBank()
  const small = halved(target)
  let best = 0
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < pictures.length; i++) {
    const error = squaredError(small, pictures[i])
    if (error < least) [best, least] = [i, error]
  }
  return meanFlower(attributes[best])
}

/** Averages of 2x2 pixels, 3*16*16. */
function halved(picture: Float32Array): Float32Array {
  const side = PICTURE_SIZE / 2
  const out = new Float32Array(PICTURE_LENGTH / 4)
  for (let i = 0; i < out.length; i++) {
    // Rows of all three channels in one go: 2 rows of the picture are 1 row here.
    const at = 2 * Math.floor(i / side) * PICTURE_SIZE + 2 * (i % side)
    out[i] = (picture[at] + picture[at + 1] + picture[at + PICTURE_SIZE] + picture[at + PICTURE_SIZE + 1]) / 4
  }
  return out
}
