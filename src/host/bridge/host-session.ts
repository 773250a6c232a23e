/**
 * What the host's process does for us while one of our nodes runs there: calls by name, one at a time, with files beside their
 * arguments. How calls travel is left to src/server/bridge, their typed forms to the files beside this one.
 */

export const CALL_NAMES = [
  'model.describe',
  'text.encode',
  'sample',
  'vae.decode',
  'vae.encode',
  'image.read',
  'latent.read',
  'memory.free',
  'demo.load',
] as const

export type CallName = (typeof CALL_NAMES)[number]

export interface CallOptions {
  attachments?: readonly Uint8Array[]
  /** Stops the call soon; it then rejects with a RunError `stopped`. */
  signal?: AbortSignal
  onProgress?(value: number, max: number): void
}

export interface CallAnswer {
  value: Readonly<Record<string, unknown>>
  attachments: readonly Uint8Array[]
}

export interface HostSession {
  /**
   * Does it when the calls before it are done. Rejects with an InputError where what is connected is wrong, a ResourceError where the
   * host's memory is short, a RunError `host` where it failed, and `stopped` where the session has ended or somebody has stopped it.
   */
  call(name: CallName, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<CallAnswer>
}

/** The id of an object that lives in the host's process. */
export type ObjectId = string
