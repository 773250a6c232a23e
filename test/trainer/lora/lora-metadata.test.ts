/** LoRA metadata: wrong fields are named, and one complete record is pinned. */
import { describe, expect, test } from 'vitest'
import { type LoraMetadata, loraMetadata } from '../../../src/trainer/lora/lora-metadata.ts'

const run: LoraMetadata = {
  title: 'my taste',
  architecture: 'stable-diffusion-v1',
  baseModelVersion: 'sd_v1',
  predictionType: 'epsilon',
  width: 512,
  height: 768,
  rank: 8,
  alpha: 4,
  base: { name: 'base ü.safetensors', sha256: 'a'.repeat(64), legacyHash: '0123abcd' },
  startedAt: new Date('2026-01-02T03:04:05.678Z'),
  finishedAt: new Date('2026-01-02T04:04:05.000Z'),
  trainImages: 60,
  steps: 200,
  batchSize: 16,
  learningRate: 1e-4,
  seed: 7,
  objective: 'see-diffusion-dpo',
  beta: 5000,
  gamma: 12.5,
  gammaN: 0.3,
  votes: { count: 160, sha256: 'b'.repeat(64) },
  version: '0.1.0',
}

describe('a field that is not as described is named', () => {
  test.each<[string, Partial<Record<keyof LoraMetadata, unknown>>, RegExp]>([
    ['empty title', { title: '' }, /title must be a text of 1 to 255 characters, got 0 characters/],
    ['long title', { title: 'x'.repeat(256) }, /title .* got 256 characters/],
    ['half a surrogate', { title: '\ud800' }, /title must be/],
    ['title of another type', { title: 3 }, /title must be .* got 3/],
    ['long description', { description: 'x'.repeat(10_001) }, /description must be/],
    ['folder in the name', { base: { ...run.base, name: '/home/me/model.safetensors' } }, /base.name must be a file name without its folder/],
    ['Windows folder', { base: { ...run.base, name: 'C:\\m.safetensors' } }, /base.name must be/],
    ['short hash', { base: { ...run.base, sha256: 'abc' } }, /base.sha256 must be 64 lower-case hex digits, got abc/],
    ['upper-case hash', { votes: { count: 1, sha256: 'B'.repeat(64) } }, /votes.sha256 must be/],
    ['legacy hash', { base: { ...run.base, legacyHash: 'xyz' } }, /base.legacyHash must be 8/],
    ['NaN', { beta: Number.NaN }, /beta must be a finite number, got NaN/],
    ['infinite rate', { learningRate: Number.POSITIVE_INFINITY }, /learningRate must be/],
    ['negative steps', { steps: -1 }, /steps must be a whole number from 0 up, got -1/],
    ['half a vote', { votes: { ...run.votes, count: 0.5 } }, /votes.count must be/],
    ['seed', { seed: 1.5 }, /seed must be a whole number/],
    ['date', { finishedAt: new Date('never') }, /finishedAt must be a valid date/],
    ['prediction type', { predictionType: 'x0' }, /predictionType must be epsilon or v, got x0/],
  ])('%s', (_, part, want) => {
    expect(() => loraMetadata({ ...run, ...part } as LoraMetadata)).toThrow(expect.objectContaining({ code: 'input', message: expect.stringMatching(want) }))
  })
})

test('the whole record', () => {
  expect(loraMetadata(run)).toEqual({
    ss_network_module: 'networks.lora',
    ss_network_dim: '8',
    ss_network_alpha: '4',
    ss_base_model_version: 'sd_v1',
    ss_v2: 'False',
    ss_sd_model_name: 'base ü.safetensors',
    ss_sd_model_hash: '0123abcd',
    ss_new_sd_model_hash: 'a'.repeat(64),
    ss_output_name: 'my taste',
    ss_training_started_at: '1767323045.678',
    ss_training_finished_at: '1767326645',
    ss_num_train_images: '60',
    ss_num_reg_images: '0',
    ss_steps: '200',
    ss_max_train_steps: '200',
    ss_total_batch_size: '16',
    ss_learning_rate: '0.0001',
    ss_unet_lr: '0.0001',
    ss_resolution: '(512, 768)',
    ss_seed: '7',
    ss_training_comment: 'trained by comfyui-see-dpo 0.1.0 on 160 votes',
    'modelspec.sai_model_spec': '1.0.1',
    'modelspec.architecture': 'stable-diffusion-v1/lora',
    'modelspec.implementation': 'diffusers',
    'modelspec.title': 'my taste',
    'modelspec.date': '2026-01-02T04:04:05.000Z',
    'modelspec.resolution': '512x768',
    'modelspec.prediction_type': 'epsilon',
    'see_dpo.version': '0.1.0',
    'see_dpo.objective': 'see-diffusion-dpo',
    'see_dpo.beta': '5000',
    'see_dpo.gamma': '12.5',
    'see_dpo.gamma_n': '0.3',
    'see_dpo.votes': '160',
    'see_dpo.votes_sha256': 'b'.repeat(64),
    'see_dpo.base_sha256': 'a'.repeat(64),
    'see_dpo.steps': '200',
    'see_dpo.seed': '7',
  })
})

test('optional fields leave no empty keys, and SD2 is marked as sd-scripts marks it', () => {
  const { gammaN: _, ...rest } = run
  const metadata = loraMetadata({
    ...rest,
    base: { name: 'b', sha256: run.base.sha256 },
    baseModelVersion: 'sd_v2_v',
    predictionType: 'v',
    description: 'text',
  })
  expect(metadata).not.toHaveProperty(['see_dpo.gamma_n'])
  expect(metadata).not.toHaveProperty('ss_sd_model_hash')
  expect(metadata).toMatchObject({ ss_v2: 'True', 'modelspec.prediction_type': 'v', 'modelspec.description': 'text' })
  expect(Object.values(metadata).every((value) => typeof value === 'string')).toBe(true)
})
