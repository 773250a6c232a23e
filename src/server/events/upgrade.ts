/**
 * The door for WebSockets: the same checks as for every request, then the greeting by the hub. Everything else that asks for
 * another protocol is refused.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { RequestError } from '../../errors.ts'
import { API_ROUTES } from '../api/api-routes.ts'
import { routeCheck } from '../api/route-check.ts'
import { errorDetail, errorStatus } from '../error-answer.ts'
import { MAX_SOCKETS } from '../limits.ts'
import type { Log } from '../log.ts'
import { rawAnswer } from '../raw-answer.ts'
import type { Authenticator } from '../security/authenticate.ts'
import type { SourceCheck } from '../security/request-source.ts'
import type { EventHub } from './event-hub.ts'

/** Bytes of a message that a client may send; it may send none. */
const MAX_MESSAGE_BYTES = 1024

export interface UpgradeOptions {
  hub: EventHub
  checkSource: SourceCheck
  authenticator: Authenticator
  log: Log
  maxSockets?: number
}

/** For a server's `upgrade` event. */
export function upgradeHandler({ hub, checkSource, authenticator, log, maxSockets = MAX_SOCKETS }: UpgradeOptions) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false })
  const route = API_ROUTES.find(({ operationId }) => operationId === 'openEvents')
  const checked = route && routeCheck(route)
  const refuse = (socket: Duplex, error: unknown): void => rawAnswer(socket, errorStatus(error), errorDetail(error, 'openEvents', log))
  sockets.on('wsClientError', ({ message }, socket) => refuse(socket, new RequestError('invalid-request', `openEvents: ${message}.`)))

  return (incoming: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Resets before the socket is WebSocket's.
    socket.on('error', () => socket.destroy())
    try {
      const [path, query = ''] = (incoming.url ?? '').split('?', 2)
      checkSource(incoming.headers, false)
      if (path !== route?.path || !checked) throw new RequestError('not-found', 'the server: expected a WebSocket at api/events, got another path.')
      authenticator.check(incoming)
      const { epoch, after } = checked.parameters({}, new URLSearchParams(query)).query as { epoch?: string; after?: number }
      if (incoming.method !== 'GET' || incoming.headers.upgrade?.toLowerCase() !== 'websocket')
        throw new RequestError('invalid-request', 'openEvents: expected an upgrade to websocket, got another one.')
      if (sockets.clients.size >= maxSockets)
        throw new RequestError('too-many', `openEvents: expected ${maxSockets} connections at most. Close some tabs, then reload this one.`)
      sockets.handleUpgrade(incoming, socket, head, (client) => hub.join(client, epoch, after))
    } catch (error) {
      refuse(socket, error)
    }
  }
}
