/**
 * A panel whose server is a function; clock and storage are fake-environment.ts's. Only tests use it.
 */
import type { Change, Snapshot } from '../../src/panel/api-types.ts'
import { Panel } from '../../src/panel/core/panel.ts'
import { FakeEnvironment, settle } from './fake-environment.ts'

export interface Call {
  method: string
  /** With the query, relative to the base: '/api/runs?limit=5'. */
  path: string
  body: unknown
}

/** What the server answers: a body for 200, a [status, body] pair, or undefined where it can't be reached. */
export type Reply = object | readonly [status: number, body: unknown] | undefined

export interface ScriptedPanel {
  panel: Panel
  /** All calls so far, in order. */
  calls: Call[]
  /** Moves the clock and lets what follows come to its end. */
  pass(ms: number): Promise<void>
  settle(): Promise<void>
  snapshot(parts: Partial<Snapshot>): void
  change(change: Change): void
}

const EMPTY: Snapshot = { datasets: [], voters: [], runs: [], loras: [], comparisons: [], jobs: [] }

export function scriptedPanel(reply: (call: Call) => Reply | Promise<Reply>): ScriptedPanel {
  const calls: Call[] = []
  const environment = new FakeEnvironment(1)
  environment.fetch = (async (request: globalThis.Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url)
    const text = await request.text()
    const call = { method: request.method, path: pathname.replace('/see-dpo', '') + search, body: text ? JSON.parse(text) : undefined }
    calls.push(call)
    const answer = await reply(call)
    if (answer === undefined) throw new TypeError('no connection')
    const [status, body] = Array.isArray(answer) ? answer : [200, answer]
    return new Response(status === 204 ? null : JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })
  }) as typeof globalThis.fetch
  const panel = new Panel(new URL('http://127.0.0.1:1/see-dpo/'), environment)
  return {
    panel,
    calls,
    pass: (ms) => environment.pass(ms),
    settle: () => settle(),
    snapshot: (parts) => panel.state.takeSnapshot({ ...EMPTY, ...parts }),
    change: (change) => panel.state.takeChange(change),
  }
}
