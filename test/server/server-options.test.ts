/** The command line: defaults, and what it takes for which. Refusals are tested on the process, in main.test.ts. */
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { isLoopback, serverOptions } from '../../src/server/server-options.ts'

test('nothing asked for: loopback, our own port, the folder of the system', () => {
  const options = serverOptions([], { XDG_DATA_HOME: '/data', LOCALAPPDATA: 'C:\\data' })
  expect(options).toMatchObject({ port: 7333, isPortChosen: false, listen: '127.0.0.1', allowRemote: false, origins: [], tokenFromStdin: false })
  if (process.platform === 'linux') expect(options?.dataFolder).toBe('/data/see-dpo')
})

test('everything asked for', () => {
  const args = [
    '--data',
    'here',
    '--port',
    '0',
    '--listen',
    '0.0.0.0',
    '--allow-remote',
    '--origin',
    'https://a.example',
    '--origin',
    'http://127.0.0.1:8188/',
    '--token-stdin',
  ]
  expect(serverOptions(args)).toEqual({
    dataFolder: resolve('here'),
    port: 0,
    isPortChosen: true,
    listen: '0.0.0.0',
    allowRemote: true,
    origins: ['https://a.example', 'http://127.0.0.1:8188'],
    tokenFromStdin: true,
  })
})

test.each([
  ['127.0.0.1', true],
  ['127.255.0.3', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.2', false],
  ['127.evil.example', false],
  ['::ffff:127.0.0.1', false],
])('%s', (address, loopback) => expect(isLoopback(address)).toBe(loopback))

test.each(['https://a.example:443', 'HTTPS://A.EXAMPLE', 'ftp://a.example', 'https://a.example?x', 'https://u:p@a.example', '*', 'null', ''])(
  '--origin %s is refused',
  (origin) => {
    // What browsers send is small letters and no port that the scheme has anyway; another form would never match.
    expect(() => serverOptions(['--origin', origin])).toThrow('--origin')
  },
)

test('ComfyUI as the host, with where its folders are', () => {
  const places = { version: '1', output: '/o', input: '/i', temp: '/t', loras: ['/l'], checkpoints: [] }
  expect(serverOptions(['--host', 'comfyui'])?.comfyui).toEqual({ baseUrl: 'http://127.0.0.1:8188', insecure: false })
  expect(
    serverOptions(['--host', 'comfyui', '--comfyui-url', 'https://127.0.0.1:1', '--comfyui-insecure', '--comfyui-places', JSON.stringify(places)])?.comfyui,
  ).toEqual({
    baseUrl: 'https://127.0.0.1:1',
    insecure: true,
    places,
  })
  expect(() => serverOptions(['--host', 'other'])).toThrow(/expected demo or comfyui, got 'other'/)
  expect(() => serverOptions(['--comfyui-url', 'http://127.0.0.1:1'])).toThrow(/expected --host comfyui beside it/)
  for (const wrong of ['', '[]', '{}', JSON.stringify({ ...places, output: 'o' })])
    expect(() => serverOptions(['--host', 'comfyui', '--comfyui-places', wrong]), wrong).toThrow(/--comfyui-places: expected/)
})
