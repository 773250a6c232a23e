/**
 * What scripts/record-comfyui.ts has written of each ComfyUI version: exchanges over HTTP, and the frames of runs.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Exchange {
  /** The same in each version. */
  name: string
  method: 'GET' | 'POST'
  /** With query, without the host. */
  path: string
  /** JSON that was sent. */
  request?: unknown
  status: number
  contentType: string
  /** JSON where the content type says so, else Base64; absent when empty. */
  answer?: unknown
}

/** A frame as JSON, or a binary one as Base64. */
export type RecordedFrame = { text: unknown } | { binary: string }

export interface RecordedRun {
  name: string
  /** Whether the client had said that it takes previews with metadata. */
  isAnnounced: boolean
  promptId: string
  frames: RecordedFrame[]
}

export interface Recording {
  version: string
  exchanges: Exchange[]
  runs: RecordedRun[]
}

export const RECORDED = join(import.meta.dirname, 'recorded')

export function recordings(): Recording[] {
  return readdirSync(RECORDED)
    .sort()
    .map((version) => ({ version, exchanges: read(version, 'exchanges.json'), runs: read(version, 'runs.json') }))
}

export function exchange({ version, exchanges }: Recording, name: string): Exchange {
  const found = exchanges.find((one) => one.name === name)
  if (!found) throw new Error(`the recording of ${version} has no '${name}': run scripts/record-comfyui.ts`)
  return found
}

function read<Content>(version: string, file: string): Content {
  return JSON.parse(readFileSync(join(RECORDED, version, file), 'utf8'))
}
