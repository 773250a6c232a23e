/** Runs a graph once, for tests that look at numbers. */
import type { Graph, Value } from '../../../src/trainer/graph/graph.ts'
import { createSession, type Feeds, type SessionOptions } from '../../../src/trainer/graph/session.ts'

export async function runGraph(
  graph: Graph,
  outputs: Readonly<Record<string, Value>>,
  feeds: Feeds = {},
  options: Partial<SessionOptions> = {},
): Promise<Record<string, Float32Array>> {
  const session = await createSession(graph, outputs, { profile: 'lean', threads: 1, ...options })
  try {
    return await session.run(feeds)
  } finally {
    await session.dispose()
  }
}
