/**
 * The nodes' help pages, web/docs/NODE.md, which ComfyUI shows beside its graph: what a node says of itself, then its inputs and
 * outputs as tables.
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
    inputTable('## Inputs', plain),
    inputTable(
      '## Advanced inputs',
      inputs.filter(({ advanced }) => advanced),
    ),
    outputTable(outputs),
  ]
  return `${[BANNER, ...parts.filter((part) => part !== '')].join('\n\n')}\n`
}

function inputTable(heading: string, inputs: readonly InputSpec[]): string {
  if (inputs.length === 0) return ''
  const rows = inputs.map((input) => row(`\`${input.id}\``, literal(input.tooltip), literal(values(input))))
  return [`${heading}\n`, row('Name', 'What it does', 'Values'), row('---', '---', '---'), ...rows].join('\n')
}

function outputTable(outputs: readonly OutputSpec[]): string {
  if (outputs.length === 0) return ''
  const rows = outputs.map(({ name, tooltip, type }) => row(`\`${name}\``, literal(tooltip), literal(type)))
  return ['## Outputs\n', row('Name', 'What it is', 'Type'), row('---', '---', '---'), ...rows].join('\n')
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll(/\s+/g, ' ')).join(' | ')} |`
}

/** Text that Markdown shall take for nothing else: "__name__" is no bold word. */
function literal(text: string): string {
  return text.replaceAll(/[\\`*_<>|[\]]/g, '\\$&')
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
