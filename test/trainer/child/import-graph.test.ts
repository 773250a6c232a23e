/**
 * Only children load native modules: what the parent imports, walked file by file, never reaches ONNX Runtime, and a process
 * that has loaded it all has no such library mapped.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const at = (path: string): URL => pathToFileURL(join(root, path))

/** What a module imports at run time; types are gone by then. */
function imports(source: string): string[] {
  const statements = source.matchAll(/^(?:import|export)\s(?!type\b)(?:[^'";]*?\sfrom\s)?\s*'([^']+)'/gm)
  return [...statements].map(([, name]) => name)
}

/** Every file and package that `entry` loads by static imports, with the way to it. */
function reached(entry: string): { files: Map<string, string[]>; packages: Map<string, string[]> } {
  const files = new Map<string, string[]>()
  const packages = new Map<string, string[]>()
  const visit = (url: URL, way: string[]): void => {
    const file = relative(root, fileURLToPath(url))
    if (files.has(file)) return
    files.set(file, [...way, file])
    for (const name of imports(readFileSync(url, 'utf8'))) {
      if (name.startsWith('.')) visit(new URL(name, url), [...way, file])
      else if (!name.startsWith('node:')) packages.set(name, [...way, file])
    }
  }
  visit(at(entry), [])
  return { files, packages }
}

test('the walk sees imports and passes over types', () => {
  const source = `
import { a } from './a.ts'
import type { B } from './b.ts'
import { type C, d } from './c.ts'
import './e.ts'
import {
  f,
} from './f.ts'
export { g } from './g.ts'
export type { H } from './h.ts'
const late = await import('./late.ts')
`
  expect(imports(source)).toEqual(['./a.ts', './c.ts', './e.ts', './f.ts', './g.ts'])
  // It can fail: the worker does reach it.
  expect(reached('src/trainer/child/worker.ts').files.has('src/trainer/graph/session.ts')).toBe(true)
})

const ENTRIES = ['src/trainer/child/start-job.ts', 'src/demo/main.ts']

describe.each(ENTRIES)('%s', (entry) => {
  const { files, packages } = reached(entry)
  test('reaches more than itself, but neither sessions nor the child’s side', () => {
    expect(files.size).toBeGreaterThan(1)
    for (const forbidden of ['src/trainer/graph/session.ts', 'src/trainer/child/worker.ts', 'src/trainer/run/training-run.ts'])
      expect(files.get(forbidden), `the way to ${forbidden}`).toBeUndefined()
  })
  test('reaches no package that is native', () => {
    for (const native of ['onnxruntime-node', 'sharp']) expect(packages.get(native), `the way to ${native}`).toBeUndefined()
  })
})

test('a process with all of it loaded has no library of ONNX Runtime or sharp', () => {
  const script = `
    await import(${JSON.stringify(at('src/trainer/child/start-job.ts').href)})
    await import(${JSON.stringify(at('src/demo/run-demo.ts').href)})
    console.log(JSON.stringify(process.report.getReport().sharedObjects))`
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
  const libraries = JSON.parse(stdout) as string[]
  expect(libraries.length).toBeGreaterThan(0)
  expect(libraries.filter((path) => /onnxruntime|sharp|vips/i.test(path))).toEqual([])
  expect(existsSync(join(root, 'node_modules/onnxruntime-node')), 'it is installed, so it could have been loaded').toBe(true)
})
