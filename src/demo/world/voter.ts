/**
 * Simulated voters: a taste is data, a JSON file of weights over what a picture shows. Bradley-Terry turns the difference
 * of two utilities into a vote. Reading the picture is left to read-flower.ts.
 */
import { readFileSync, statSync } from 'node:fs'
import { InputError } from '../../errors.ts'
import type { RandomSource } from '../../random.ts'
import { BACKGROUNDS, COLOURS, DISCS, FORMS, PETALS, SIZES } from './flower.ts'
import type { FlowerReading } from './read-flower.ts'
import { PICTURE_LENGTH } from './render-flower.ts'
import { RESIDUAL_LIMIT } from './validity.ts'

/** A taste, and how reliably it is voiced. */
export interface Voter {
  name: string
  description: string
  /** Utility of each feature in `VOTER_FEATURES`; features that are left out count nothing. */
  weights: Readonly<Record<string, number>>
  /** Bradley-Terry: P(left) = sigmoid((utility left - utility right) / temperature). */
  temperature: number
  /** How often a vote comes out the wrong way round, 0 to 0.5. */
  flips: number
}

export type Vote = 'left' | 'right' | 'tie'

const ATTRIBUTES = { size: SIZES, colour: COLOURS, petals: PETALS, form: FORMS, background: BACKGROUNDS, disc: DISCS } as const

/** Features of the pixels; what they are is at `pictureFeatures`. */
const PICTURE_FEATURES = ['saturation', 'contrast', 'brightness', 'artefacts'] as const

/** Everything a voter can have a weight for: each value of each attribute ("petals.8", 1 or 0), and features of the pixels. */
export const VOTER_FEATURES: readonly string[] = [
  ...Object.entries(ATTRIBUTES).flatMap(([attribute, values]) => values.map((value) => `${attribute}.${value}`)),
  ...PICTURE_FEATURES,
]

/** Two pictures are a tie when their utilities differ by less than this part of the temperature; Bradley-Terry gives such a pair 52.5 % at most. */
export const TIE_BAND = 0.1

const LIMITS = { fileBytes: 64 * 1024, name: 80, description: 500, weight: 100, temperature: [0.01, 100], flips: [0, 0.5] } as const

/** Reads and checks a voter's file. Anything unexpected is an InputError that names the key, what was expected and what was got. */
export function loadVoter(path: string): Voter {
  let text: string
  try {
    const { size } = statSync(path)
    if (size > LIMITS.fileBytes) throw new InputError(`The voter's file ${path} may have at most ${LIMITS.fileBytes} bytes, got ${size}. Is it the right file?`)
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw new InputError(`The voter's file ${path} cannot be read: ${(cause as Error).message}. Check the path; voters that ship are in assets/voters.`, {
      cause,
    })
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new InputError(`The voter's file ${path} is not JSON: ${(cause as Error).message}. Compare it with the ones in assets/voters.`, { cause })
  }
  return parseVoter(json, path)
}

/** Checks a voter that was parsed from JSON; `source` names it in errors. */
export function parseVoter(json: unknown, source = 'voter'): Voter {
  const fail = (key: string, expected: string, got: unknown): never => {
    throw new InputError(`${source}: ${key} must be ${expected}, got ${shown(got)}. Compare it with the files in assets/voters.`)
  }
  const record = (value: unknown, key: string): Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : fail(key, 'an object', value)
  const onlyKeys = (value: Record<string, unknown>, key: string, allowed: readonly string[]): void => {
    for (const name of Object.keys(value)) if (!allowed.includes(name)) fail(key, `an object with keys out of ${allowed.join(', ')}`, name)
  }
  const string = (value: unknown, key: string, limit: number): string =>
    typeof value === 'string' && value.length > 0 && value.length <= limit ? value : fail(key, `a text of 1 to ${limit} characters`, value)
  const number = (value: unknown, key: string, low: number, high: number): number =>
    typeof value === 'number' && value >= low && value <= high ? value : fail(key, `a number from ${low} to ${high}`, value)

  const voter = record(json, 'the file')
  onlyKeys(voter, 'the file', ['name', 'description', 'weights', 'temperature', 'flips'])
  const weights = record(voter.weights, 'weights')
  onlyKeys(weights, 'weights', VOTER_FEATURES)
  const entries = Object.entries(weights).map(([key, value]) => [key, number(value, `weights["${key}"]`, -LIMITS.weight, LIMITS.weight)] as const)
  if (!entries.some(([, weight]) => weight !== 0)) fail('weights', 'an object with at least one weight that is not 0', weights)
  return {
    name: string(voter.name, 'name', LIMITS.name),
    description: string(voter.description, 'description', LIMITS.description),
    weights: Object.fromEntries(entries),
    temperature: number(voter.temperature, 'temperature', ...LIMITS.temperature),
    flips: number(voter.flips, 'flips', ...LIMITS.flips),
  }
}

/** How much the voter likes a picture (CHW RGB in [0, 1]) that reads as `reading`; only differences mean anything. */
export function utility(voter: Voter, reading: FlowerReading, picture: ArrayLike<number>): number {
  const { weights } = voter
  let sum = 0
  for (const attribute of Object.keys(ATTRIBUTES) as (keyof typeof ATTRIBUTES)[]) sum += weights[`${attribute}.${reading.flower[attribute]}`] ?? 0
  if (PICTURE_FEATURES.some((feature) => weights[feature])) {
    const features = pictureFeatures(reading, picture)
    for (const feature of PICTURE_FEATURES) sum += (weights[feature] ?? 0) * features[feature]
  }
  return sum
}

/**
 * The voter's answer for a pair of pictures of the same prompt: a tie within `TIE_BAND`, else a Bradley-Terry draw, turned
 * round with probability `flips`. Takes two numbers from `random` whatever the answer, so that votes of one
 * stream do not depend on each other.
 */
export function vote(
  voter: Voter,
  readingLeft: FlowerReading,
  pictureLeft: ArrayLike<number>,
  readingRight: FlowerReading,
  pictureRight: ArrayLike<number>,
  random: RandomSource,
): Vote {
  const difference = (utility(voter, readingLeft, pictureLeft) - utility(voter, readingRight, pictureRight)) / voter.temperature
  const likesLeft = random.uniform() < 1 / (1 + Math.exp(-difference))
  const flipped = random.uniform() < voter.flips
  if (Math.abs(difference) < TIE_BAND) return 'tie'
  return likesLeft !== flipped ? 'left' : 'right'
}

/**
 * saturation: mean over pixels of max - min over channels (flowers of the world have 0.28 to 0.43); contrast: standard deviation of
 * the luma (0.14 to 0.28); brightness: mean luma; artefacts: residual over the limit of validity, 1 at the limit.
 */
function pictureFeatures(reading: FlowerReading, picture: ArrayLike<number>): Record<(typeof PICTURE_FEATURES)[number], number> {
  const plane = PICTURE_LENGTH / 3
  let chroma = 0
  let luma = 0
  let squares = 0
  for (let i = 0; i < plane; i++) {
    const red = picture[i]
    const green = picture[plane + i]
    const blue = picture[2 * plane + i]
    chroma += Math.max(red, green, blue) - Math.min(red, green, blue)
    // Rec. 709 weights, on the display values as they are.
    const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    luma += light
    squares += light * light
  }
  const brightness = luma / plane
  const contrast = Math.sqrt(Math.max(0, squares / plane - brightness * brightness))
  return { saturation: chroma / plane, contrast, brightness, artefacts: reading.residual / RESIDUAL_LIMIT }
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
