/** The panel's bundle: small enough, from nowhere but the sources, and in files that ComfyUI loads as it should. */
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { panelBundle } from '../../scripts/generators/panel-bundle.ts'

const root = resolve(import.meta.dirname, '../..')
const files = await panelBundle(root)
const text = (name: string): string => files.get(`web/${name}`) as string
/** What a file needs before it runs, and what it loads later. */
const staticImports = (name: string) => [...text(name).matchAll(/^(?:import|\} from) .*?"(.*?)(?:\?v=.*)?";$/gm)].map(([, path]) => path)
const lazyImports = (name: string) => [...text(name).matchAll(/\bimport\("(.*?)(?:\?v=.*?)?"\)/g)].map(([, path]) => path)
const compressed = (name: string): number => gzipSync(text(name), { level: 9 }).length

test('ComfyUI loads one file by itself, and that one needs nothing but its own scripts', () => {
  expect([...files.keys()].filter((path) => !path.endsWith('.mjs'))).toEqual(['web/see-dpo.js'])
  expect(readdirSync(resolve(root, 'web'), { recursive: true }).filter((name) => String(name).endsWith('.js'))).toEqual(['see-dpo.js'])
  expect(staticImports('see-dpo.js')).toEqual(['../../scripts/api.js', '../../scripts/app.js'])
  expect(lazyImports('see-dpo.js')).toEqual(['./panel.mjs'])
})

test('the panel brings along what it shares with lazy chunks, and nothing else', () => {
  expect(staticImports('panel.mjs')).toEqual(['./chunk.mjs'])
  expect(staticImports('chunk.mjs')).toEqual([])
})

test('files name each other with the hash of what is in them', () => {
  const names = [...files.values()].flatMap((content) => [...content.matchAll(/"\.\/([\w-]+\.mjs)\?v=(\w+)"/g)])
  expect(new Set(names.map(([, name]) => name))).toEqual(new Set(['chunk.mjs', 'other-views.mjs', 'panel.mjs', 'plot.mjs']))
  for (const [, name, version] of names) expect(createHash('sha256').update(text(name)).digest('hex').slice(0, 8)).toBe(version)
})

test('compressed, every page of ComfyUI loads less than 8 kB, and the panel is under 60 kB before its lazy chunks', () => {
  expect(compressed('see-dpo.js')).toBeLessThan(8_000)
  expect(compressed('panel.mjs') + compressed('chunk.mjs')).toBeLessThan(60_000)
})

test('the same text each time, with file comments and licences, without a path of this machine', async () => {
  expect(await panelBundle(root)).toEqual(files)
  expect(text('panel.mjs')).toContain("The panel's entry: defines `<see-dpo-panel>`")
  expect(text('chunk.mjs')).toContain('Google LLC')
  for (const content of files.values()) {
    expect(content).not.toContain(root)
    expect(content).not.toContain('sourceMappingURL')
  }
})
