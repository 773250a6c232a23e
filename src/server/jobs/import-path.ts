/** Paths of this machine that an import may read: within the host's import folders, links resolved, and nothing else. */
import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { RequestError } from '../../errors.ts'

/**
 * The path itself, without links. RequestErrors: `forbidden` for one outside of `roots`, whether there is something or not,
 * `not-found` for nothing inside of them, `invalid-request` for a relative one.
 */
export async function importPath(path: string, roots: readonly string[]): Promise<string> {
  const quoted = path.slice(0, 200)
  if (!isAbsolute(path))
    throw new RequestError('invalid-request', `openImport: expected a whole path, got '${quoted}'. Begin it with the root.`, { field: '/path' })
  const real = await realpath(path).catch(() => undefined)
  const realRoots = (await Promise.all(roots.map((root) => realpath(root).catch(() => undefined)))).filter((root) => root !== undefined)
  const isAllowed = real === undefined ? [...roots, ...realRoots].some((root) => isInside(resolve(path), root)) : realRoots.some((root) => isInside(real, root))
  if (!isAllowed)
    throw new RequestError(
      'forbidden',
      `openImport: expected a path within ${roots.join(' or ') || 'no folder at all'}, got '${quoted}'. Move the files there.`,
      {
        field: '/path',
      },
    )
  if (real === undefined)
    throw new RequestError('not-found', `openImport: expected a folder or a file, got nothing at '${quoted}'. Check the spelling.`, { field: '/path' })
  return real
}

function isInside(path: string, folder: string): boolean {
  const way = relative(resolve(folder), path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}
