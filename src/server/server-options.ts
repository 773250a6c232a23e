/** The command line of `npm start`: options, their defaults and checks, and the help text. */
import { isIP, isIPv4 } from 'node:net'
import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { InputError } from '../errors.ts'
import { checkedPlaces, type HostPlaces } from '../host/host-places.ts'
import { dataFolder } from '../preferences/data-folder.ts'

export interface ServerOptions {
  dataFolder: string
  port: number
  /** Whether the port was chosen by a person, who wants that one or none. */
  isPortChosen: boolean
  listen: string
  allowRemote: boolean
  /** Origins beside our own that pages may have. */
  origins: readonly string[]
  tokenFromStdin: boolean
  /** ComfyUI as the host, in place of the demo model. */
  comfyui?: { baseUrl: string; insecure: boolean; places?: HostPlaces }
}

/** SEED on a telephone's keys. */
export const DEFAULT_PORT = 7333

export const SERVER_HELP = `npm start -- [options]

Starts the server and prints one address. Open it in a browser to sample pairs, vote, train and compare.

  --data FOLDER    where votes, pictures and LoRAs are kept (default: this system's folder for data of programs)
  --port N         port to listen on; 0 for any (default ${DEFAULT_PORT}, or the next free one)
  --listen ADDRESS address to listen on (default 127.0.0.1); others than this machine's own need --allow-remote
  --allow-remote   lets other machines in: whoever can reach the port and has the address can use the server, and what is sent
                   is not encrypted. Use it in a network that you trust, or behind a proxy with TLS
  --origin ORIGIN  a page of another origin that may talk to the server, such as https://pictures.example; may be repeated
  --host NAME      whose models are used: demo (default), the model that ships, or comfyui
  --comfyui-url U  with --host comfyui: where it listens (default http://127.0.0.1:8188)
  --comfyui-insecure  takes its certificate as it is; for https on this machine only
  --comfyui-places J  where its folders are, as JSON; ComfyUI itself says it when it starts the server
  --token-stdin    for programs that start the server: the bearer token comes as the first line of stdin, the port goes out as the
                   first line of stdout as JSON, and the server ends when stdin ends
  --help           this text
`

/** Where ComfyUI listens when nobody has changed it. */
const DEFAULT_COMFYUI = 'http://127.0.0.1:8188'

const MAX_ORIGINS = 20

/** Undefined when help was asked for. Unknown options and impossible values are InputErrors that name them. */
export function serverOptions(args: readonly string[], environment: Readonly<Record<string, string | undefined>> = process.env): ServerOptions | undefined {
  const { values } = parse(args)
  if (values.help) return undefined
  const allowRemote = values['allow-remote']
  if (!isAddress(values.listen)) throw new InputError(`--listen: expected an IP address or localhost, got '${values.listen}'.`)
  if (!isLoopback(values.listen) && !allowRemote)
    throw new InputError(
      `--listen: expected an address of this machine alone, such as 127.0.0.1, got '${values.listen}'. With --allow-remote other machines can reach the server, and what is sent is not encrypted.`,
    )
  const origins = values.origin.map(checkedOrigin)
  if (origins.length > MAX_ORIGINS) throw new InputError(`--origin: expected ${MAX_ORIGINS} at most, got ${origins.length}.`)
  return {
    dataFolder: resolve(values.data ?? dataFolder({ platform: process.platform, environment, home: homedir() })),
    port: portOf(values.port ?? String(DEFAULT_PORT)),
    isPortChosen: values.port !== undefined,
    listen: values.listen,
    allowRemote,
    origins,
    tokenFromStdin: values['token-stdin'],
    comfyui: comfyuiOf(values),
  }
}

interface ComfyuiValues {
  host: string
  'comfyui-url'?: string
  'comfyui-insecure': boolean
  'comfyui-places'?: string
}

function comfyuiOf({ host, 'comfyui-url': url, 'comfyui-insecure': insecure, 'comfyui-places': places }: ComfyuiValues): ServerOptions['comfyui'] {
  if (host !== 'demo' && host !== 'comfyui') throw new InputError(`--host: expected demo or comfyui, got '${host}'.`)
  if (host === 'comfyui') return { baseUrl: url ?? DEFAULT_COMFYUI, insecure, ...(places === undefined ? {} : { places: placesOf(places) }) }
  if (url !== undefined || insecure || places !== undefined)
    throw new InputError('--comfyui-url: expected --host comfyui beside it. Add that, or leave ComfyUI out.')
  return undefined
}

/** 127.0.0.0/8 (RFC 6890), ::1, and the name that means them. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || (isIPv4(address) && address.startsWith('127.'))
}

function placesOf(text: string): HostPlaces {
  try {
    return checkedPlaces(JSON.parse(text))
  } catch (cause) {
    throw new InputError(`--comfyui-places: expected version, output, input, temp, loras and checkpoints as JSON, got '${text.slice(0, 100)}'.`, { cause })
  }
}

function isAddress(address: string): boolean {
  return address === 'localhost' || isIP(address) !== 0
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        listen: { type: 'string', default: '127.0.0.1' },
        'allow-remote': { type: 'boolean', default: false },
        origin: { type: 'string', multiple: true, default: [] },
        'token-stdin': { type: 'boolean', default: false },
        host: { type: 'string', default: 'demo' },
        'comfyui-url': { type: 'string' },
        'comfyui-insecure': { type: 'boolean', default: false },
        'comfyui-places': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (cause) {
    throw new InputError(`${cause instanceof Error ? cause.message : cause}\n\n${SERVER_HELP}`, { cause })
  }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  if (!(port <= 65_535)) throw new InputError(`--port: expected a whole number from 0 to 65535, got '${text}'.`)
  return port
}

/** As browsers send it: scheme, host and a port that isn't the scheme's own, nothing behind. */
function checkedOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isOrigin = url !== undefined && (url.protocol === 'http:' || url.protocol === 'https:') && (text === url.origin || text === `${url.origin}/`)
  if (!isOrigin) throw new InputError(`--origin: expected an origin such as https://pictures.example or http://127.0.0.1:8188, got '${text}'.`)
  return url.origin
}
