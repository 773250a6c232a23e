/**
 * Scores pictures with an image scorer that came as an ONNX file from anywhere: one picture in, one number out. Runs in a
 * trainer child only, since a foreign model can take its process with it. What scores mean is left to the callers.
 */
import { statSync } from 'node:fs'
import type { InferenceSession } from 'onnxruntime-node'
import { InputError, RunError } from '../../errors.ts'
import { loadRuntime } from '../graph/session.ts'
import { formatShape, type Shape, sizeOf } from '../graph/shape.ts'

export interface ScoreOptions {
  /** Path of the ONNX file: one F32 input [1, channels, height, width], one F32 output with one number. Sizes may be free in the file. */
  scorer: string
  /** Of one picture: [channels, height, width]. */
  shape: Shape
  /** Flat, channels first, in whatever range the scorer was made for. */
  pictures: readonly Float32Array[]
  threads: number
  /** Looked at before each picture; when it says yes, the scores so far come back. */
  stopped?: () => boolean
  onProgress?: (done: number, total: number) => void
}

/** Protobuf can't hold more in one file. */
const MAX_FILE_BYTES = 2 ** 31

/** A scorer that is loaded. */
export interface Scorer {
  /** Of one picture, flat, channels first; `which` names it in errors. */
  score(picture: Float32Array, shape: Shape, which: string): Promise<number>
  release(): Promise<void>
}

/** Throws an InputError (`file-format`) for a file that is no such model. */
export async function openScorer(scorer: string, threads: number): Promise<Scorer> {
  checkFile(scorer)
  const ort = await loadRuntime()
  const session = await ort.InferenceSession.create(scorer, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  }).catch((cause: unknown) => {
    throw refusal(scorer, 'an ONNX model that ONNX Runtime can load', cause instanceof Error ? cause.message : String(cause), cause)
  })
  return {
    async score(picture, shape, which) {
      const input = [1, ...shape]
      const [inputName, outputName] = checkSignature(scorer, session, input)
      const results = await session.run({ [inputName]: new ort.Tensor(picture, input) }).catch((cause: unknown) => {
        throw refusal(scorer, `a model that runs on ${formatShape(input)}`, cause instanceof Error ? cause.message : String(cause), cause)
      })
      const { data, dims } = results[outputName]
      if (data.length !== 1) throw refusal(scorer, 'one number for one picture', `${data.length} (shape ${formatShape(dims)})`)
      const score = Number(data[0])
      if (!Number.isFinite(score))
        throw new RunError('numeric', `scorer ${scorer}: expected a finite score for ${which}, got ${score}. Check the picture's range and the file.`)
      return score
    },
    release: () => session.release(),
  }
}

/**
 * One score a picture, in their order; fewer after a stop.
 *
 * Throws an InputError (`file-format`) for a file that is no such model, an InputError for pictures of another size, and a
 * RunError `numeric` for a score that is no number.
 */
export async function scorePictures({ scorer, shape, pictures, threads, stopped, onProgress }: ScoreOptions): Promise<Float32Array> {
  pictures.forEach((picture, i) => {
    if (picture.length !== sizeOf(shape))
      throw new InputError(`scorer: expected ${sizeOf(shape)} numbers for shape ${formatShape(shape)} in picture ${i + 1}, got ${picture.length}.`)
  })
  const opened = await openScorer(scorer, threads)
  try {
    const scores = new Float32Array(pictures.length)
    for (const [i, picture] of pictures.entries()) {
      if (stopped?.()) return scores.slice(0, i)
      scores[i] = await opened.score(picture, shape, `picture ${i + 1}`)
      onProgress?.(i + 1, pictures.length)
    }
    return scores
  } finally {
    await opened.release()
  }
}

function checkFile(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (!stats?.isFile()) throw new InputError(`scorer ${path}: expected an ONNX file, got ${stats ? 'something else' : 'nothing there'}. Check the path.`)
  if (stats.size === 0 || stats.size > MAX_FILE_BYTES) throw refusal(path, `a file of 1 to ${MAX_FILE_BYTES} bytes`, `${stats.size}`)
}

/** Names of the one input and the one output. */
function checkSignature(path: string, { inputMetadata, outputMetadata }: InferenceSession, input: Shape): [string, string] {
  const [image, score] = [onlyTensor(path, 'input', inputMetadata), onlyTensor(path, 'output', outputMetadata)]
  const fits = image.shape.length === input.length && image.shape.every((size, i) => isFree(size) || size === input[i])
  if (!fits) throw refusal(path, `an input that takes ${formatShape(input)}`, `'${image.name}' of shape [${image.shape.join(', ')}]`)
  if (!score.shape.every((size) => isFree(size) || size === 1))
    throw refusal(path, 'one number as output', `'${score.name}' of shape [${score.shape.join(', ')}]`)
  return [image.name, score.name]
}

function onlyTensor(path: string, side: 'input' | 'output', values: readonly InferenceSession.ValueMetadata[]): InferenceSession.TensorValueMetadata {
  const [value] = values
  if (values.length !== 1) throw refusal(path, `one ${side}`, `${values.length} (${values.map(({ name }) => name).join(', ')})`)
  if (!value.isTensor || value.type !== 'float32') throw refusal(path, `an F32 tensor as ${side} '${value.name}'`, value.isTensor ? value.type : 'no tensor')
  return value
}

/** Sizes that are left open have a name, or a number that is no size. */
function isFree(size: number | string): boolean {
  return typeof size === 'string' || size < 1
}

function refusal(path: string, expected: string, got: string, cause?: unknown): InputError {
  return new InputError(
    `scorer ${path}: expected ${expected}, got ${got}. A scorer is an ONNX file with one F32 input [1, channels, height, width] and one number as output.`,
    { code: 'file-format', cause },
  )
}
