/** JSON as image tools write it: Python's NaN and Infinity, and seeds of 64 bits, which JavaScript's numbers would round. */

/**
 * The value of `text`; integers beyond 2^53 come as strings of their digits, and NaN and infinities, which Python
 * writes bare (ComfyUI's `"is_changed": [NaN]`), as null. Undefined when it is no JSON even so.
 */
export function parseExactJson(text: string): unknown {
  // Some tools end their texts with zero bytes.
  const trimmed = text.replace(/\0+$/, '')
  try {
    return parse(trimmed)
  } catch {
    try {
      return parse(trimmed.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/gs, (token) => (token.startsWith('"') ? token : 'null')))
    } catch {
      return undefined
    }
  }
}

function parse(text: string): unknown {
  return JSON.parse(text, exactly as (key: string, value: unknown) => unknown)
}

/** The third argument is of ES2026 and not yet in TypeScript's library. */
function exactly(_key: string, value: unknown, context: { source?: string }): unknown {
  return typeof value === 'number' && !Number.isSafeInteger(value) && /^-?\d{1,40}$/.test(context.source ?? '') ? context.source : value
}
