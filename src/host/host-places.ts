/** Where the host's folders are. It tells when it starts the server and with every node that runs; between the server's lives they are remembered. */
import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { InputError } from '../errors.ts'
import { writeFileAtomic } from '../files/atomic-write.ts'

export interface HostPlaces {
  version: string
  /** Absolute folders. */
  output: string
  input: string
  temp: string
  loras: readonly string[]
  checkpoints: readonly string[]
}

const FILE = 'comfyui.json'

const MAX_VERSION = 200
const MAX_PATH = 4000
const MAX_FOLDERS = 100

/** As the host tells them. An InputError for folders that are none. */
export function checkedPlaces(value: unknown): HostPlaces {
  const wrong = (expected: string): never => {
    throw new InputError(`the bridge: expected ${expected} of the host. Update the pack, then restart ComfyUI.`)
  }
  const folder = (path: unknown, name: string): string => {
    const isFolder = typeof path === 'string' && path.length <= MAX_PATH && isAbsolute(path) && !path.includes('\0')
    return isFolder ? path : wrong(`a whole path as ${name}`)
  }
  const folders = (paths: unknown, name: string): string[] =>
    Array.isArray(paths) && paths.length <= MAX_FOLDERS ? paths.map((path) => folder(path, name)) : wrong(`a list of folders as ${name}`)
  if (typeof value !== 'object' || value === null) return wrong('its version and folders')
  const { version, output, input, temp, loras, checkpoints } = value as Record<string, unknown>
  if (typeof version !== 'string' || version.length > MAX_VERSION) return wrong('the version')
  return {
    version,
    output: folder(output, 'output'),
    input: folder(input, 'input'),
    temp: folder(temp, 'temp'),
    loras: folders(loras, 'loras'),
    checkpoints: folders(checkpoints, 'checkpoints'),
  }
}

/** Those of the last time; undefined where there was none. */
export function knownPlaces(dataFolder: string): HostPlaces | undefined {
  try {
    return checkedPlaces(JSON.parse(readFileSync(join(dataFolder, FILE), 'utf8')))
  } catch {
    return undefined
  }
}

export function rememberPlaces(dataFolder: string, places: HostPlaces): void {
  writeFileAtomic(join(dataFolder, FILE), JSON.stringify(places, null, 1))
}
