/**
 * The command line against both ComfyUI versions with our pack in them: from nothing to a LoRA in ComfyUI's own list, through the
 * bridge and the host's own sampler.
 */
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { comfyuiClient } from '../../src/host/comfyui/comfyui-client.ts'
import { run } from '../cli/front.ts'
import { eachComfyui, sharedComfyui } from './each-comfyui.ts'
import { PACK } from './start-comfyui.ts'

// Sampling and training for real, on a machine that may be busy.
vi.setConfig({ testTimeout: 600_000 })

const VOTER = join(PACK, 'assets', 'voters', 'meadow-lover.json')
/** Of a run whose only aim is to end. */
const QUICK = ['pairsPerStep=4', 'draws=4', 'evaluateEvery=2', 'samples=0'].flatMap((setting) => ['--set', setting])

eachComfyui('command line', (install) => {
  const comfyui = sharedComfyui(install)

  test('sample, vote, train, export, evaluate', async () => {
    const cli = (name: string, ...args: string[]) => run([name, '--url', comfyui().url, ...args])
    const sampled = await cli('sample', '--model', 'demo', '--prompt', 'a small red flower', '--prompt', 'a large blue flower', '--pairs', '6', '--steps', '2')
    expect(sampled.result, sampled.err).toMatchObject({ pairs: 12, stopped: false })
    expect(sampled.err).toContain(`ComfyUI ${install.version} at ${comfyui().url}`)
    const voted = await cli('pairs', '--dataset', 'Command line', '--voter', VOTER)
    expect(voted.result.votes, voted.err).toBeGreaterThanOrEqual(12)
    const trained = await cli('train', '--steps', '4', '--name', 'Live', ...QUICK)
    expect(trained.result, trained.err).toMatchObject({ run: { name: 'Live', status: 'finished', step: 4 }, stopped: false })
    const exported = await cli('export', '--name', 'from-a-terminal')
    expect(exported.result.path, exported.err).toBe(join(comfyui().base, 'output', 'loras', 'from-a-terminal.safetensors'))
    expect(await comfyuiClient({ baseUrl: comfyui().url }).modelFiles('loras')).toContain('from-a-terminal.safetensors')
    const evaluated = await cli('evaluate', '--rows', '1', '--voter', VOTER)
    expect(evaluated.result, evaluated.err).toMatchObject({ comparison: { rows: 1 }, result: { open: 0 } })
  })
})
