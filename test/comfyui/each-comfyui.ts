/**
 * Tests against a live ComfyUI: one block for each of the two supported versions, each with a server that its tests share. Where
 * a version isn't laid out, one skipped test says what to set.
 */
import { afterAll, beforeAll, describe, test } from 'vitest'
import { type ComfyuiInstall, findComfyui } from './find-comfyui.ts'
import { type RunningComfyui, type StartComfyuiOptions, startComfyui } from './start-comfyui.ts'

/** Boot, on a machine that is busy with other tests. */
const HOOK_MS = 300_000

/** `body` describes the tests of one version; it isn't called for one that is missing. */
export function eachComfyui(name: string, body: (install: ComfyuiInstall) => void): void {
  for (const found of findComfyui()) {
    if (found.missing === undefined) describe(`${name}, ComfyUI ${found.install.version}`, () => body(found.install))
    else
      test(`${name}, ${found.kind} ComfyUI`, (context) => {
        context.skip(found.missing)
      })
  }
}

/** A server for all tests of the describing block; call the result in tests only. Options that hooks before it make come as a function. */
export function sharedComfyui(install: ComfyuiInstall, options?: StartComfyuiOptions | (() => StartComfyuiOptions)): () => RunningComfyui {
  let comfyui: RunningComfyui | undefined
  beforeAll(async () => {
    comfyui = await startComfyui(install, typeof options === 'function' ? options() : options)
  }, HOOK_MS)
  afterAll(() => comfyui?.stop(), HOOK_MS)
  return () => {
    if (!comfyui) throw new Error('the shared ComfyUI: expected a call in a test, got one before it was started')
    return comfyui
  }
}
