/**
 * Where a request may come from. A page of another site must not get through even when the browser has a session or the
 * attacker's name resolves to this machine (DNS rebinding), so the Host header has to be one of ours, and Origin and
 * Sec-Fetch-Site, which browsers send and scripts can't forge, must not be another site's. Who is asking is left to
 * authenticate.ts.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { RequestError } from '../../errors.ts'

export interface SourceOptions {
  /** Of the server's socket; asked at each request, since it isn't known before the server listens. */
  port: () => number
  /** Address that the server listens on. */
  listen: string
  /** Any IP address is this machine's: names can be rebound to it, addresses can't. */
  allowRemote: boolean
  /** Origins beside our own, as `http://host:port`: the host's page, or a proxy in front. */
  origins: readonly string[]
}

/** A RequestError `forbidden` for a request from elsewhere. `isPage`: what a link on any page may lead to. */
export type SourceCheck = (headers: IncomingHttpHeaders, isPage: boolean) => void

const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]']

export function sourceCheck({ port, listen, allowRemote, origins }: SourceOptions): SourceCheck {
  const names = new Set([...LOOPBACK_NAMES, isIP(listen) === 6 ? `[${listen}]` : listen])
  const foreignOrigins = new Set(origins)
  const foreignHosts = new Set(origins.map((origin) => new URL(origin).host))
  const isOwn = (host: string): boolean => {
    const [, name, number = '80'] = /^([^:[\]]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$/.exec(host) ?? []
    return name !== undefined && Number(number) === port() && (names.has(name) || (allowRemote && isIP(name.replace(/^\[|\]$/g, '')) !== 0))
  }

  return ({ host = '', origin, ...headers }, isPage) => {
    const wanted = host.toLowerCase()
    if (!isOwn(wanted) && !foreignHosts.has(wanted))
      throw forbidden(`expected this server's own address in Host, got '${quoted(host)}'`, 'Open the printed address; name a proxy with --origin.')
    const isOwnOrigin = origin === undefined || foreignOrigins.has(origin) || (origin.startsWith('http://') && isOwn(origin.slice('http://'.length)))
    if (!isOwnOrigin)
      throw forbidden(
        `expected a page of this server, got one of '${quoted(origin ?? '')}'`,
        'If that page is yours, start the server with --origin and its origin.',
      )
    const site = headers['sec-fetch-site']
    const isNavigation = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !(isPage && isNavigation))
      throw forbidden(`expected a request of this server's own page, got a ${quoted(String(site))} one`, 'Open the printed address.')
  }
}

function forbidden(what: string, advice: string): RequestError {
  return new RequestError('forbidden', `the server: ${what}. ${advice}`)
}

function quoted(text: string): string {
  return text.slice(0, 100)
}
