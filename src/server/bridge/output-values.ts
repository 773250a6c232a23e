/** A node's result as the bridge takes it: plain values, ids, and files behind the message. */
import type { NodeOutput, NodeResult } from '../../nodes/node-task.ts'

export function doneMessage({ outputs, ui, block = false }: NodeResult): { message: Readonly<Record<string, unknown>>; attachments: Uint8Array[] } {
  const attachments: Uint8Array[] = []
  const values = outputs.map((output) => outputValue(output, attachments))
  return { message: { type: 'done', outputs: values, ui: ui ?? null, block, attachments: attachments.length }, attachments }
}

function outputValue(output: NodeOutput, attachments: Uint8Array[]): unknown {
  switch (output.kind) {
    case 'value':
      return output.value
    case 'object':
      return { $object: output.id }
    case 'images': {
      const first = attachments.length
      attachments.push(...output.files)
      return { $images: output.files.map((_, i) => first + i) }
    }
    case 'lora':
      return { $lora: output.path }
    case 'losses':
      return { $lossMap: [...output.losses] }
  }
}
