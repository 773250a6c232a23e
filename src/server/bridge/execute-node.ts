/**
 * One connection of the bridge: the first message says which node runs, then its work is done here, and its result or one sentence goes
 * back. What nodes do stands in src/nodes.
 */
import type { WebSocket } from 'ws'
import { InputError } from '../../errors.ts'
import { isComfyuiHost } from '../../host/comfyui-host.ts'
import { readInputs } from '../../nodes/read-inputs.ts'
import { RUNNABLE_NODES } from '../../nodes/runnable-nodes.ts'
import { errorDetail } from '../error-answer.ts'
import { BRIDGE_GREETING_MS, MAX_WAITING_BYTES } from '../limits.ts'
import type { Log } from '../log.ts'
import type { ServerContext } from '../server-context.ts'
import { bridgeSession, type Send, type SessionEnds } from './bridge-session.ts'
import { type ExecuteRequest, executeRequest } from './execute-request.ts'
import { type BridgeMessage, frameReader } from './frame-reader.ts'
import { doneMessage } from './output-values.ts'

/** https://www.iana.org/assignments/websocket/websocket.xhtml */
const NORMAL = 1000
const POLICY = 1008

/** Talks with the bridge until the node is done or the connection ends. */
export function executeNode(socket: WebSocket, context: ServerContext, log: Log): void {
  let running: SessionEnds | undefined
  const greeting = setTimeout(() => socket.close(POLICY, 'expected a message'), BRIDGE_GREETING_MS)

  const send: Send = (message, attachments = []) => {
    // What is only shown may be left out where the other side doesn't keep up.
    if (socket.readyState !== socket.OPEN || (message.type === 'progress' && socket.bufferedAmount > MAX_WAITING_BYTES)) return
    socket.send(JSON.stringify(attachments.length > 0 ? { ...message, attachments: attachments.length } : message))
    for (const file of attachments) socket.send(file)
  }
  const fail = (error: unknown, where: string): void => send({ type: 'error', message: errorDetail(error, where, log).message })

  const execute = async (first: BridgeMessage): Promise<void> => {
    let where = 'a node'
    try {
      const request = executeRequest(first)
      where = `node ${request.node}`
      running = bridgeSession(send)
      const { message, attachments } = doneMessage(await runNode(request, running, context))
      send(message, attachments)
    } catch (error) {
      // What a cancelled node throws is of no interest to anybody.
      if (running?.session.signal.aborted) send({ type: 'error', message: 'Cancelled. What was stored before is kept.' })
      else fail(error, where)
    } finally {
      // Its last message is on the way before; ws keeps the order.
      socket.close(NORMAL)
    }
  }
  const read = frameReader((message) => {
    clearTimeout(greeting)
    if (running) running.take(message)
    else void execute(message)
  })

  socket.on('message', (data: Buffer, isBinary: boolean) => {
    try {
      read(data, isBinary)
    } catch (error) {
      fail(error, 'the bridge')
      socket.close(POLICY)
      running?.gone()
    }
  })
  socket.on('close', () => {
    clearTimeout(greeting)
    running?.gone()
  })
  // Broken frames and resets: ws closes the connection itself.
  socket.on('error', () => {})
}

async function runNode({ node, nodeId, inputs, prompt, places }: ExecuteRequest, { session }: SessionEnds, context: ServerContext) {
  const { host } = context
  const found = RUNNABLE_NODES.get(node)
  if (!found) throw new InputError(`SEE-DPO's server knows no node '${node}'. Restart ComfyUI, so that both halves are of one version.`)
  if (!isComfyuiHost(host))
    throw new InputError(
      'The SEE-DPO server that ComfyUI was told to use runs without ComfyUI. Start it with --host comfyui and --comfyui-url, or unset its address.',
    )
  host.learn(places)
  return found.run(readInputs(found.definition, inputs), { context, host, session, places, prompt, nodeId })
}
