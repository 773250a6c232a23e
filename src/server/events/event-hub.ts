/**
 * Tells every open panel what has changed, over WebSocket: a greeting with what was missed or a snapshot, then events in
 * order. Clients send nothing. Who may connect is decided by upgrade.ts before; what is told is decided by changes.ts.
 */
import { randomBytes } from 'node:crypto'
import type { WebSocket } from 'ws'
import { BugError } from '../../errors.ts'
import type { Schemas } from '../api/operations.ts'
import { schemaNamed } from '../api/schemas.ts'
import { violation } from '../api/violation.ts'
import { KEPT_EVENTS, MAX_WAITING_BYTES, PING_MS } from '../limits.ts'
import { eventRing } from './event-ring.ts'

export interface EventHub {
  /** Names this server's life: sequence numbers of another one mean nothing. */
  readonly epoch: string
  /** Greets `socket` and keeps it; `epoch` and `after` are what the client knows. */
  join(socket: WebSocket, epoch?: string, after?: number): void
  /** Tells all at once. A BugError for a change that the API file doesn't have. */
  tell(change: Schemas['Change']): void
  /** Open sockets. */
  readonly size: number
  /** Says goodbye to all. */
  close(): void
}

export interface HubOptions {
  /** Everything as it is now. */
  snapshot: () => Schemas['Snapshot']
  keptEvents?: number
  maxWaitingBytes?: number
  pingMs?: number
}

/** https://www.iana.org/assignments/websocket/websocket.xhtml */
const GOING_AWAY = 1001
const POLICY = 1008
const TRY_AGAIN = 1013

/** What a dropped client has left to take in the farewell before its connection is cut. */
const FAREWELL_MS = 2000

export function eventHub({ snapshot, keptEvents = KEPT_EVENTS, maxWaitingBytes = MAX_WAITING_BYTES, pingMs = PING_MS }: HubOptions): EventHub {
  const epoch = randomBytes(8).toString('hex')
  const ring = eventRing(keptEvents)
  const validate = schemaNamed('ServerMessage')
  /** `limit`: bytes that may wait for it, the greeting's own besides, which may be long. */
  const clients = new Map<WebSocket, { answered: boolean; limit: number }>()

  const text = (message: Schemas['ServerMessage']): string => {
    if (validate(message)) return JSON.stringify(message)
    const { field, expected, got } = violation(validate.errors)
    throw new BugError(`a server message should have ${expected} at '${field}', but has ${got}`)
  }
  const drop = (socket: WebSocket, code: number, reason: string): void => {
    clients.delete(socket)
    socket.close(code, reason)
    setTimeout(() => socket.terminate(), FAREWELL_MS).unref()
  }
  const send = (socket: WebSocket, messages: readonly string[]): void => {
    for (const message of messages) socket.send(message)
    if (socket.bufferedAmount > (clients.get(socket)?.limit ?? 0)) drop(socket, TRY_AGAIN, 'too slow; connect again to go on')
  }

  const heartbeat = setInterval(() => {
    for (const [socket, client] of clients) {
      if (!client.answered) socket.terminate()
      client.answered = false
      if (socket.readyState === socket.OPEN) socket.ping()
    }
  }, pingMs)
  heartbeat.unref()

  return {
    epoch,
    get size() {
      return clients.size
    },
    join(socket, knownEpoch, after) {
      const missed = knownEpoch === epoch && after !== undefined ? ring.since(after) : undefined
      const greeting: Schemas['ServerMessage'] =
        missed && after !== undefined
          ? { type: 'hello', epoch, seq: after, resumed: true }
          : { type: 'hello', epoch, seq: ring.seq, resumed: false, snapshot: snapshot() }
      const messages = [text(greeting), ...(missed ?? [])]
      const client = { answered: true, limit: maxWaitingBytes + messages.reduce((sum, message) => sum + Buffer.byteLength(message), 0) }
      clients.set(socket, client)
      socket.on('pong', () => {
        client.answered = true
      })
      socket.on('message', () => drop(socket, POLICY, 'a client sends nothing'))
      socket.on('close', () => clients.delete(socket))
      // Broken frames and resets: ws closes the connection itself.
      socket.on('error', () => {})
      send(socket, messages)
    },
    tell(change) {
      const message = ring.append((seq) => text({ type: 'event', seq, change }))
      for (const socket of [...clients.keys()]) send(socket, [message])
    },
    close() {
      clearInterval(heartbeat)
      for (const socket of [...clients.keys()]) drop(socket, GOING_AWAY, 'the server is closing')
    },
  }
}
