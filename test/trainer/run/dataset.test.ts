/** How votes are held out, and votes as a file: round trip, and what a broken or foreign file says. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openSafetensors } from '../../../src/trainer/models/safetensors/open-safetensors.ts'
import { type TensorToWrite, writeSafetensors } from '../../../src/trainer/models/safetensors/write-safetensors.ts'
import { type Dataset, type DatasetPair, splitDataset } from '../../../src/trainer/run/dataset.ts'
import { readDataset, writeDataset } from '../../../src/trainer/run/dataset-file.ts'
import { temporaryFolder, tinyCaption, tinyDataset } from '../tiny-unet.ts'

/** Pairs by prompt (`prompts[i]` of prompt i), each with a seed group of its own unless `seeds` says how many. */
function votes(prompts: readonly number[], seeds = Number.POSITIVE_INFINITY): Pick<Dataset, 'pairs' | 'prompts'> {
  const list = prompts.flatMap((count, prompt) => Array<number>(count).fill(prompt))
  return {
    prompts: prompts.map((_, i) => ({ group: `p${i}`, conditioning: tinyCaption(`p${i}`) })),
    pairs: list.map((prompt, i): DatasetPair => ({ winner: 2 * i, loser: 2 * i + 1, prompt, label: 1, seedGroup: String(i % seeds) })),
  }
}

describe('holding out', () => {
  test.each([
    ['prompts, where there are eight', votes(Array<number>(10).fill(4)), 'prompt', 8],
    ['seed groups, where prompts are fewer', votes([20, 20], 10), 'seed group', 8],
    ['single pairs, where all have few seeds', votes([20, 20], 5), 'pair', 6],
  ] as const)('%s', (_, dataset, by, heldOut) => {
    for (let seed = 0; seed < 20; seed++) {
      const split = splitDataset(dataset, 0.15, seed)
      expect([split.by, split.heldOut.length], `seed ${seed}`).toEqual([by, heldOut])
      expect([...split.training, ...split.heldOut].sort((a, b) => a.winner - b.winner)).toEqual(dataset.pairs)
      const unit = (pair: DatasetPair): unknown => (by === 'prompt' ? pair.prompt : by === 'seed group' ? pair.seedGroup : pair.winner)
      const outside = new Set(split.heldOut.map(unit))
      expect(split.training.some((pair) => outside.has(unit(pair)))).toBe(false)
    }
    expect(splitDataset(dataset, 0.15, 1)).toEqual(splitDataset(dataset, 0.15, 1))
    expect(new Set(Array.from({ length: 20 }, (_, seed) => splitDataset(dataset, 0.15, seed).heldOut[0].winner)).size).toBeGreaterThan(2)
  })
  test('prompts that nobody voted on do not count', () => {
    const { pairs, prompts } = votes([20, 0, 0, 0, 0, 0, 0, 0, 0])
    const split = splitDataset({ pairs, prompts }, 0.15, 1)
    expect([split.by, split.training.length, split.heldOut.length]).toEqual(['seed group', 17, 3])
  })
  test('a prompt that most votes are about stays in training', () => {
    const dataset = votes([93, 1, 1, 1, 1, 1, 1, 1])
    for (let seed = 0; seed < 20; seed++) {
      const split = splitDataset(dataset, 0.05, seed)
      expect([split.training.length, split.heldOut.length], `seed ${seed}`).toEqual([95, 5])
    }
  })
  test('what was set aside while voting is held out, its pictures are in no other pair, and more is added up to the share', () => {
    const { pairs, prompts } = votes([20, 20], 40)
    // Pair 7 shares a picture with pair 3, which is set aside.
    const marked = pairs.map((pair, i): DatasetPair => (i === 3 ? { ...pair, heldOut: true } : i === 7 ? { ...pair, loser: pairs[3].winner } : pair))
    for (let seed = 0; seed < 20; seed++) {
      const few = splitDataset({ pairs: marked, prompts }, 0.15, seed)
      expect(few.heldOut, `seed ${seed}`).toEqual(expect.arrayContaining([marked[3], marked[7]]))
      expect(few.heldOut.length).toBe(6)
      const many = splitDataset({ pairs: pairs.map((pair, i) => ({ ...pair, heldOut: i % 4 === 0 })), prompts }, 0.15, seed)
      expect(many.heldOut.map(({ winner }) => winner / 2)).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36])
    }
  })
  test('what a run goes on from has learned from measures nothing, and neither does its prompt', () => {
    const { pairs, prompts } = votes(Array<number>(10).fill(4))
    const learned = pairs.map((pair): DatasetPair => (pair.prompt < 8 && pair.winner % 8 === 0 ? { ...pair, heldOut: false } : pair))
    for (let seed = 0; seed < 20; seed++) {
      const { heldOut } = splitDataset({ pairs: learned, prompts }, 0.15, seed)
      expect(new Set(heldOut.map(({ prompt }) => prompt)), `seed ${seed}`).toEqual(new Set([8, 9]))
    }
  })
  test('ten votes are enough, nine are not', () => {
    expect(splitDataset(votes([10]), 0.15, 1).heldOut.length).toBe(2)
    expect(() => splitDataset(votes([9]), 0.15, 1)).toThrow('training: expected at least 10 votes, got 9. Vote on more pairs.')
  })
})

