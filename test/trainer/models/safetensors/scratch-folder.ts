/** A temporary folder for tests that write files, and files built byte by byte for tests of hostile ones. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A fresh folder, removed after the test file. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'see-dpo-safetensors-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A safetensors file of `header` (text is taken as it is) and `data`, with the true header length unless another is given. */
export function buildFile(path: string, header: string | object, data: Uint8Array | number = 0, headerLength?: bigint): string {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  return buildRawFile(path, json, typeof data === 'number' ? new Uint8Array(data) : data, headerLength)
}

/** The same from raw header bytes. */
export function buildRawFile(path: string, json: Uint8Array, data: Uint8Array, headerLength = BigInt(json.length)): string {
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(headerLength)
  writeFileSync(path, Buffer.concat([length, json, data]))
  return path
}
