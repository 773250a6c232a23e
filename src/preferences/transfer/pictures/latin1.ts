/** Bytes as Latin-1. TextDecoder's `latin1` is Windows-1252, which has other characters at 80 to 9f. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
