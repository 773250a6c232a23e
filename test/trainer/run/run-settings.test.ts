/** Settings of a run: defaults, and a sentence that names whatever is unknown, missing or impossible. */
import { describe, expect, test } from 'vitest'
import { methodScale, RUN_DEFAULTS, resolveSettings } from '../../../src/trainer/run/run-settings.ts'

const given = { model: 'm.safetensors' }

test('defaults are filled in and are themselves allowed', () => {
  expect(resolveSettings(given)).toEqual({ ...RUN_DEFAULTS, ...given })
  expect(resolveSettings({ ...given, rank: 3, gamma: 12 })).toMatchObject({ rank: 3, gamma: 12, alpha: RUN_DEFAULTS.alpha })
  const whole = resolveSettings({
    ...given,
    initial: 'a.safetensors',
    frozen: [{ path: 'b.safetensors', strength: -0.5 }],
    prediction: 'v',
    zeroTerminal: true,
  })
  expect(resolveSettings(JSON.parse(JSON.stringify(whole))), 'through JSON, as the child reads them').toEqual(whole)
})

test('a method brings its own defaults, and what is given goes before them', () => {
  expect(resolveSettings({ ...given, method: 'diffusion-kto' }).beta).toBe(1000)
  expect(resolveSettings({ ...given, method: 'mapo' }).beta).toBe(0.1)
  expect(resolveSettings({ ...given, method: 'mapo', beta: 0.3 }).beta).toBe(0.3)
  // 0.8 to 1.2 was a bug in D3PO's repository (yk7333/d3po#4).
  expect(resolveSettings({ ...given, method: 'see-d3po' })).toMatchObject({ beta: 0.1, gamma: 0.05, ratioClamp: 0.1, offset: 'raw', pairsPerStep: 1 })
})

test('strengths are on the scale of a method whatever the model; what is chosen for a model stays the model’s', () => {
  expect(methodScale('see-spo')).toEqual({ beta: 10, gamma: 2, offset: 'raw', pairsPerStep: 4 })
  for (const method of ['diffusion-dpo', undefined, 'no such method']) expect(methodScale(method)).toEqual({})
})

describe('refused by name', () => {
  test.each<[string, object, RegExp]>([
    ['unknown', { learningrate: 1 }, /^run settings: expected one of .*learningRate.*got 'learningrate'\. Check the spelling/],
    ['missing model', { model: undefined }, /^model: expected the path of a checkpoint file, got undefined/],
    ['empty model', { model: '' }, /^model: .*got ""/],
    ['missing number', { steps: undefined }, /^steps: expected a whole number from 1 to 1000000, got undefined/],
    ['text for a number', { steps: '100' }, /^steps: .*got 100/],
    ['NaN', { learningRate: Number.NaN }, /^learningRate: expected a number from 1e-9 to 1, got NaN/],
    ['fraction', { rank: 2.5 }, /^rank: expected a whole number from 1 to 4096, got 2\.5/],
    ['below', { draws: 0 }, /^draws: expected a whole number from 1 to 1024, got 0/],
    ['above', { heldOut: 0.6 }, /^heldOut: expected a number from 0\.02 to 0\.5, got 0\.6/],
    ['negative', { warmup: -1 }, /^warmup: .*got -1/],
    ['threads', { threads: 0 }, /^threads: /],
    ['seed', { seed: 2 ** 53 }, /^seed: /],
    ['method', { method: 'dpo' }, /^method: expected diffusion-dpo, see-diffusion-dpo, .*got 'dpo'/],
    ['beta', { beta: 0 }, /^beta: /],
    ['gamma', { gamma: -5 }, /^gamma: expected 0 or more/],
    ['gamma without entropy term', { method: 'diffusion-dpo', gamma: 100 }, /^gamma: expected 0 with diffusion-dpo, got 100/],
    ['label smoothing', { labelSmoothing: 0.5 }, /^label smoothing: /],
    ['link', { link: 'square' }, /^link: expected 'logistic', 'ipo', 'hinge', 'poly', got "square"/],
    ['share of liked pictures', { likedShare: 1 }, /^likedShare: expected a number from 0\.01 to 0\.99, got 1/],
    ['ratio clamp', { method: 'd3po', ratioClamp: 1 }, /^ratioClamp: expected a number above 0 and below 1, got 1/],
    ['offset clip', { offsetClip: 0 }, /^offsetClip: /],
    ['loser scaling of chains', { method: 'd3po', loserScaling: 0.5 }, /^loserScaling: expected 0 with d3po/],
    ['entropy for D3PO', { method: 'd3po', gamma: 0.1 }, /^gamma: expected 0 with d3po, got 0\.1\. Use see-d3po/],
    ['ties', { ties: 'drop' }, /^ties: expected 'half' or 'omit', got "drop"/],
    ['offset', { offset: 'mean' }, /^offset: expected 'averaged' or 'raw'/],
    ['reference', { reference: null }, /^reference: expected 'stored' or 'computed', got null/],
    ['profile', { profile: 'fast' }, /^profile: expected 'small' or 'lean', got "fast"/],
    ['prediction', { prediction: 'x0' }, /^prediction: expected 'eps' or 'v'/],
    ['zero terminal', { zeroTerminal: 1 }, /^zeroTerminal: expected true or false/],
    ['checkpoint', { checkpoint: 'yes' }, /^checkpoint: expected true or false/],
    ['one member', { oneMember: 0 }, /^oneMember: expected true or false/],
    ['no targets', { targets: [] }, /^targets: expected a list of module name patterns, got \[\]/],
    ['targets as text', { targets: '*.to_q' }, /^targets: /],
    ['initial', { initial: 3 }, /^initial: expected the path of a LoRA file, got 3/],
    ['frozen without strength', { frozen: [{ path: 'a' }] }, /^frozen: expected a list of \{ path, strength \}, got \[\{"path":"a"\}\]/],
    ['frozen null', { frozen: [null] }, /^frozen: /],
    ['frozen as text', { frozen: 'a.safetensors' }, /^frozen: /],
    ['pairs per call', { pairsPerStep: 16, pairsPerCall: 3 }, /^pairsPerCall: expected a divisor of pairsPerStep \(16\), got 3/],
  ])('%s', (_, change, message) => {
    expect(() => resolveSettings({ ...given, ...change })).toThrow(expect.objectContaining({ code: 'input', message: expect.stringMatching(message) }))
  })
})
