/**
 * The panel's files in web/. see-dpo.js is all that ComfyUI loads by itself, since it loads every *.js under web/: small, it loads the
 * panel when somebody wants it. The panel is panel.mjs; chunk.mjs, which holds what it shares with its lazy chunks and comes with it;
 * and the lazy chunks. The text depends on the sources alone: no minifying, no source maps, no paths of this machine.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join, relative, resolve, sep } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'

const PANEL = 'src/panel/main.ts'
const EXTENSION = 'src/panel/comfyui/main.ts'

/** Content by path, relative to `root`. */
export async function panelBundle(root: string): Promise<Map<string, string>> {
  const extension = await bundled(root, { entryPoints: { 'see-dpo': EXTENSION }, plugins: [leaveToBrowser(root)] })
  const panel = await bundled(root, { entryPoints: { panel: PANEL }, splitting: true, outExtension: { '.js': '.mjs' } })
  return versioned(new Map([...extension, ...panel]))
}

async function bundled(root: string, options: BuildOptions): Promise<Map<string, string>> {
  const result = await build({
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'inline',
    outdir: 'web',
    chunkNames: '[name]',
    loader: { '.css': 'text' },
    write: false,
    metafile: true,
    logLevel: 'silent',
    ...options,
    plugins: [...(options.plugins ?? []), keepFileComments(root)],
  })
  const outputs = (result.metafile as Metafile).outputs
  return new Map(
    (result.outputFiles ?? []).map(({ path, text }) => {
      const name = basename(path)
      return [`web/${name}`, `${banner()}${text}${notices(root, packagesOf(outputs[`web/${name}`].inputs))}`]
    }),
  )
}

/** The extension's imports that stay imports: ComfyUI's own scripts, and the panel. */
function leaveToBrowser(root: string): Plugin {
  return {
    name: 'leave-to-browser',
    setup({ onResolve }) {
      onResolve({ filter: /\/scripts\/\w+\.js$/ }, ({ path }) => ({ path, external: true }))
      onResolve({ filter: /\/main\.ts$/ }, ({ path, resolveDir }) =>
        resolve(resolveDir, path) === join(root, PANEL) ? { path: './panel.mjs', external: true } : undefined,
      )
    },
  }
}

/**
 * Names what each file imports with the hash of what is in it. ComfyUI says nothing about caching with *.mjs, and browsers then keep
 * them for days: after an update an old panel would run under a new extension.
 */
function versioned(files: ReadonlyMap<string, string>): Map<string, string> {
  const done = new Map<string, string>()
  const finished = (path: string): string => {
    const text =
      done.get(path) ??
      files.get(path)?.replace(/(\bfrom |\bimport\()"\.\/([\w-]+\.mjs)"/g, (_, start, name) => `${start}"./${name}?v=${hash(finished(`web/${name}`))}"`)
    if (text === undefined) throw new Error(`The panel's bundle: expected ${path} among its files, since another one imports it.`)
    done.set(path, text)
    return text
  }
  for (const path of files.keys()) finished(path)
  return done
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}

/** esbuild keeps only "legal" comments: the comment with which each of our files opens becomes one. */
function keepFileComments(root: string): Plugin {
  return {
    name: 'keep-file-comments',
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!relative(root, path).startsWith(`src${sep}`)) return undefined
        return { contents: readFileSync(path, 'utf8').replace(/^\/\*\*/, '/*!'), loader: 'ts' }
      })
    },
  }
}

function banner(): string {
  return '/*!\n * Generated from src/panel by `npm run generate`: change those files, never this one.\n * SPDX-License-Identifier: Apache-2.0\n */\n'
}

/** Names of the packages that a file holds parts of, in order; their licences ask for a notice. */
function packagesOf(inputs: Metafile['outputs'][string]['inputs']): string[] {
  const used = Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0)
  const names = used.map((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]).filter((name) => name !== undefined)
  return [...new Set(names)].sort()
}

/** Names, versions and licence texts of packages; packages with the same text share it. */
function notices(root: string, packages: readonly string[]): string {
  const namesByText = new Map<string, string[]>()
  for (const name of packages) {
    const folder = join(root, 'node_modules', name)
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const text = readFileSync(join(folder, 'LICENSE'), 'utf8').replaceAll('\r\n', '\n').trim()
    namesByText.set(text, [...(namesByText.get(text) ?? []), `${name} ${version}`])
  }
  return [...namesByText].map(([text, names]) => `\n/*!\nContains ${names.join(', ')}:\n\n${text}\n*/\n`).join('')
}
