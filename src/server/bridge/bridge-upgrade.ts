/**
 * The door for the bridge's WebSocket: programs with the bearer token only. A browser's session is not enough: what comes in here names
 * files of the host.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { RequestError } from '../../errors.ts'
import { BASE_PATH } from '../api/api-routes.ts'
import { errorDetail, errorStatus } from '../error-answer.ts'
import { MAX_BRIDGE_ATTACHMENT_BYTES, MAX_BRIDGE_SESSIONS } from '../limits.ts'
import type { Log } from '../log.ts'
import { rawAnswer } from '../raw-answer.ts'
import type { Authenticator } from '../security/authenticate.ts'
import type { SourceCheck } from '../security/request-source.ts'

export const BRIDGE_PATH = `${BASE_PATH}/bridge/execute`

export interface BridgeUpgradeOptions {
  checkSource: SourceCheck
  authenticator: Authenticator
  log: Log
  onSession(socket: WebSocket): void
  maxSessions?: number
}

export interface BridgeDoor {
  /** For a server's `upgrade` event on BRIDGE_PATH. */
  upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Ends every session; their nodes hear that they are gone. */
  close(): void
}

const GOING_AWAY = 1001

export function bridgeDoor({ checkSource, authenticator, log, onSession, maxSessions = MAX_BRIDGE_SESSIONS }: BridgeUpgradeOptions): BridgeDoor {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_BRIDGE_ATTACHMENT_BYTES, perMessageDeflate: false })
  const refuse = (socket: Duplex, error: unknown): void => rawAnswer(socket, errorStatus(error), errorDetail(error, 'the bridge', log))
  sockets.on('wsClientError', ({ message }, socket) => refuse(socket, new RequestError('invalid-request', `the bridge: ${message}.`)))

  return {
    upgrade(incoming, socket, head) {
      // Resets before the socket is WebSocket's.
      socket.on('error', () => socket.destroy())
      try {
        checkSource(incoming.headers, false)
        if (incoming.headers.authorization === undefined)
          throw new RequestError('unauthorized', 'the bridge: expected the bearer token, got none. Only ComfyUI itself, which started this server, has it.')
        authenticator.check(incoming)
        if (incoming.method !== 'GET' || incoming.headers.upgrade?.toLowerCase() !== 'websocket')
          throw new RequestError('invalid-request', 'the bridge: expected an upgrade to websocket, got another one.')
        if (sockets.clients.size >= maxSessions)
          throw new RequestError('too-many', `the bridge: expected ${maxSessions} nodes at most at the same time. Wait for some to end.`)
        sockets.handleUpgrade(incoming, socket, head, onSession)
      } catch (error) {
        refuse(socket, error)
      }
    },
    close() {
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'the server is closing')
    },
  }
}
