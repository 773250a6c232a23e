/**
 * Where a ComfyUI is and what opens its door: base address with or without a path, token, further headers. Makes the addresses
 * of calls and of the WebSocket, and one for messages that holds no secret.
 */
import { isIPv4 } from 'node:net'
import { InputError } from '../../errors.ts'

export interface ComfyuiAddressOptions {
  /** Such as `http://127.0.0.1:8188` or `https://pictures.example/comfyui/`; a name and password in it go out as basic authorization. */
  baseUrl: string
  /** Of what guards ComfyUI, which itself knows none: a login pack or a proxy. */
  token?: string
  /** `Authorization: Bearer` by default, or `?token=`. */
  tokenIn?: 'header' | 'query'
  /** With every request: of an access proxy, or `Comfy-User`. */
  headers?: Readonly<Record<string, string>>
  /** Takes any certificate, of this machine only: a self-signed one, as `--tls-certfile` is often given. */
  insecure?: boolean
}

export interface ComfyuiAddress {
  /** Without secrets. */
  readonly shown: string
  /** With path, without a slash at the end. */
  readonly base: string
  /** Parameters of every request. */
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string>>
  readonly insecure: boolean
  readonly hasToken: boolean
}

const MAX_HEADERS = 40

/** An InputError says which option can't be. */
export function comfyuiAddress({ baseUrl, token, tokenIn = 'header', headers = {}, insecure = false }: ComfyuiAddressOptions): ComfyuiAddress {
  const url = parsed(baseUrl)
  const all: Record<string, string> = {}
  if (url.username !== '' || url.password !== '') all.authorization = `Basic ${btoa(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`)}`
  if (token !== undefined && tokenIn === 'header') {
    if (all.authorization !== undefined)
      throw new InputError('The ComfyUI address: expected a name and password in it or a token, got both. Put the token into the query, or leave one out.')
    all.authorization = `Bearer ${token}`
  }
  for (const [name, value] of Object.entries(headers)) all[name.toLowerCase()] = value
  checkHeaders(all)
  if (insecure && !isLoopbackUrl(url))
    throw new InputError(
      `The ComfyUI address: expected one of this machine, such as https://127.0.0.1:8188, where certificates aren't checked, got ${url.origin}. For another machine, give Node its certificate by NODE_EXTRA_CA_CERTS.`,
    )
  const query = Object.fromEntries(url.searchParams)
  if (token !== undefined && tokenIn === 'query') query.token = token
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  return { shown: base, base, query, headers: all, insecure, hasToken: all.authorization !== undefined || query.token !== undefined }
}

/** Address of the WebSocket: wss where the base is https. */
export function socketUrl({ base, query }: ComfyuiAddress, path: string, parameters: Readonly<Record<string, string>>): string {
  return withQuery(`${base.replace(/^http/, 'ws')}${path}`, { ...query, ...parameters })
}

export function withQuery(address: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return url.href
}

function parsed(baseUrl: string): URL {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(baseUrl) ? baseUrl : `http://${baseUrl}`
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    // What can't be parsed may still hold a password.
    throw new InputError("The ComfyUI address: expected one such as http://127.0.0.1:8188 or https://pictures.example/comfyui, got something that isn't one.")
  return url
}

function checkHeaders(headers: Readonly<Record<string, string>>): void {
  const names = Object.keys(headers)
  if (names.length > MAX_HEADERS) throw new InputError(`The headers for ComfyUI: expected ${MAX_HEADERS} at most, got ${names.length}.`)
  for (const name of names) {
    if (['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'origin'].includes(name) || name.startsWith('sec-'))
      throw new InputError(`The headers for ComfyUI: expected none that belongs to the connection itself, got '${name}'. Leave it out.`)
    try {
      new Headers({ [name]: headers[name] })
    } catch (cause) {
      throw new InputError(`The headers for ComfyUI: expected a name of letters and a value of one line, got something else in '${name.slice(0, 40)}'.`, {
        cause,
      })
    }
  }
}

/** 127.0.0.0/8 (RFC 6890), ::1, and the name that means them. */
function isLoopbackUrl({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'))
}
