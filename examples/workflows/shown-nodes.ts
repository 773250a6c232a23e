/** ComfyUI's own nodes that show what ours give. */
import type { WorkflowNode } from '../../scripts/generators/workflows/workflow.ts'

type Place = readonly [x: number, y: number]

export function picturesShown(at: Place, title: string, images: string, height = 340): WorkflowNode {
  return { type: 'PreviewImage', at, title, from: { images }, width: 340, height }
}

export function textShown(at: Place, title: string, source: string, height = 180): WorkflowNode {
  return { type: 'PreviewAny', at, title, from: { source }, width: 340, height }
}

export function lossesShown(at: Place, loss: string): WorkflowNode {
  return { type: 'LossGraphNode', at, title: 'How training went', from: { loss }, width: 340, height: 280, values: { filename_prefix: 'see-dpo-loss' } }
}
