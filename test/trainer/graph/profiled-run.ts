/**
 * Runs a graph in ONNX Runtime with its profiler on, for tests of what really happened: which node ran when, and the shapes
 * that it made.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Graph, Value } from '../../../src/trainer/graph/graph.ts'
import type { Feeds, SessionOptions } from '../../../src/trainer/graph/session.ts'
import { runGraph } from './run-graph.ts'

/** One kernel launch, in the order of execution. */
export interface KernelRun {
  op: string
  /** Index of the node in the model's list; optimised graphs count on. */
  node: number
  inputShapes: readonly (readonly number[])[]
  outputShapes: readonly (readonly number[])[]
  outputBytes: number
}

interface ProfileEvent {
  cat: string
  name: string
  ts: number
  args: {
    op_name: string
    node_index: string
    output_size: string
    input_type_shape: Record<string, number[]>[]
    output_type_shape: Record<string, number[]>[]
  }
}

export async function profiledRun(
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
  feeds: Feeds,
  options: Partial<SessionOptions> = {},
): Promise<{ results: Record<string, Float32Array>; kernels: KernelRun[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'see-dpo-profile-'))
  try {
    const results = await runGraph(graph, outputs, feeds, { ...options, profilePrefix: join(folder, 'run') })
    const [file] = readdirSync(folder)
    const events = JSON.parse(readFileSync(join(folder, file as string), 'utf8')) as ProfileEvent[]
    const shapes = (list: Record<string, number[]>[]): number[][] => list.map((entry) => Object.values(entry)[0] as number[])
    const kernels = events
      .filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'))
      .sort((a, b) => a.ts - b.ts)
      .map(({ args }) => ({
        op: args.op_name,
        node: Number(args.node_index),
        inputShapes: shapes(args.input_type_shape),
        outputShapes: shapes(args.output_type_shape),
        outputBytes: Number(args.output_size),
      }))
    return { results, kernels }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
