/** The nodes' help pages: one for each node that is offered, with all that it takes and gives. */
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
  for (const { id, tooltip } of node?.inputs ?? []) expect(page).toContain(lineOf(id, tooltip))
  for (const { name, tooltip } of node?.outputs ?? []) expect(page).toContain(lineOf(name, tooltip))
  expect(page).not.toMatch(/undefined|\[object/)
})

/** As text that Markdown takes for nothing else. */
function lineOf(name: string, text: string): string {
  return `\n- \`${name}\`: ${text.replaceAll(/[\\`*_<>[\]]/g, '\\$&')} (`
}
