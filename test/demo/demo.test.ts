/**
 * The demo as a person runs it: the whole loop from one command, and Ctrl+C in the middle of it. The slowest test of the
 * project, and the one that says whether its main job works.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { DEMO_MODEL } from '../../src/demo/demo-options.ts'
import { readLora } from '../../src/trainer/lora/lora-file.ts'
import { openUnetModel } from '../../src/trainer/models/unet/unet-model.ts'

const folder = mkdtempSync(join(tmpdir(), 'see-dpo demo ü-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

function demo(args: readonly string[], onOutput: (child: ChildProcess, stderr: string) => void = () => {}): Promise<Ended> {
  const child = spawn(process.execPath, ['src/demo/main.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk) => {
    ended.stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    ended.stderr += chunk
    onOutput(child, ended.stderr)
  })
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...ended })))
}

describe('npm run demo', () => {
  it('samples, votes, trains, exports, proves and reports', { timeout: 900_000 }, async () => {
    const out = join(folder, 'whole')
    const { code, stdout, stderr } = await demo(['--out', out])
    expect(code, stderr).toBe(0)
    const result = JSON.parse(stdout.trim().split('\n').at(-1) as string)
    expect(Object.keys(result)).toEqual(['seconds', 'votes', 'winRate', 'winRateLow', 'heldOutAccuracy', 'diversityBefore', 'diversityAfter', 'lora', 'report'])
    expect(result.winRateLow).toBeGreaterThan(0.6)
    expect(result.diversityAfter / result.diversityBefore).toBeGreaterThan(0.7)
    // Of 25 held-out votes: the interval is wide, and the win rate above is what is promised.
    expect(result.heldOutAccuracy).toBeGreaterThan(0.5)
    for (const file of ['report.html', 'base-and-tuned.png']) expect(existsSync(join(out, 'report', file))).toBe(true)
    expect(readFileSync(result.report, 'utf8')).not.toMatch(/(src|href)="?https?:/)

    const model = openUnetModel(DEMO_MODEL)
    const lora = readLora(result.lora, model.layout, (module) => model.modules.get(module))
    // Six transformers with two attentions of four projections each.
    expect(lora.adapters).toHaveLength(48)
    expect(lora.metadata).toMatchObject({ 'see_dpo.objective': 'see-diffusion-dpo', 'modelspec.prediction_type': 'v' })
  })

  it('keeps what there is on Ctrl+C, and does not let another run into the folder', { timeout: 900_000 }, async () => {
    const out = join(folder, 'stopped')
    const args = ['--votes', '60', '--seed', '2', '--out', out]
    let sent = false
    const first = await demo(args, (child, stderr) => {
      if (sent || !/Training .*held-out/.test(stderr)) return
      sent = true
      child.kill('SIGINT')
    })
    expect(first.code, first.stderr).toBe(130)
    expect(first.stderr).toMatch(/Stopped after \d+ of 200 steps/)
    const lora = join(out, 'run', 'lora.safetensors')
    expect(existsSync(lora)).toBe(true)
    expect(existsSync(join(out, 'run', 'lock'))).toBe(false)

    const other = await demo([...args, '--method', 'diffusion-dpo'])
    expect(other.code).toBe(1)
    expect(other.stderr).toMatch(/holds a run with other settings/)
    expect(existsSync(lora)).toBe(true)
  })
})
