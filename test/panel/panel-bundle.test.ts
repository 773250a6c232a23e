/** The panel's bundle: small enough, from nowhere but the sources, and in files that ComfyUI loads as it should. */
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { panelBundle } from '../../scripts/generators/panel-bundle.ts'

const root = resolve(import.meta.dirname, '../..')
const files = await panelBundle(root)
const entry = files.get('web/see-dpo.js') as string
const shared = files.get('web/chunk.mjs') as string

test('one entry, and ComfyUI loads no other file by itself', () => {
  expect([...files.keys()].filter((path) => !path.endsWith('.mjs'))).toEqual(['web/see-dpo.js'])
})

test('the entry brings along what it shares with lazy chunks, and nothing else', () => {
  const imports = (text: string) => [...text.matchAll(/^(?:import|\} from) .*?"\.\/(.*?)"/gm)].map(([, name]) => name)
  expect(imports(entry)).toEqual(['chunk.mjs'])
  expect(imports(shared)).toEqual([])
})

test('what every page loads is under 60 kB compressed', () => {
  expect([entry, shared].reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0)).toBeLessThan(60_000)
})

test('the same text each time, with file comments and licences, without a path of this machine', async () => {
  expect(await panelBundle(root)).toEqual(files)
  expect(entry).toContain("The bundle's entry: defines `<see-dpo-panel>`")
  expect(shared).toContain('Google LLC')
  for (const text of files.values()) {
    expect(text).not.toContain(root)
    expect(text).not.toContain('sourceMappingURL')
  }
})
