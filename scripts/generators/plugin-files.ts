/**
 * From the nodes: plugin.json, of which the bridge makes ComfyUI's classes, and node_list.json, in which ComfyUI-Manager looks up
 * which pack a missing node belongs to (it reads packs without running them, and our classes are made at run time).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InputSpec, NodeDefinition } from '../../src/nodes/node-definition.ts'
import { NODES } from '../../src/nodes/nodes.ts'
import { PROTOCOL } from '../../src/nodes/protocol.ts'

/** Content by path, relative to `root`. */
export function pluginFiles(root: string): Map<string, string> {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const plugin = {
    'x-generated': 'From src/nodes by `npm run generate`: change those files, never this one.',
    version,
    protocol: PROTOCOL,
    nodes: NODES.map(node),
  }
  const offered = NODES.filter(({ hidden }) => !hidden)
  return new Map([
    ['plugin.json', `${JSON.stringify(plugin, null, 2)}\n`],
    ['node_list.json', `${JSON.stringify(Object.fromEntries(offered.map(({ id, description }) => [id, description])), null, 2)}\n`],
  ])
}

/** Without the help page, which is made from the nodes as well. */
function node({ help: _help, inputs, ...definition }: NodeDefinition): object {
  return { ...definition, inputs: inputs.map(input) }
}

/** Lengths of texts are checked by the node: ComfyUI has no word for them. */
function input(spec: InputSpec): object {
  if (spec.type !== 'STRING') return spec
  const { maxLength: _maxLength, ...rest } = spec
  return rest
}
