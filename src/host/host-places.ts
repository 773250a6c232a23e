/** Where the host's folders are. It tells with every node that runs; between the server's lives they are remembered. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
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

/** Those of the last time; undefined where there was none. */
export function knownPlaces(dataFolder: string): HostPlaces | undefined {
  try {
    const { version, output, input, temp, loras, checkpoints } = JSON.parse(readFileSync(join(dataFolder, FILE), 'utf8'))
    const isSound = [version, output, input, temp, ...loras, ...checkpoints].every((value) => typeof value === 'string')
    return isSound ? { version, output, input, temp, loras, checkpoints } : undefined
  } catch {
    return undefined
  }
}

export function rememberPlaces(dataFolder: string, places: HostPlaces): void {
  writeFileAtomic(join(dataFolder, FILE), JSON.stringify(places, null, 1))
}
