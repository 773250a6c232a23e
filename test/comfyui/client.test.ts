/**
 * The client against both supported ComfyUI versions as they really are: runs, previews, interruption, a lost connection, two
 * clients, files, https, and what each version refuses.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import { createServer as createSecureServer } from 'node:tls'
import { afterEach, expect, test } from 'vitest'
import { type ComfyuiClient, type ComfyuiClientOptions, comfyuiClient } from '../../src/host/comfyui/comfyui-client.ts'
import type { FileReference, Preview, RunOutcome } from '../../src/host/comfyui/comfyui-types.ts'
import { choicesOf } from '../../src/host/comfyui/node-choices.ts'
import { realTiming } from '../../src/host/comfyui/timing.ts'
import { selfSigned } from '../host/comfyui/self-signed.ts'
import { eachComfyui, sharedComfyui } from './each-comfyui.ts'
import { blockGraph, failGraph, HALF_BROKEN, pictureGraph, waitGraph } from './small-graphs.ts'
import { addTestNodes } from './test-nodes.ts'

/** A busy machine takes its time. */
const PATIENTLY = { timeout: 20_000 }

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

function open(options: ComfyuiClientOptions): ComfyuiClient {
  const client = comfyuiClient(options)
  ends.push(() => client.close())
  return client
}

/** "code: message" of a run that fails. */
function sentence(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'it went well',
    (error) => `${error.code}: ${error.message}`,
  )
}

