/**
 * Draws pictures' latents from a network by DDIM, with guidance, seeds of their own and, on request, their chains. Runs no
 * network and knows no picture format: the predictor is passed in, decoding is left to the caller.
 */
import { InputError, RunError } from '../errors.ts'
import { randomSource } from '../random.ts'
import { formatShape, type Shape, sizeOf } from '../trainer/graph/shape.ts'
import type { NoiseSchedule } from '../trainer/noise-schedule.ts'
import { type Chain, type ChainPrecision, emptyChain } from './chain.ts'
import { type DdimPlan, type DdimStep, ddimSteps, stochasticSteps, weightedSum } from './ddim-step.ts'
import { checkGuidance, type Guidance, guidedPrediction } from './guidance.ts'
import type { Predict } from './predict.ts'
import { transitionLogProb } from './transition-log-prob.ts'

/** One picture to draw. */
export interface PictureRequest<Condition> {
  readonly condition: Condition
  /** Names all its noise: the same seed gives the same picture, alone or among others. A safe integer. */
  readonly seed: number
  /** Names the starting noise alone, default `seed`. Pictures that share it start from one x_T, as D3PO's pairs do. */
  readonly startSeed?: number
}

export interface SampleOptions<Condition> extends DdimPlan {
  readonly predict: Predict<Condition>
  readonly schedule: NoiseSchedule
  /** Of one latent, such as [4, 64, 64]. */
  readonly shape: Shape
  readonly pictures: readonly PictureRequest<Condition>[]
  readonly guidance?: Guidance<Condition>
  /** Pictures that walk together, default 16: twice as many rows a call with guidance. Their finished neighbours survive a stop. */
  readonly groupSize?: number
  /** Keeps every latent and the log-probabilities. */
  readonly chain?: ChainPrecision
  /** Stops before the next network call; finished pictures are kept. */
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: SampleProgress) => void
  /** Hands each picture over as soon as it is finished, for those who can't lose one to a later failure. */
  readonly onSample?: (sample: Sample, index: number) => void
}

export interface SampleProgress {
  /** Pictures finished, of so many. */
  readonly finished: number
  readonly pictures: number
  /** Share of all steps done, in [0, 1]. */
  readonly fraction: number
}

export interface Sample {
  /** x_0, of the shape asked for. */
  readonly latent: Float32Array
  readonly chain?: Chain
}

export interface Samples {
  readonly steps: readonly DdimStep[]
  /** In the order asked for; fewer after a stop. */
  readonly samples: Sample[]
  readonly stopped: boolean
}

const DEFAULT_GROUP_SIZE = 16

/**
 * Draws the pictures, group by group. A picture depends on its own request alone, bit for bit, as long as the predictor's
 * rows don't depend on each other.
 *
 * Throws an InputError for options outside their ranges, and a RunError `numeric` that names picture and step when
 * numbers stop being finite.
 */
export async function sample<Condition>(options: SampleOptions<Condition>): Promise<Samples> {
  const steps = ddimSteps(options.schedule, options)
  checkOptions(options)
  const { pictures, groupSize = DEFAULT_GROUP_SIZE, signal, onProgress, onSample } = options
  const samples: Sample[] = []
  for (let first = 0; first < pictures.length; first += groupSize) {
    const group = pictures.slice(first, first + groupSize)
    const report = (step: number): void =>
      onProgress?.({
        finished: step < steps.length ? first : first + group.length,
        pictures: pictures.length,
        fraction: (first + (group.length * step) / steps.length) / pictures.length,
      })
    try {
      samples.push(...(await sampleGroup(options, steps, group, first, report)))
    } catch (error) {
      // Whatever the network says when it is stopped, the person asked for it.
      if (signal?.aborted) return { steps, samples, stopped: true }
      throw error
    }
    for (let i = first; i < samples.length; i++) onSample?.(samples[i], i)
  }
  return { steps, samples, stopped: false }
}

/** The starting noise of a picture, standard normal, `length` numbers. */
export function startingNoise({ seed, startSeed = seed }: { seed: number; startSeed?: number }, length: number): Float32Array {
  return randomSource(startSeed, 'sampler', 'start').fillNormal(new Float32Array(length))
}

