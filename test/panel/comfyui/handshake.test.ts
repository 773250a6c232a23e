/** Who must be updated, in one sentence, and what is no reason to say anything. */
import { expect, test } from 'vitest'
import { PROTOCOL } from '../../../src/nodes/protocol.ts'
import { Handshake, verdictOn } from '../../../src/panel/comfyui/handshake.ts'
import { CLIENT_VERSION } from '../../../src/panel/version.ts'

const own = { version: '0.2.0', protocol: 2 }
const hello = { version: '0.2.0', protocol: 2, comfyui: '0.33.0', user: 'default' }

test.each([
  ['all of one version', hello, {}],
  ['the oldest ComfyUI', { ...hello, comfyui: '0.3.64' }, {}],
  ['a ComfyUI that does not know its version', { ...hello, comfyui: 'unknown' }, {}],
  ['too old a ComfyUI', { ...hello, comfyui: '0.3.9' }, { note: expect.stringMatching(/0\.3\.64 or newer and this is 0\.3\.9: update ComfyUI/) }],
  ['an older bridge', { ...hello, version: '0.1.9' }, { note: expect.stringMatching(/updated to 0\.2\.0 .* runs 0\.1\.9: restart ComfyUI/) }],
  ['a newer bridge', { ...hello, version: '0.10.0' }, { note: expect.stringMatching(/page is from SEE-DPO 0\.2\.0 .* runs 0\.10\.0: reload/) }],
  ['an older protocol', { ...hello, version: '0.1.0', protocol: 1 }, { obstacle: expect.stringMatching(/restart ComfyUI/) }],
  ['a newer protocol', { ...hello, version: '1.0.0', protocol: 3 }, { obstacle: expect.stringMatching(/reload the page/) }],
  ['something else at the address', { hello: 'world' }, { obstacle: expect.stringMatching(/did not start.*restart ComfyUI/) }],
  ['no JSON at all', undefined, { obstacle: expect.stringMatching(/did not start/) }],
])('%s', (_, answer, verdict) => {
  expect(verdictOn(answer, own)).toEqual(verdict)
})

test('answers become verdicts; a ComfyUI that is away changes none', async () => {
  let answer: Response | undefined
  const handshake = new Handshake(async () => {
    if (!answer) throw new TypeError('no connection')
    return answer
  })
  const shaken = async (response?: Response) => {
    answer = response
    await handshake.shake()
    return handshake.verdict
  }
  expect(await shaken()).toEqual({})
  expect(await shaken(new Response('404: Not Found', { status: 404 }))).toEqual({ obstacle: expect.stringMatching(/did not start/) })
  expect(await shaken(new Response('', { status: 502 }))).toEqual({ obstacle: expect.stringMatching(/did not start/) })
  expect(await shaken()).toEqual({ obstacle: expect.stringMatching(/did not start/) })
  const refusal = Response.json({ error: { code: 'forbidden', message: 'Set SEE_DPO_ORIGINS.' } }, { status: 403 })
  expect(await shaken(refusal)).toEqual({ obstacle: 'Set SEE_DPO_ORIGINS.' })
  expect(await shaken(Response.json({ version: CLIENT_VERSION, protocol: PROTOCOL, comfyui: '0.33.0' }))).toEqual({})
})
