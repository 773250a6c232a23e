/** The options of a node's input that is a choice, in both forms that ComfyUI's nodes have. */
import type { NodeInfo } from './comfyui-types.ts'

/** undefined when there is no such input or it isn't a choice. Options that aren't text are left out. */
export function choicesOf(node: NodeInfo | undefined, input: string): string[] | undefined {
  const inputs = { ...node?.input.optional, ...node?.input.required }
  const [type, settings] = Object.hasOwn(inputs, input) ? inputs[input] : []
  // Older nodes give the list itself as the type; newer ones say COMBO and put it among the settings.
  const options = Array.isArray(type) ? type : type === 'COMBO' ? (settings as { options?: unknown } | undefined)?.options : undefined
  return Array.isArray(options) ? options.filter((option) => typeof option === 'string') : undefined
}