/** Writes the noise z of a picture's step (counted from 0) into `out`. */
export function stepNoise({ seed }: { seed: number }, step: number, out: Float32Array): Float32Array {
  return randomSource(seed, 'sampler', 'step', step).fillNormal(out)
}

async function sampleGroup<Condition>(
  { predict, shape, guidance, chain: precision, signal }: SampleOptions<Condition>,
  steps: readonly DdimStep[],
  pictures: readonly PictureRequest<Condition>[],
  first: number,
  report: (step: number) => void,
): Promise<Sample[]> {
  const length = sizeOf(shape)
  const conditions = pictures.map(({ condition }) => condition)
  const latents = new Float32Array(pictures.length * length)
  const rows = pictures.map((_, i) => latents.subarray(i * length, (i + 1) * length))
  const chains = pictures.map(() => (precision ? emptyChain(precision, steps, length) : undefined))
  /** Keeps a picture's latent and, where that rounds it, walks on from what was kept. */
  const keep = (picture: number, at: number): void => {
    const kept = chains[picture]?.latents.subarray(at * length, (at + 1) * length)
    kept?.set(rows[picture])
    if (precision === 'f16') rows[picture].set(kept as Float16Array)
  }
  for (const [picture, request] of pictures.entries()) {
    rows[picture].set(startingNoise(request, length))
    keep(picture, 0)
  }

  const mean = new Float64Array(length)
  const noise = new Float32Array(length)
  const drawn = stochasticSteps(steps)
  for (const [index, step] of steps.entries()) {
    signal?.throwIfAborted()
    const output = await guidedPrediction(predict, { latents, timesteps: pictures.map(() => step.timestep), conditions }, guidance)
    for (const [picture, row] of rows.entries()) {
      weightedSum(step.mean, latents, output, picture * length, mean)
      if (index < drawn) stepNoise(pictures[picture], index, noise)
      for (let i = 0; i < length; i++) row[i] = index < drawn ? mean[i] + step.deviation * noise[i] : mean[i]
      keep(picture, index + 1)
      const badValue = firstNotFinite(row)
      if (badValue !== undefined) {
        throw new RunError(
          'numeric',
          `DDIM sampler, picture ${first + picture + 1}, step ${index + 1} of ${steps.length} (timestep ${step.timestep}): expected finite numbers, got ${badValue} from the network's output. ` +
            `${first} pictures were finished before. Check the checkpoint and its prediction type, or lower the guidance scale.`,
        )
      }
      const chain = chains[picture]
      if (chain && index < drawn) chain.logProbs[index] = transitionLogProb(row, mean, step.deviation)
    }
    report(index + 1)
  }
  // Copies, so that one kept picture doesn't hold its whole group in memory.
  return rows.map((row, i) => ({ latent: row.slice(), ...(chains[i] && { chain: chains[i] }) }))
}

function firstNotFinite(values: Float32Array): number | undefined {
  // Finite F32 numbers can't overflow an F64 sum: one test a picture instead of one a number.
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]
  return Number.isFinite(sum) ? undefined : values.find((value) => !Number.isFinite(value))
}

function checkOptions<Condition>({ shape, pictures, guidance, groupSize = DEFAULT_GROUP_SIZE }: SampleOptions<Condition>): void {
  if (shape.length === 0 || !shape.every((size) => Number.isInteger(size) && size > 0) || !Number.isSafeInteger(sizeOf(shape))) {
    throw new InputError(`DDIM sampler: expected a latent shape of positive integers such as [4, 64, 64], got ${formatShape(shape)}.`)
  }
  if (!Number.isInteger(groupSize) || groupSize < 1) throw new InputError(`DDIM sampler: expected a group size of at least 1 picture, got ${groupSize}.`)
  if (guidance) checkGuidance(guidance)
  for (const [i, { seed, startSeed = seed }] of pictures.entries()) {
    for (const value of [seed, startSeed]) {
      if (!Number.isSafeInteger(value)) throw new InputError(`DDIM sampler, picture ${i + 1}: expected an integer seed up to 2^53 - 1, got ${value}.`)
    }
  }
}
