/** Puts the bridge's messages together: a JSON text frame, and the binary frames that it announces behind it. What messages mean is left to others. */
import { InputError } from '../../errors.ts'
import { MAX_BRIDGE_ATTACHMENTS, MAX_BRIDGE_JSON_BYTES, MAX_BRIDGE_MESSAGE_BYTES } from '../limits.ts'

export interface BridgeMessage {
  type: string
  /** Everything that it holds, unchecked. */
  fields: Readonly<Record<string, unknown>>
  attachments: Uint8Array[]
}

/**
 * Takes frame after frame and hands on whole messages. An InputError for what is none: the connection can't be trusted any more then.
 * `maxBytes` bounds the files of one message together.
 */
export function frameReader(onMessage: (message: BridgeMessage) => void, maxBytes = MAX_BRIDGE_MESSAGE_BYTES): (data: Uint8Array, isBinary: boolean) => void {
  let open: { message: BridgeMessage; missing: number; bytes: number } | undefined
  const refuse = (expected: string, got: string): never => {
    throw new InputError(`the bridge: expected ${expected}, got ${got}. Update the pack, then restart ComfyUI.`)
  }

  return (data, isBinary) => {
    if (isBinary) {
      if (!open) return refuse('a message', 'a file that none announced')
      open.bytes += data.length
      if (open.bytes > maxBytes) refuse(`${maxBytes} bytes of files at most`, 'more')
      open.message.attachments.push(data)
      open.missing--
    } else {
      if (open) refuse(`${open.missing} more files`, 'a message')
      if (data.length > MAX_BRIDGE_JSON_BYTES) refuse(`a message of ${MAX_BRIDGE_JSON_BYTES} bytes at most`, `${data.length}`)
      const fields = parsed(data)
      const { type, attachments = 0 } = fields ?? {}
      if (!fields || typeof type !== 'string') return refuse('a JSON object with a type', 'something else')
      const isCount = Number.isInteger(attachments) && (attachments as number) >= 0 && (attachments as number) <= MAX_BRIDGE_ATTACHMENTS
      if (!isCount) refuse(`0 to ${MAX_BRIDGE_ATTACHMENTS} attachments`, String(attachments).slice(0, 40))
      open = { message: { type, fields, attachments: [] }, missing: attachments as number, bytes: 0 }
    }
    if (open.missing > 0) return
    const { message } = open
    open = undefined
    onMessage(message)
  }
}

function parsed(data: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
