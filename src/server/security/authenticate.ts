/**
 * Who may use the API: a browser with a session cookie, or a program with the bearer token. Where requests may come from is
 * left to request-source.ts, which has looked at Origin before.
 */
import type { IncomingMessage } from 'node:http'
import { RequestError } from '../../errors.ts'
import type { Sessions } from '../../preferences/groups/sessions.ts'
import { sessionTokens } from './session-cookie.ts'
import { hashOf, isSameToken } from './tokens.ts'

export interface Authenticator {
  /** RequestErrors `unauthorized` for no or a wrong token, `forbidden` for a cookie without the Origin that browsers send with changes. */
  check(incoming: IncomingMessage): void
  /** The token of the request's session, if it has one. */
  session(incoming: IncomingMessage): string | undefined
}

export function authenticator(bearerToken: string, sessions: Sessions): Authenticator {
  const session = ({ headers }: IncomingMessage): string | undefined =>
    sessionTokens(headers.cookie).find((token) => sessions.touch(hashOf(token)) !== undefined)
  return {
    session,
    check(incoming) {
      const { authorization, origin, upgrade } = incoming.headers
      if (authorization !== undefined) {
        const [, token] = /^Bearer +([!-~]{1,500})$/i.exec(authorization) ?? []
        if (token === undefined || !isSameToken(token, bearerToken)) throw unauthorized('got an Authorization header with another token')
        return
      }
      if (session(incoming) === undefined) throw unauthorized(incoming.headers.cookie === undefined ? 'got none' : 'got a cookie without one that is known')
      // Every browser sends Origin with what can change something and when it opens a WebSocket: without it, it is none.
      const isChange = incoming.method !== 'GET' || upgrade !== undefined
      if (isChange && origin === undefined)
        throw new RequestError('forbidden', 'the server: expected an Origin header beside a session cookie, got none. Programs send the bearer token instead.')
    },
  }
}

function unauthorized(got: string): RequestError {
  return new RequestError(
    'unauthorized',
    `the server: expected a session or a bearer token, ${got}. Open the address that the server has printed; Enter in its terminal prints a fresh one.`,
  )
}
