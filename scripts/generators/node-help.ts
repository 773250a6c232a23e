/**
 * The nodes' help pages, web/docs/NODE.md, which ComfyUI shows beside its graph: what a node says of itself, then its inputs and
 * outputs as lists.
 */
import type { InputSpec, NodeDefinition, OutputSpec } from '../../src/nodes/node-definition.ts'
import { NODES } from '../../src/nodes/nodes.ts'

const BANNER = '<!-- Generated from src/nodes by `npm run generate`: change those files, never this one. -->'

/** Content by path. Hidden nodes are met by nobody who would look for help. */
export function nodeHelp(): Map<string, string> {
  return new Map(NODES.filter(({ hidden }) => !hidden).map((node) => [`web/docs/${node.id}.md`, page(node)]))
}

function page({ displayName, description, help, inputs, outputs }: NodeDefinition): string {
  const plain = inputs.filter(({ advanced }) => !advanced)
  const parts = [
    `# ${displayName}`,
    literal(description),
    help.trim(),
    inputList('## Inputs', plain),
    inputList(
      '## Advanced inputs',
      inputs.filter(({ advanced }) => advanced),
    ),
    outputList(outputs),
  ]
  return `${[BANNER, ...parts.filter((part) => part !== '')].join('\n\n')}\n`
}

function inputList(heading: string, inputs: readonly InputSpec[]): string {
  return list(
    heading,
    inputs.map((input) => line(input.id, input.tooltip, values(input))),
  )
}

function outputList(outputs: readonly OutputSpec[]): string {
  return list(
    '## Outputs',
    outputs.map(({ name, tooltip, type }) => line(name, tooltip, type)),
  )
}

/** Lists, because a table's columns are a word wide where ComfyUI shows this: in its sidebar. */
function list(heading: string, lines: readonly string[]): string {
  return lines.length > 0 ? `${heading}\n\n${lines.join('\n')}` : ''
}

function line(name: string, text: string, note: string): string {
  return `- \`${name}\`: ${literal(text)} (${literal(note)})`.replaceAll(/\s+/g, ' ')
}

/** Text that Markdown shall take for nothing else: "__name__" is no bold word. */
function literal(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]]/g, '\\$&')
}

/** What an input takes, in words. */
function values(input: InputSpec): string {
  switch (input.type) {
    case 'INT':
    case 'FLOAT':
      return `${input.min} to ${input.max}, default ${input.default}`
    case 'BOOLEAN':
      return input.default ? 'default on' : 'default off'
    case 'STRING':
      return input.default === '' ? 'text' : `text, default “${input.default}”`
    case 'COMBO':
      return Array.isArray(input.options)
        ? input.options.map((option) => `“${option}”${option === input.default ? ' (default)' : ''}`).join(', ')
        : `default “${input.default}”`
    default:
      return input.optional ? `${input.type}, may be left out` : input.type
  }
}