describe('a dataset file', () => {
  const folder = temporaryFolder()
  const plain = tinyDataset()
  const labelled: Dataset = {
    ...plain,
    prompts: plain.prompts.map((prompt, i) => ({
      group: `größe "${i}" 花`,
      conditioning: { ...prompt.conditioning, label: Float32Array.of(i, 1) },
    })),
    empty: { ...plain.empty, label: Float32Array.of(0, 0) },
  }
  const promptless: Dataset = {
    ...plain,
    latentShape: [2],
    latents: plain.latents.map((latent) => latent.slice(0, 2)),
    prompts: [{ group: 'points', conditioning: { context: new Float32Array(), tokens: 0 } }],
    empty: { context: new Float32Array(), tokens: 0 },
    pairs: plain.pairs.map((pair) => ({ ...pair, prompt: 0 })),
  }
  test.each([
    ['as votes are', plain],
    ['with pooled labels and odd names', labelled],
    ['of points without prompts', promptless],
    [
      'of thumbs',
      {
        ...plain,
        pairs: [],
        thumbs: [
          { latent: 3, prompt: 1, liked: true, seedGroup: 's' },
          { latent: 0, prompt: 0, liked: false, seedGroup: 't', heldOut: true },
        ],
      },
    ],
  ])('%s comes back as it was', (name, dataset) => {
    const path = join(folder, `${name}.safetensors`)
    writeDataset(path, dataset)
    expect(readDataset(path)).toEqual(dataset)
  })

  const numbers = (name: string, shape: number[]): TensorToWrite => ({ name, dtype: 'F32', shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) })
  const metadata = { 'see_dpo.dataset': '1', latentShape: '[2]', groups: '["g"]', pairs: '[[0,1,0,1,"s"]]' }
  const tensors = [numbers('latent 0', [2]), numbers('latent 1', [2]), numbers('prompt 0 context', [1, 2]), numbers('empty context', [1, 2])]
  const read = (change: Partial<Record<keyof typeof metadata | 'thumbs', string>>, list: TensorToWrite[] = tensors): Dataset => {
    const path = join(folder, 'broken.safetensors')
    writeSafetensors(path, list, { ...metadata, ...change })
    return readDataset(path)
  }
  test('the whole one that the broken ones are made from is read', () => {
    expect(read({}).pairs).toEqual([{ winner: 0, loser: 1, prompt: 0, label: 1, seedGroup: 's' }])
  })
  test.each<[string, Partial<Record<keyof typeof metadata | 'thumbs', string>>, RegExp]>([
    ['thumbs of a picture that is not there', { thumbs: '[[2,0,true,"s"]]' }, /name its 2 pictures and 1 prompts, got \[2,0,true,"s"\]/],
    ['a thumb that points nowhere', { thumbs: '[[0,0,1,"s"]]' }, /got \[0,0,1,"s"\]/],
    ['another file', { 'see_dpo.dataset': '2' }, /expected a see-dpo dataset, got another safetensors file/],
    ['no JSON', { pairs: '[[0,1' }, /expected a list 'pairs'/],
    ['no list', { groups: '{}' }, /expected a list 'groups'/],
    ['a picture that is not there', { pairs: '[[0,2,0,1,"s"]]' }, /name its 2 pictures and 1 prompts, got \[0,2,0,1,"s"\]/],
    ['a negative picture', { pairs: '[[-1,1,0,1,"s"]]' }, /got \[-1,1/],
    ['a fraction of a picture', { pairs: '[[0.5,1,0,1,"s"]]' }, /got \[0\.5,1/],
    ['a prompt that is not there', { pairs: '[[0,1,1,1,"s"]]' }, /got \[0,1,1/],
    ['a label above 1', { pairs: '[[0,1,0,1.5,"s"]]' }, /got \[0,1,0,1\.5/],
    ['a label in words', { pairs: '[[0,1,0,"x","s"]]' }, /got \[0,1,0,"x"/],
    ['a pair that is no list', { pairs: '[null]' }, /got null/],
    ['another shape of latents', { latentShape: '[1,2]' }, /'latent 0' to be of shape \[1, 2\], got \[2\]/],
  ])('%s is refused', (_, change, message) => {
    expect(() => read(change)).toThrow(expect.objectContaining({ code: 'file-format', message: expect.stringMatching(message) }))
  })
  test('one latent of another shape is refused', () => {
    expect(() => read({}, [...tensors.slice(0, 1), numbers('latent 1', [3]), ...tensors.slice(2)])).toThrow(/'latent 1' to be of shape \[2\], got \[3\]/)
  })
  test('a caption that is missing is refused by name', () => {
    expect(() => read({}, tensors.slice(0, 2))).toThrow(/prompt 0 context/)
  })
  test('a latent that is not finite is not written', () => {
    const path = join(folder, 'poisoned.safetensors')
    const latents = plain.latents.map((latent, i) => (i === 3 ? latent.map(() => Number.NaN) : latent))
    expect(() => writeDataset(path, { ...plain, latents })).toThrow(/"latent 3" has the value NaN/)
    expect(() => openSafetensors(path)).toThrow(/can't be opened/)
  })
})
