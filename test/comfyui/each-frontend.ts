/**
 * Tests against a live ComfyUI in a browser: the two supported versions, each with its own frontend, and the newest frontend of all
 * on the newer one, with the content policy that --disable-api-nodes brings. That one is a package by itself: COMFYUI_NEWEST_FRONTEND names the folder it was installed to
 * (`pip install --no-deps --target FOLDER comfyui-frontend-package==1.58.1`).
 */
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'vitest'
import { eachComfyui } from './each-comfyui.ts'
import { type ComfyuiInstall, findComfyui } from './find-comfyui.ts'

const NEWEST = join(process.env.COMFYUI_NEWEST_FRONTEND ?? join(homedir(), 'comfyui-frontend-1.58.1'), 'comfyui_frontend_package', 'static')

/** `body` describes the tests of one frontend; `args` are ComfyUI's, which make it use that. */
export function eachFrontend(name: string, body: (install: ComfyuiInstall, args: readonly string[]) => void): void {
  eachComfyui(name, (install) => body(install, []))
  const newer = findComfyui().find(({ kind }) => kind === 'newest')
  // Where ComfyUI itself is missing, the line above has said so.
  if (newer?.missing !== undefined || !newer) return
  const { install } = newer
  if (existsSync(NEWEST))
    describe(`${name}, ComfyUI ${install.version} with the newest frontend and --disable-api-nodes`, () =>
      body(install, ['--front-end-root', NEWEST, '--disable-api-nodes']))
  else
    test(`${name}, the newest frontend`, (context) => {
      context.skip('set COMFYUI_NEWEST_FRONTEND to the folder where pip has installed the newest comfyui-frontend-package')
    })
}
