/**
 * The panel's built files in `web/`: only those that lie in the folder itself are served, found by comparing names, so that no
 * name from outside ever becomes a path.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { RequestError } from '../../errors.ts'
import type { RawReply } from '../api/operations.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

const WEB = fileURLToPath(new URL('../../../web', import.meta.url))

/** One file. Browsers ask again each time, and get it again when it has changed (a plugin that was updated). */
export function panelFile(name: string, folder = WEB): RawReply {
  const found = filesOf(folder).find((file) => file === name)
  const type = TYPES[extname(name)]
  if (found === undefined || type === undefined)
    throw new RequestError('not-found', `the panel: expected one of its files, got '${name}'. Run \`npm run generate\` if the folder web is empty.`)
  const body = readFileSync(join(folder, found))
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`
  return { status: 200, headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache', etag }, body }
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
  } catch {
    return []
  }
}
