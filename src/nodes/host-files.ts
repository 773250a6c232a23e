/** Files and folders of the host that a workflow names. Workflows come from anywhere: nothing outside of the host's own folders is read. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { InputError } from '../errors.ts'
import type { HostPlaces } from '../host/host-places.ts'

/** Bytes of a text file with prompts. */
const MAX_TEXT_BYTES = 4 * 2 ** 20

/**
 * A folder within the host's output or input folder, without links. `name` begins with `output` or `input`, or is a whole path. An
 * InputError says where it has to lie.
 */
export function hostFolder(name: string, { output, input }: Pick<HostPlaces, 'output' | 'input'>): string {
  const wanted = name.trim().replaceAll('\\', '/').replace(/\/+$/, '')
  const [first, ...rest] = wanted.split('/')
  const root = first === 'output' ? output : first === 'input' ? input : undefined
  const path = isAbsolute(name.trim()) ? name.trim() : root === undefined ? undefined : join(root, ...rest)
  const found = path === undefined ? undefined : within(path, [output, input])
  if (found === undefined || !statSync(found).isDirectory())
    throw new InputError(
      `folder: expected one in ComfyUI's output or input folder, such as output/portraits, got '${name.slice(0, 200)}'. Move the pictures there.`,
    )
  return found
}

/** A file below one of `roots` by its relative name, without links; undefined for none, and for one that leads elsewhere. */
export function fileBelow(roots: readonly string[], name: string): string | undefined {
  if (name === '' || isAbsolute(name)) return undefined
  for (const root of roots) {
    const found = within(join(root, name), [root])
    if (found !== undefined && statSync(found).isFile()) return found
  }
  return undefined
}

/** A text file of the input folder, for prompts. */
export function inputText(name: string, { input }: Pick<HostPlaces, 'input'>, folders: readonly string[] = ['']): string {
  const path = fileBelow(
    folders.map((folder) => join(input, folder)),
    name,
  )
  if (path === undefined)
    throw new InputError(`prompts: expected the file '${name.slice(0, 200)}' in ComfyUI's input folder, found none. Put it there, or correct its name.`)
  if (statSync(path).size > MAX_TEXT_BYTES) throw new InputError(`prompts: expected ${MAX_TEXT_BYTES} bytes of text at most in '${name.slice(0, 200)}'.`)
  return readFileSync(path, 'utf8').replaceAll('\0', '').toWellFormed()
}

function within(path: string, roots: readonly string[]): string | undefined {
  if (path.includes('\0') || !existsSync(path)) return undefined
  const real = realpathSync(path)
  return roots.filter((root) => existsSync(root)).some((root) => isInside(real, realpathSync(root))) ? real : undefined
}

function isInside(path: string, folder: string): boolean {
  const way = relative(resolve(folder), path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}
