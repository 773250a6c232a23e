/** Commands against a real server behind a ComfyUI's address, with a model that draws colours at once. */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PACK } from '../comfyui/start-comfyui.ts'
import { newFolder } from '../preferences/new-store.ts'
import { makePng, pngWithTexts } from '../preferences/transfer/picture-files.ts'
import { newServer, type TestServer, type TestServerOptions } from '../server/new-server.ts'
import { type Front, newFront, run } from './front.ts'

const MEADOW_LOVER = join(PACK, 'assets', 'voters', 'meadow-lover.json')

async function start(options: TestServerOptions = {}): Promise<{ server: TestServer; front: Front; comfyui: readonly string[] }> {
  const server = await newServer(options)
  const front = await newFront({ server })
  return { server, front, comfyui: ['--url', front.url] }
}

describe('sample and pairs', () => {
  test('draws into a dataset of that name, again into the same one', async () => {
    const { server, comfyui } = await start()
    const first = await run(['sample', ...comfyui, '--dataset', 'Mine', '--pairs', '3', '--seed', '7'])
    expect(first.code).toBe(0)
    expect(first.err).toMatch(/^ComfyUI 0\.33\.0 at http:\/\/127\.0\.0\.1:\d+\n6 pairs from Colours into 'Mine'\.\n/)
    expect(first.result).toMatchObject({ command: 'sample', dataset: { name: 'Mine' }, model: 'colours', pairs: 6, stopped: false })
    const prompts = join(newFolder(), 'prompts.txt')
    writeFileSync(prompts, '# for people\n\nblue\r\n  a grey one  \n')
    const second = await run(['sample', ...comfyui, '--dataset', 'Mine', '--prompt', 'black', '--prompts', prompts, '--pictures', '4'])
    expect(second.result).toMatchObject({ dataset: first.result.dataset, pairs: 3 })
    expect(server.store.datasets.get(first.result.dataset.id)?.counts.pairs).toBe(9)

    const all = await run(['pairs', ...comfyui])
    expect(all.result.datasets).toEqual([{ ...first.result.dataset, modelId: 'colours', prompts: 5, pairs: 9, votedPairs: 0, votes: 0 }])
    expect(all.err).toMatch(/Mine {2}\(.*\): 9 pairs of 5 prompts, 0 voted on/)
    const some = await run(['pairs', ...comfyui, '--dataset', 'mi', '--limit', '2', '--state', 'unvoted'])
    expect(some.result).toMatchObject({ total: 9, pairs: [{ votes: [] }, { votes: [] }] })
    expect(some.err).toMatch(/open\n.*open\nand 7 more\n/)
  })

  test('Ctrl+C stops and keeps what was drawn', async () => {
    const { comfyui } = await start({ colours: { pauseMs: 40 } })
    const { code, err, result } = await run(['sample', ...comfyui, '--pairs', '100'], { stopWhen: /%/ })
    expect(code).toBe(130)
    expect(err).toMatch(/Stopping: what there is will be kept/)
    expect(result.stopped).toBe(true)
    const { pairs } = (await run(['pairs', ...comfyui])).result.datasets[0]
    expect(pairs).toBeLessThan(200)
    expect(pairs).toBe(result.pairs)
  })

  test('a model that fails is told in its words', async () => {
    const { comfyui } = await start({ colours: { failAt: 1 } })
    const { code, err, result } = await run(['sample', ...comfyui])
    expect(code).toBe(1)
    expect(err).toMatch(/the colours ran out/)
    expect(result.error.message).toMatch(/the colours ran out/)
  })

  test('a name that none or several have is answered with what there is', async () => {
    const { comfyui } = await start()
    expect((await run(['train', ...comfyui])).err).toMatch(/There is no dataset yet/)
    expect((await run(['export', ...comfyui])).err).toMatch(/There is no LoRA yet/)
    for (const name of ['Red one', 'Red two']) await run(['sample', ...comfyui, '--dataset', name])
    expect((await run(['pairs', ...comfyui, '--dataset', 'blue'])).err).toMatch(
      /--dataset: expected one of these, got 'blue':\n {2}Red two {2}\(.*\)\n {2}Red one/,
    )
    expect((await run(['pairs', ...comfyui, '--dataset', 'red'])).err).toMatch(/--dataset: expected one of these, got 'red'/)
    expect((await run(['pairs', ...comfyui, '--dataset', 'RED ONE'])).code).toBe(0)
    expect((await run(['train', ...comfyui])).err).toMatch(/--dataset: say which one:/)
    expect((await run(['sample', ...comfyui, '--model', 'SDXL'])).err).toMatch(/--model: expected one of these, got 'SDXL':\n {2}Colours/)
  })

  test('a simulated voter says which pictures it can read', async () => {
    const { comfyui } = await start()
    await run(['sample', ...comfyui])
    const { code, err } = await run(['pairs', ...comfyui, '--dataset', 'Command line', '--voter', MEADOW_LOVER])
    expect(code).toBe(1)
    expect(err).toMatch(/--voter: a simulated voter reads the demo model's pictures of 32 x 32 pixels, got one of 4 x 4\. Vote on these in the panel/)
    expect((await run(['pairs', ...comfyui, '--voter', 'nobody.json'])).err).toMatch(/nobody\.json cannot be read/)
  })
})

describe('import', () => {
  function folderOfPictures(): string {
    const folder = newFolder()
    mkdirSync(join(folder, 'sub'))
    for (const [index, name] of ['a.png', 'sub/b.png', 'c.png'].entries())
      writeFileSync(join(folder, name), pngWithTexts(makePng(index), { parameters: `a red house\nSteps: 20, Seed: ${index}` }))
    writeFileSync(join(folder, 'notes.txt'), 'no picture')
    return folder
  }

  test('sends pictures of this machine, and forgets them when it was only a look', async () => {
    const { comfyui, front } = await start()
    const folder = folderOfPictures()
    const look = await run(['pairs', ...comfyui, '--import', folder, '--dataset', 'Houses', '--dry-run'])
    expect(look.err).toMatch(/3 pictures make 1 pairs with 0 votes\.\n1 found no partner/)
    expect(look.result).toMatchObject({ pairs: 1, written: false })
    expect(front.seen.at(-1)).toMatch(/^DELETE \/see-dpo\/api\/imports\//)
    expect((await run(['pairs', ...comfyui])).result.datasets).toEqual([])

    const real = await run(['pairs', ...comfyui, '--import', folder, '--dataset', 'Houses'])
    expect(real.result).toMatchObject({ dataset: { name: 'Houses' }, pairs: 1, votes: 0, written: true })
    expect(front.seen.filter((line) => line.startsWith('PUT')).map((line) => new URL(line.slice(4), 'http://x').searchParams.get('name'))).not.toContain(
      'notes.txt',
    )
    expect((await run(['pairs', ...comfyui, '--dataset', 'Houses'])).result.pairs).toMatchObject([{ prompt: 'a red house' }])
  })

  test('a folder with nothing in it', async () => {
    const { comfyui } = await start()
    expect((await run(['pairs', ...comfyui, '--import', newFolder(), '--dataset', 'x'])).err).toMatch(
      /--import: expected a folder with \.png, .* got .* without any/,
    )
    expect((await run(['pairs', ...comfyui, '--import', '/no/such/folder', '--dataset', 'x'])).err).toMatch(/expected a folder that can be read, got ENOENT/)
  })
})

test('a model that can’t be trained is told in the server’s words', async () => {
  const { comfyui } = await start()
  await run(['sample', ...comfyui])
  for (const args of [[], ['--list'], ['--estimate']])
    expect((await run(['train', ...comfyui, ...args])).err).toMatch(/expected one that can be trained, got colours/)
})

describe('what is in the way', () => {
  test('no pack, a login, a path in front', async () => {
    const bare = await newFront({})
    expect((await run(['pairs', '--url', bare.url])).err).toMatch(/has no comfyui-see-dpo pack \(404\)\. Put it into custom_nodes there and restart ComfyUI/)
    const guarded = await newFront({ server: await newServer(), token: 'tok', path: '/comfy' })
    expect((await run(['pairs', '--url', guarded.url])).err).toMatch(/wants a login \(401\)/)
    expect((await run(['pairs', '--url', guarded.url, '--token', 'secret'])).err).toMatch(/doesn't take the token \(401\)/)
    expect((await run(['pairs', '--url', guarded.url], { environment: { COMFYUI_TOKEN: 'tok' } })).code).toBe(0)
    expect((await run(['pairs', '--url', guarded.url.replace('/comfy', ''), '--token', 'tok'])).err).toMatch(/Is the address right, with its path/)
  })

  test('nobody there', async () => {
    const { code, err, result } = await run(['pairs', '--url', 'http://127.0.0.1:1'])
    expect(code).toBe(1)
    expect(err).toMatch(/^\nComfyUI at http:\/\/127\.0\.0\.1:1 can't be reached \(/)
    expect(result).toEqual({ error: { code: 'host', message: err.trim() } })
  })
})

test('as a program: Ctrl+C once stops, the last line is the result, the exit code says so', async () => {
  const { comfyui } = await start({ colours: { pauseMs: 40 } })
  const child = spawn(process.execPath, [join(PACK, 'src/cli/main.ts'), 'sample', ...comfyui, '--pairs', '100'], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    if (!/%/.test(err) && /%/.test(err + chunk)) child.kill('SIGINT')
    err += chunk
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect(code, err).toBe(130)
  expect(JSON.parse(out.trimEnd().split('\n').at(-1) as string)).toMatchObject({ command: 'sample', stopped: true })
})

test('npm run comfyui is what starts it', () => {
  const { scripts } = JSON.parse(readFileSync(join(PACK, 'package.json'), 'utf8'))
  expect(scripts.comfyui).toBe('node scripts/run.mjs src/cli/main.ts')
})
