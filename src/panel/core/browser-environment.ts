/**
 * The environment that a real browser gives.
 */
import type { Environment, Socket } from './environment.ts'
import type { KeyValueStorage } from './memory.ts'

export function browserEnvironment(): Environment {
  return {
    fetch: (input, init) => globalThis.fetch(input, init),
    openSocket: (url) => new WebSocket(url) as unknown as Socket,
    storage: localStorageOrNone(),
    now: () => Date.now(),
    random: () => Math.random(),
    uuid,
    after(ms, callback) {
      const timer = setTimeout(callback, ms)
      return () => clearTimeout(timer)
    },
  }
}

/** Reading the property throws where the browser forbids storage. */
function localStorageOrNone(): KeyValueStorage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}

/** crypto.randomUUID exists in secure contexts only, and ComfyUI is often reached by plain http on a home network. */
function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6] & 0x0f) | 0x40
  bytes[8] = (bytes[8] & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
