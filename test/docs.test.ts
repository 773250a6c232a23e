/** The pages in docs/ name what there is: every dependency has its line of reason, and every link leads somewhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

test('docs/dependencies.md has one line for each dependency, and no other', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const page = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
  const [shipped, optional, development] = page
    .split(/^## /m)
    .slice(1)
    .map((section) => [...section.matchAll(/^\| ([^ ]+) \| [^|]+ \| [^|]{30,} \|$/gm)].map((match) => match[1]))
  expect(shipped?.toSorted()).toEqual(Object.keys(manifest.dependencies).toSorted())
  expect(optional?.toSorted()).toEqual(Object.keys(manifest.optionalDependencies).toSorted())
  expect(development?.toSorted()).toEqual(Object.keys(manifest.devDependencies).toSorted())
})

const pages = ['README.md', ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name))].filter((name) =>
  name.endsWith('.md'),
)

test.each(pages)('links in %s', (page) => {
  const text = readFileSync(join(root, page), 'utf8')
  const targets = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map((match) => match[1] as string).filter((target) => !/^https?:/.test(target))
  expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([])
})
