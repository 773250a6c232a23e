/**
 * Takes apart the binary frames of ComfyUI's WebSocket: previews with and without metadata, and text under a node. The layout
 * is described at BinaryFrame in openapi/comfyui.yaml.
 */
import { hasShape } from './answer-schemas.ts'
import type { Preview } from './comfyui-types.ts'
import { MAX_FRAME_TEXT_BYTES } from './limits.ts'

export type ComfyuiFrame = { kind: 'preview'; promptId?: string; preview: Preview } | { kind: 'text'; nodeId: string; text: string }

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** undefined for a kind that we don't know and for a frame that is cut off or lies about its lengths. */
export function parseFrame(frame: Uint8Array): ComfyuiFrame | undefined {
  if (frame.length < 8) return undefined
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const kind = view.getUint32(0)
  const second = view.getUint32(4)
  if (kind === 1) {
    const format = second === 1 ? 'jpeg' : second === 2 ? 'png' : undefined
    return format && pictureFrame(frame.subarray(8), { format })
  }
  if (kind !== 3 && kind !== 4) return undefined
  if (second > MAX_FRAME_TEXT_BYTES || 8 + second > frame.length) return undefined
  const front = decoded(frame.subarray(8, 8 + second))
  const rest = frame.subarray(8 + second)
  if (front === undefined) return undefined
  return kind === 3 ? textFrame(front, rest) : withMetadata(front, rest)
}

function withMetadata(json: string, picture: Uint8Array): ComfyuiFrame | undefined {
  let metadata: unknown
  try {
    metadata = JSON.parse(json)
  } catch {
    return undefined
  }
  if (!hasShape('PreviewMetadata', metadata)) return undefined
  const nodeId = metadata.display_node_id ?? metadata.node_id ?? undefined
  return pictureFrame(picture, { nodeId, format: metadata.image_type === 'image/png' ? 'png' : 'jpeg' }, metadata.prompt_id ?? undefined)
}

function pictureFrame(file: Uint8Array, preview: Omit<Preview, 'file'>, promptId?: string): ComfyuiFrame | undefined {
  if (file.length === 0) return undefined
  // A copy: the socket's buffer may be a slice of a larger one that would be kept alive.
  return { kind: 'preview', promptId, preview: { ...preview, file: new Uint8Array(file) } }
}

function textFrame(nodeId: string, rest: Uint8Array): ComfyuiFrame | undefined {
  const text = rest.length <= MAX_FRAME_TEXT_BYTES ? decoded(rest) : undefined
  return text === undefined ? undefined : { kind: 'text', nodeId, text }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}
