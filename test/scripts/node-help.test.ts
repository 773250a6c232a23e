/** The nodes' help pages: one for each node that is offered, with all that it takes and gives, in tables that hold. */
import { expect, test } from 'vitest'
import { nodeHelp } from '../../scripts/generators/node-help.ts'
import { NODES } from '../../src/nodes/nodes.ts'

const pages = nodeHelp()

test('a page for each node that is offered', () => {
  const offered = NODES.filter(({ hidden }) => !hidden).map(({ id }) => `web/docs/${id}.md`)
  expect([...pages.keys()]).toEqual(offered)
  expect(offered.length).toBeGreaterThan(0)
})

test.each([...pages])('%s', (path, page) => {
  const node = NODES.find(({ id }) => path.endsWith(`/${id}.md`))
  for (const { id, tooltip } of node?.inputs ?? []) expect(page).toMatch(rowOf(id, tooltip))
  for (const { name, tooltip } of node?.outputs ?? []) expect(page).toMatch(rowOf(name, tooltip))
  const rows = page.split('\n').filter((line) => line.startsWith('|'))
  for (const row of rows) expect(row.match(/(?<!\\)\|/g), row).toHaveLength(4)
  expect(page).not.toMatch(/undefined|\[object/)
})

function rowOf(name: string, text: string): RegExp {
  const literal = (part: string) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const cell = text.replaceAll(/[\\`*_<>|[\]]/g, '\\$&')
  return new RegExp(`^\\| \`${literal(name)}\` \\| ${literal(cell)} \\| .+ \\|$`, 'm')
}
