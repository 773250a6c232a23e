/** The lines of a text file, one at a time, none longer than a limit: the rest of a longer one is stepped over. */
import type { FileHandle } from 'node:fs/promises'

export interface Line {
  /** From 1. */
  number: number
  /** Undefined when the line is too long or no UTF-8. */
  text?: string
}

/** Empty lines are left out; a line may end in CR LF, and the last one without an end. */
export async function* readLines(handle: FileHandle, maxBytes: number): AsyncGenerator<Line> {
  let number = 1
  let parts: Uint8Array[] = []
  let length = 0
  const take = (): Line => {
    const line = { number, text: length > maxBytes ? undefined : decode(Buffer.concat(parts)) }
    number++
    parts = []
    length = 0
    return line
  }
  const keep = (part: Uint8Array): void => {
    length += part.length
    if (length <= maxBytes) parts.push(part)
    else parts = []
  }
  const isEmpty = ({ text }: Line): boolean => text?.trim() === ''
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 64 * 1024 }) as AsyncIterable<Uint8Array>) {
    let start = 0
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      keep(chunk.subarray(start, end))
      start = end + 1
      const line = take()
      if (!isEmpty(line)) yield line
    }
    keep(chunk.subarray(start))
  }
  const last = take()
  if (!isEmpty(last)) yield last
}

/** Without the byte order mark that some editors put first. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
