/**
 * The panel's built files in `web/`: only those that lie in the folder itself are served, found by comparing names, so that no
 * name from outside ever becomes a path.
 */
import { readdirSync } from 'node:fs'
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

/** One file. Browsers ask each time whether theirs is still the newest: a plugin may have been updated. */
export function panelFile(name: string, folder = WEB): RawReply {
  const found = filesOf(folder).find((file) => file === name)
  const type = TYPES[extname(name)]
  if (found === undefined || type === undefined)
    throw new RequestError('not-found', `the panel: expected one of its files, got '${name}'. Run \`npm run generate\` if the folder web is empty.`)
  return { status: 200, headers: { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' }, body: { file: join(folder, found) } }
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
