/** The panel's bundle: small enough, from nowhere but the sources, and in files that ComfyUI loads as it should. */
import { resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { panelBundle } from '../../scripts/generators/panel-bundle.ts'

const root = resolve(import.meta.dirname, '../..')
const files = await panelBundle(root)
const entry = files.get('web/see-dpo.js') as string

test('one entry, and every other file is a lazy chunk that ComfyUI does not load by itself', () => {
  expect([...files.keys()].filter((path) => !path.endsWith('.mjs'))).toEqual(['web/see-dpo.js'])
  // A static import would make a chunk part of what every page loads.
  for (const text of files.values()) expect(text).not.toMatch(/^import .*from "\.\//m)
})

test('under 60 kB compressed', () => {
  expect(gzipSync(entry, { level: 9 }).length).toBeLessThan(60_000)
})

test('the same text each time, with file comments and licences, without a path of this machine', async () => {
  expect(await panelBundle(root)).toEqual(files)
  expect(entry).toContain("The bundle's entry: defines `<see-dpo-panel>`")
  expect(entry).toContain('Google LLC')
  for (const text of files.values()) {
    expect(text).not.toContain(root)
    expect(text).not.toContain('sourceMappingURL')
  }
})