eachComfyui('client', (install) => {
  const comfyui = sharedComfyui(install, { pack: null, prepare: addTestNodes })

  test('what ComfyUI says of itself', async () => {
    const client = open({ baseUrl: comfyui().url })
    expect((await client.systemStats()).system.comfyui_version).toBe(install.version)
    expect((await client.features()).supports_preview_metadata).toBe(true)
    expect(choicesOf(await client.objectInfo('KSampler'), 'sampler_name')).toContain('euler_ancestral')
    expect(await client.objectInfo('SeeDpoTask')).toBeUndefined()
    expect(await client.modelFiles('checkpoints')).toEqual([])
    expect(await client.modelFiles('no such folder')).toEqual([])
    expect(await client.queue()).toEqual({ running: [], pending: [] })
    await client.freeMemory()
  })

  test('a picture is made, fetched, uploaded and used', async () => {
    const client = open({ baseUrl: comfyui().url })
    const file = await client.view(pictureOf(await client.run(pictureGraph(40))))
    expect([...file.subarray(1, 4)]).toEqual([...Buffer.from('PNG')])
    const { name } = await client.uploadImage({ name: 'größe (1).png', file, subfolder: 'see-dpo' })
    const again = await client.run({
      '1': { class_type: 'LoadImage', inputs: { image: `see-dpo/${name}` } },
      '2': { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
    })
    expect((await client.view(pictureOf(again))).length).toBeGreaterThan(60)
    expect(await sentence(client.view({ filename: 'no such.png' }))).toMatch(/^input: ComfyUI has no file/)
    expect(await sentence(client.uploadImage({ name: 'a.png', file, subfolder: '../..' }))).toMatch(/^input: ComfyUI doesn't take a file/)
  })

  test('progress, previews with their node, text', async () => {
    const client = open({ baseUrl: comfyui().url })
    const progress: [string, number, number][] = []
    const previews: Preview[] = []
    const texts: [string, string][] = []
    const { outputs } = await client.run(waitGraph({ steps: 4, seconds: 1, preview: 'PNG', text: 'fertig ✓' }), {
      onProgress: (...one) => progress.push(one),
      onPreview: (preview) => previews.push(preview),
      onText: (...text) => texts.push(text),
    })
    expect(outputs).toEqual({ '1': { steps: [4] } })
    expect(progress.filter(([, value, max]) => max === 4 && value > 0)).toEqual([1, 2, 3, 4].map((value) => ['1', value, 4]))
    expect(previews.length).toBeGreaterThanOrEqual(2)
    for (const { nodeId, format, file } of previews) expect([nodeId, format, file[1]]).toEqual(['1', 'png', 0x50])
    expect(texts).toEqual([['1', 'fertig ✓']])
  })

  test('what it refuses', async () => {
    const client = open({ baseUrl: comfyui().url })
    expect(await sentence(client.run({ '7': { class_type: 'SeeDpoTask', inputs: {} } }))).toMatch(/^input: ComfyUI has no node 'SeeDpoTask', which node 7/)
    expect(await sentence(client.run(pictureGraph(-3)))).toMatch(/^input: ComfyUI refused the graph: EmptyImage \(node 1\): Value -3 smaller/)
    expect(await sentence(client.run(HALF_BROKEN))).toMatch(/^input: ComfyUI refused the graph: TestShow \(node 2\)/)
    // What was taken back may have run already, but never stays.
    await expect.poll(() => client.queue(), PATIENTLY).toEqual({ running: [], pending: [] })
  })

  test('nodes that fail, run out of memory, or block', async () => {
    const client = open({ baseUrl: comfyui().url })
    expect(await sentence(client.run(failGraph('value')))).toMatch(/^host: TestFail \(node 1\) failed in ComfyUI: no such colour \(ValueError\)/)
    expect(await sentence(client.run(failGraph('memory')))).toMatch(/^memory: ComfyUI ran out of memory in TestFail \(node 1\)/)
    expect((await client.run(blockGraph('not today'))).outputs).toEqual({})
    expect((await client.run(blockGraph(''))).outputs).toEqual({})
  })

  test('a run that waits is taken out, one that runs is interrupted, the other goes on', async () => {
    const client = open({ baseUrl: comfyui().url })
    const [stopFirst, stopSecond] = [new AbortController(), new AbortController()]
    const first = sentence(client.run(waitGraph({ seconds: 60 }), { signal: stopFirst.signal, onExecuting: () => stopSecond.abort() }))
    const second = sentence(client.run(waitGraph({ seconds: 60 }), { signal: stopSecond.signal }))
    const third = client.run(pictureGraph(24))
    expect(await second).toBe('stopped: The run was stopped.')
    const began = performance.now()
    stopFirst.abort()
    expect(await first).toBe('stopped: The run was interrupted in ComfyUI in TestWait (node 1).')
    expect(performance.now() - began).toBeLessThan(5000)
    expect(Object.keys((await third).outputs)).toEqual(['2'])
  })

  test('an interruption in the moment in which a prompt begins is heard all the same', async () => {
    const client = open({ baseUrl: comfyui().url })
    for (let round = 0; round < 5; round++) {
      const stopping = new AbortController()
      const run = sentence(client.run(waitGraph({ seconds: 60 }), { signal: stopping.signal, onQueued: () => stopping.abort() }))
      expect(await run).toMatch(/^stopped: /)
    }
  })

  test('somebody else’s interruption', async () => {
    const client = open({ baseUrl: comfyui().url })
    const other = open({ baseUrl: comfyui().url })
    let promptId = ''
    const run = sentence(
      client.run(waitGraph({ seconds: 60 }), {
        onQueued: (id) => {
          promptId = id
        },
        onExecuting: (nodeId) => void (nodeId !== null && other.cancel(promptId)),
      }),
    )
    expect(await run).toMatch(/^stopped: The run was interrupted in ComfyUI in TestWait/)
  })

  test('two clients hear of the queue, but only of their own runs', async () => {
    const clients = [open({ baseUrl: comfyui().url }), open({ baseUrl: comfyui().url })]
    const lengths: number[] = []
    clients[0].onQueueChange((remaining) => lengths.push(remaining))
    clients[0].connect()
    await expect.poll(() => clients[0].state, PATIENTLY).toBe('open')
    const nodes: (string | null)[][] = [[], []]
    await Promise.all(
      clients.map((client, index) => client.run(index === 0 ? pictureGraph(33) : waitGraph(), { onExecuting: (nodeId) => nodes[index].push(nodeId) })),
    )
    expect(nodes[1]).toEqual(['1', null])
    expect(nodes[0].at(-1)).toBe(null)
    await expect.poll(() => Math.max(...lengths), PATIENTLY).toBeGreaterThanOrEqual(1)
    await expect.poll(() => lengths.at(-1), PATIENTLY).toBe(0)
  })

  test('a line that breaks while a run goes on', async () => {
    const wire = await breakableLine(comfyui().port)
    const client = open({ baseUrl: `http://127.0.0.1:${wire.port}` })
    const progress: number[] = []
    const run = client.run(waitGraph({ steps: 30, seconds: 3 }), { onProgress: (_, value) => progress.push(value) })
    await expect.poll(() => progress.length, PATIENTLY).toBeGreaterThan(3)
    wire.cut()
    const before = progress.length
    expect((await run).outputs).toEqual({ '1': { steps: [30] } })
    // Events came again after the break.
    expect(progress.length).toBeGreaterThan(before)
    expect(client.state).toBe('open')
  })

  test('a second socket under the same client id takes the events, and the run ends all the same', async () => {
    const timing = { ...realTiming, after: (ms: number, callback: () => void) => realTiming.after(ms / 10, callback) }
    const client = open({ baseUrl: comfyui().url, clientId: 'see-dpo-twice', timing })
    const thief = open({ baseUrl: comfyui().url, clientId: 'see-dpo-twice' })
    const run = client.run(waitGraph({ steps: 10, seconds: 2 }), { onQueued: () => thief.connect() })
    expect((await run).outputs).toEqual({ '1': { steps: [10] } })
  })

  test('https with a certificate that nobody has signed', async (context) => {
    const tls = selfSigned()
    if (!tls) return context.skip('no openssl on this machine to make a certificate with')
    const wire = await breakableLine(comfyui().port, (serve) => createSecureServer(tls, serve))
    const baseUrl = `https://127.0.0.1:${wire.port}`
    expect(await sentence(open({ baseUrl }).systemStats())).toMatch(/^input: .*expected a certificate that this machine trusts/)
    const client = open({ baseUrl, insecure: true })
    const file = await client.view(pictureOf(await client.run(pictureGraph(28))))
    expect((await client.uploadImage({ name: 'secure.png', file })).name).toBe('secure.png')
  })
})

function pictureOf({ outputs }: RunOutcome): FileReference {
  return (outputs['2'] as { images: FileReference[] }).images[0]
}

/** Hands every connection on, until it is cut. */
async function breakableLine(port: number, listen: (serve: (near: Socket) => void) => Server = createServer): Promise<{ port: number; cut(): void }> {
  const sockets = new Set<Socket>()
  const server = listen((near) => {
    const far = connect(port, '127.0.0.1')
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(socket)
      socket.on('error', () => other.destroy()).on('close', () => sockets.delete(socket))
      socket.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  ends.push(() => {
    cut()
    server.close()
  })
  return { port: (server.address() as { port: number }).port, cut }
}
