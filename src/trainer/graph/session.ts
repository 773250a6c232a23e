/**
 * Runs a lowered graph in ONNX Runtime: session options by name, Float32Array in and out. Which device and which
 * options a run uses is decided by the callers. onnxruntime-node comes in through `loadRuntime` here and nowhere else.
 */
import { InputError, RunError } from '../../errors.ts'
import type { Graph, Value } from './graph.ts'
import { hideShapes } from './hidden-shapes.ts'
import { lower } from './lower.ts'
import { type OnnxValue, writeOnnx } from './onnx-writer.ts'
import { formatShape, sizeOf } from './shape.ts'

/**
 * - `small`: level `all`, prepacked weights. At 32 channels a convolution runs at 181 GFLOP/s against 84 without.
 * - `lean`: nothing is optimised, prepacked or copied, and shapes are hidden (hidden-shapes.ts); weights stay mapped file
 *   pages. For large checkpoints.
 */
export type SessionProfile = 'small' | 'lean'

export interface SessionOptions {
  profile: SessionProfile
  /** Folder of the files that weights point into; needed when the graph has any. */
  folder?: string
  threads: number
  /** Writes ONNX Runtime's profile (a JSON file whose name starts like this) when the session is disposed of. */
  profilePrefix?: string
}

/** What a run takes by input name; I64 inputs as BigInt64Array. */
export type Feeds = Readonly<Record<string, Float32Array | BigInt64Array>>

export interface GraphSession {
  readonly inputs: readonly OnnxValue[]
  run(feeds: Feeds): Promise<Record<string, Float32Array>>
  dispose(): Promise<void>
}

/**
 * Builds the session for `outputs` of `graph`.
 *
 * Throws a RunError when ONNX Runtime can't be loaded or refuses the model; only trainer and sampler children may call
 * this, since a native crash takes its process with it.
 */
export async function createSession(
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
  { profile, folder, threads, profilePrefix }: SessionOptions,
): Promise<GraphSession> {
  const { model } = lower(graph, outputs)
  const ort = await loadRuntime()
  const small = profile === 'small'
  const hidden = small ? { model, targets: [] } : hideShapes(model)
  const session = await ort.InferenceSession.create(writeOnnx(hidden.model, { shapes: small }), {
    executionProviders: ['cpu'],
    graphOptimizationLevel: small ? 'all' : 'disabled',
    executionMode: 'sequential',
    // The memory pattern costs 570 MB from the second step on at full size and gains nothing (design.md, 4.6).
    enableMemPattern: false,
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...(profilePrefix === undefined ? {} : { enableProfiling: true, profileFilePrefix: profilePrefix }),
    extra: {
      session: {
        // Waiting threads that spin take the core from the one they wait for as soon as anything else runs: beside another
        // trainer and a browser a step took 3.5 s with spinning and 0.6 s without (docs/decisions/0014-no-spinning.md).
        'intra_op.allow_spinning': '0',
        disable_prepacking: small ? '0' : '1',
        ...(folder === undefined ? {} : { model_external_initializers_file_folder_path: folder }),
      },
    },
  }).catch((cause: unknown) => {
    throw new RunError('child', `ONNX Runtime refused the graph: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  })

  return {
    inputs: model.inputs,
    async run(feeds) {
      const tensors: Record<string, InstanceType<typeof ort.Tensor>> = {}
      for (const { name, shape, dtype } of model.inputs) {
        const data = feeds[name]
        const kind = dtype === 'i64' ? BigInt64Array : Float32Array
        if (!(data instanceof kind) || data.length !== sizeOf(shape)) {
          const got = data ? `a ${data.constructor.name} of ${data.length}` : 'none'
          throw new InputError(`session input '${name}': expected a ${kind.name} of ${sizeOf(shape)} numbers for shape ${formatShape(shape)}, got ${got}.`)
        }
        tensors[name] = new ort.Tensor(data, shape)
      }
      for (const { name, data, shape } of hidden.targets) tensors[name] = new ort.Tensor(data, shape)
      const results = await session.run(tensors)
      return Object.fromEntries(Object.entries(results).map(([name, tensor]) => [name, tensor.data as Float32Array]))
    },
    async dispose() {
      if (profilePrefix !== undefined) session.endProfiling()
      await session.release()
    },
  }
}

/** The native module, or a RunError that says why it could not be loaded. For children only. */
export async function loadRuntime(): Promise<typeof import('onnxruntime-node')> {
  try {
    return await import('onnxruntime-node')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new RunError('child', `onnxruntime-node could not be loaded: ${reason}. Run 'npm ci' again; on Windows install the Visual C++ runtime.`, { cause })
  }
}
