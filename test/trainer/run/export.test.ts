/** The LoRA that a run exports: names, alpha, metadata, and its numbers within half precision. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { readLora } from '../../../src/trainer/lora/lora-file.ts'
import { sha256OfFile, sha256OfTensorData } from '../../../src/trainer/models/safetensors/file-hash.ts'
import { openSafetensors } from '../../../src/trainer/models/safetensors/open-safetensors.ts'
import { openUnetModel } from '../../../src/trainer/models/unet/unet-model.ts'
import { bestPath } from '../../../src/trainer/run/prepare-run.ts'
import { loadRunState } from '../../../src/trainer/run/run-state.ts'
import type { RunResult } from '../../../src/trainer/run/training-run.ts'
import { relativeError } from '../relative-error.ts'
import { tinyRuns } from './tiny-run.ts'

const { run, folder, model, dataset } = tinyRuns()
let result: RunResult
let path: string
const startedAt = Date.now()
beforeAll(async () => {
  result = await run('exported', { rank: 3, alpha: 1.5, steps: 4 })
  path = result.lora?.path as string
})

test('kohya names with alpha, F16, nothing else', () => {
  const file = openSafetensors(path)
  const names = [...file.tensors.keys()]
  const types = new Set([...file.tensors.values()].map(({ dtype, shape }) => `${dtype} ${shape.length}`))
  file.close()
  const modules = ['attn1', 'attn2'].flatMap((attention) => ['to_q', 'to_k', 'to_v', 'to_out_0'].map((part) => `${attention}_${part}`))
  const expected = modules.flatMap((module) =>
    ['lora_down.weight', 'lora_up.weight', 'alpha'].map((part) => `lora_unet_mid_block_attentions_0_transformer_blocks_0_${module}.${part}`),
  )
  expect(names.sort()).toEqual(expected.sort())
  expect(types).toEqual(new Set(['F16 2', 'F32 0']))
})

test('read back, it is the adapter of the best checkpoint within half precision', () => {
  const file = openSafetensors(bestPath(folder('exported')))
  const best = loadRunState(file.path, file.metadata.identity)
  file.close()
  const { adapters, ignored } = readLora(path, openUnetModel(model).layout, (module) => openUnetModel(model).modules.get(module))
  expect(ignored).toEqual([])
  const byName = new Map(best?.adapters.map((adapter) => [adapter.module, adapter]))
  expect(adapters.length).toBe(byName.size)
  for (const { module, down, up, alpha, downShape } of adapters) {
    const trained = byName.get(module)
    expect(trained?.up.some((value) => value !== 0)).toBe(true)
    expect(relativeError(down, trained?.down as Float32Array)).toBeLessThan(2 ** -11)
    expect(relativeError(up, trained?.up as Float32Array)).toBeLessThan(2 ** -11)
    expect([alpha, downShape[0]]).toEqual([1.5, 3])
  }
})

describe('metadata', () => {
  test('says which votes, base and objective made it', () => {
    const file = openSafetensors(path)
    const { metadata } = file
    file.close()
    const base = sha256OfFile(model)
    expect(metadata).toMatchObject({
      ss_network_module: 'networks.lora',
      ss_network_dim: '3',
      ss_network_alpha: '1.5',
      ss_sd_model_name: 'model.safetensors',
      ss_new_sd_model_hash: base,
      ss_num_train_images: '24',
      ss_steps: String(result.lora?.step),
      ss_total_batch_size: '4',
      ss_learning_rate: '0.01',
      ss_resolution: '(64, 64)',
      ss_seed: '1',
      'modelspec.sai_model_spec': '1.0.1',
      'modelspec.architecture': 'see-dpo-demo/lora',
      'modelspec.title': 'see-dpo model',
      'modelspec.resolution': '64x64',
      'modelspec.prediction_type': 'epsilon',
      'modelspec.hash_sha256': `0x${sha256OfTensorData(path)}`,
      sshs_model_hash: sha256OfTensorData(path),
      'see_dpo.version': JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).version,
      'see_dpo.objective': 'see-diffusion-dpo',
      'see_dpo.beta': '200',
      'see_dpo.gamma': String(result.gamma),
      'see_dpo.gamma_n': '0.3',
      'see_dpo.votes': '12',
      'see_dpo.votes_sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
      'see_dpo.base_sha256': base,
    })
    const [started, finished] = [Number(metadata.ss_training_started_at) * 1000, Number(metadata.ss_training_finished_at) * 1000]
    expect(started).toBeGreaterThanOrEqual(startedAt - 1)
    expect(finished).toBeGreaterThanOrEqual(started)
    expect(finished).toBeLessThanOrEqual(Date.now())
  })
  test('the hash of the votes goes with the votes, and a given gamma is no gamma_n', async () => {
    const metadataOf = (file: string): Record<string, string> => readLora(file, openUnetModel(model).layout).metadata
    const short = { rank: 3, alpha: 1.5, steps: 1 }
    const again = await run('same votes', { ...short, gamma: 2 })
    const turned = dataset.pairs.map((pair, i) => (i === 0 ? { ...pair, winner: pair.loser, loser: pair.winner } : pair))
    const other = await run('other votes', short, { dataset: { ...dataset, pairs: turned } })
    const hash = metadataOf(path)['see_dpo.votes_sha256']
    const same = metadataOf(again.lora?.path as string)
    expect(same['see_dpo.votes_sha256']).toBe(hash)
    expect([same['see_dpo.gamma'], same['see_dpo.gamma_n']]).toEqual(['2', undefined])
    expect(metadataOf(other.lora?.path as string)['see_dpo.votes_sha256']).not.toBe(hash)
  })
})
