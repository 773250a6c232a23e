/** The command line before anything is asked for: help, and options that can't be. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { COMMANDS, commandLine } from '../../src/cli/command-line.ts'
import { newServer } from '../server/new-server.ts'
import { newFront, run } from './front.ts'

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']]])('%j tells the commands', async (args) => {
    const { code, out } = await run(args)
    expect(code).toBe(0)
    for (const { name } of COMMANDS) expect(out).toMatch(new RegExp(`^  ${name} `, 'm'))
  })

  test.each(COMMANDS.map(({ name }) => name))('%s --help tells every option', async (name) => {
    const { code, out } = await run([name, '--help'])
    expect(code).toBe(0)
    const { options } = COMMANDS.find((command) => command.name === name) as (typeof COMMANDS)[number]
    for (const option of [...Object.keys(options), 'url', 'token', 'token-in', 'header', 'insecure']) expect(out).toMatch(new RegExp(`^  --${option}\\b`, 'm'))
    for (const line of out.split('\n')) expect(line.length).toBeLessThan(150)
  })
})

describe('the way to ComfyUI', () => {
  const connection = (args: readonly string[], environment = {}) => {
    const line = commandLine(['sample', ...args], environment)
    return line.help === undefined ? line.connection : undefined
  }

  test('this machine by default, the environment, then options', () => {
    expect(connection([])).toMatchObject({ baseUrl: 'http://127.0.0.1:8188', token: undefined, tokenIn: 'header', headers: {}, insecure: false })
    const environment = { COMFYUI_URL: 'https://pictures.example/comfy', COMFYUI_TOKEN: 'from the environment' }
    expect(connection([], environment)).toMatchObject({ baseUrl: 'https://pictures.example/comfy', token: 'from the environment' })
    const args = ['--url', 'http://b', '--token', 't', '--token-in', 'query', '--header', 'Comfy-User: anna', '--header', 'X-Time: 10:20', '--insecure']
    expect(connection(args, environment)).toEqual({
      baseUrl: 'http://b',
      token: 't',
      tokenIn: 'query',
      headers: { 'Comfy-User': 'anna', 'X-Time': '10:20' },
      insecure: true,
    })
  })
})

test('what can’t be is said before anything is asked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'see-dpo-cli-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'big.txt'), Buffer.alloc(5 * 2 ** 20))
  const { url, seen } = await newFront({ server: await newServer() })
  for (const [args, message] of [
    [['smaple'], /expected sample, pairs, train, export, evaluate, got 'smaple'/],
    [['sample', '--pair', '3'], /--pair/],
    [['sample', 'more'], /more/],
    [['sample', '--token-in', 'cookie'], /--token-in: expected header or query, got 'cookie'/],
    [['sample', '--header', 'secret'], /--header: expected 'Name: value', got something without a colon/],
    [['sample', '--url', 'ftp://x'], /The ComfyUI address: expected one such as/],
    [['sample', '--url', 'https://pictures.example', '--insecure'], /expected one of this machine/],
    [['sample', '--pairs', '0'], /--pairs: expected a number from 1 to 1000, got '0'/],
    [['sample', '--pairs', '1.5'], /--pairs: expected a whole number/],
    [['sample', '--pictures', '3'], /--pictures: expected 2 or 4, got 3/],
    [['sample', '--seed', '-1'], /--seed/],
    [['sample', '--guidance', 'much'], /--guidance: expected a number from 0 to 100, got 'much'/],
    [['sample', '--strength', ''], /--strength/],
    [['sample', '--model', ' '], /--model: expected something, got nothing/],
    [['sample', '--prompts', join(folder, 'none.txt')], /--prompts: .* can't be read: ENOENT/],
    [['sample', '--prompts', join(folder, 'big.txt')], /--prompts: expected a text file of 4 MB at most/],
    [['pairs', '--state', 'open'], /--state: expected all, unvoted/],
    [['pairs', '--limit', '1000'], /--limit/],
    [['pairs', '--import', 'a', '--voter', 'b'], /expected --import or --voter, got both/],
    [['pairs', '--import', 'a', '--format', 'zip', '--dataset', 'x'], /--format: expected pictures, jsonl, parquet, folders, got 'zip'/],
    [['pairs', '--import', folder], /--dataset is needed: where the pairs go/],
    [['train', '--steps', 'all'], /--steps/],
    [['export', '--name', '../x'], /--name: expected a file's name without folder/],
    [['export', '--name', 'a', '--out', 'b'], /got both/],
    [['evaluate', '--strengths', '1,,2'], /--strengths: expected one to seven numbers/],
    [['evaluate', '--strengths', '1,2,3,4,5,6,7,8'], /--strengths/],
    [['evaluate', '--rows', '0'], /--rows/],
  ] as const) {
    const { code, err, result } = await run([args[0], ...(args.includes('--url' as never) ? [] : ['--url', url]), ...args.slice(1)])
    expect(code, args.join(' ')).toBe(1)
    expect(err).toMatch(message)
    expect(err).not.toContain('secret')
    expect(result.error.code).toBe('input')
  }
  expect(seen).toEqual([])
})
