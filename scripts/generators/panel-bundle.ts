/**
 * The panel's files in web/: the readable entry, see-dpo.js; chunk.mjs, which holds what entry and lazy chunks share and comes with
 * the entry; and the lazy chunks. ComfyUI loads every *.js under web/ by itself, so chunks end in .mjs. The text depends on the
 * sources alone: no minifying, no source maps, no paths of this machine.
 */
import { readFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'

const ENTRY = 'src/panel/main.ts'

/** Content by path, relative to `root`. */
export async function panelBundle(root: string): Promise<Map<string, string>> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: { 'see-dpo': ENTRY },
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'inline',
    outdir: 'web',
    chunkNames: '[name]',
    outExtension: { '.js': '.mjs' },
    loader: { '.css': 'text' },
    plugins: [keepFileComments(root)],
    write: false,
    metafile: true,
    logLevel: 'silent',
  })
  const files = new Map<string, string>()
  for (const file of result.outputFiles) {
    const { inputs } = result.metafile.outputs[`web/${basename(file.path)}`]
    const name = basename(file.path) === 'see-dpo.mjs' ? 'see-dpo.js' : basename(file.path)
    files.set(`web/${name}`, `${banner()}${file.text}${notices(root, packagesOf(inputs))}`)
  }
  return files
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
