/** Queues a graph as a browser tab does, hears what ComfyUI says about it, and gives what came of it. */
import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import type { RunningComfyui } from './start-comfyui.ts'

export type Graph = Record<string, { class_type: string; inputs: Record<string, unknown> }>
type Json = Record<string, unknown>

export interface GraphRun {
  promptId: string
  /** JSON messages in their order. */
  messages: { type: string; data: Json }[]
  /** Binary ones: their type (1 and 4 are previews, 3 is text) and what follows it. */
  binary: { type: number; bytes: Buffer }[]
  /** Resolves with the entry of /history. */
  done: Promise<{ outputs: Record<string, Json>; status: { status_str: string; completed: boolean; messages: [string, Json][] } }>
  /** Resolves when a message matches. */
  hears(matches: (run: GraphRun) => boolean): Promise<void>
}

/** Rejects with ComfyUI's own words where it takes no such graph. */
export async function runGraph(comfyui: RunningComfyui, prompt: Graph, clientId: string = randomUUID()): Promise<GraphRun> {
  const socket = new WebSocket(`${comfyui.url.replace('http', 'ws')}/ws?clientId=${clientId}`, { rejectUnauthorized: false })
  const waiting = new Set<() => void>()
  const promptId = randomUUID()
  const run: GraphRun = { promptId, messages: [], binary: [], done: undefined as never, hears }
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) run.binary.push({ type: data.readUInt32BE(0), bytes: data.subarray(4) })
    else run.messages.push(JSON.parse(data.toString()))
    for (const wake of waiting) wake()
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  socket.send(JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }))
  await hears(() => run.messages.some(({ type }) => type === 'feature_flags'))
  const answer = await fetch(`${comfyui.url}/prompt`, { method: 'POST', body: JSON.stringify({ prompt, client_id: clientId, prompt_id: promptId }) })
  if (!answer.ok) throw new Error(await answer.text())
  run.done = finish()
  return run

  async function finish(): Promise<Awaited<GraphRun['done']>> {
    // History is written after execution_success, before this.
    await hears(() => run.messages.some(({ type, data }) => type === 'executing' && data.node === null && data.prompt_id === promptId) || hasFailed())
    for (;;) {
      const history = (await (await fetch(`${comfyui.url}/history/${promptId}`)).json()) as Record<string, Awaited<GraphRun['done']>>
      if (history[promptId]) {
        socket.close()
        return history[promptId]
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  function hasFailed(): boolean {
    return run.messages.some(({ type, data }) => ['execution_error', 'execution_interrupted'].includes(type) && data.prompt_id === promptId)
  }

  function hears(matches: (run: GraphRun) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!matches(run)) return
        clearTimeout(timer)
        waiting.delete(look)
        resolve()
      }
      const timer = setTimeout(() => {
        waiting.delete(look)
        reject(new Error(`expected a message, got ${JSON.stringify(run.messages.slice(-10))}; ComfyUI's log ends with:\n${comfyui.log().slice(-3000)}`))
      }, 60_000)
      waiting.add(look)
      look()
    })
  }
}
