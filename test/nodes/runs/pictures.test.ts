/** The nodes that bring pictures: what they write into the store, and that they write nothing twice. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { encodePng } from '../../../src/files/png.ts'
import type { Preferences } from '../../../src/nodes/node-definition.ts'
import type { Dataset } from '../../../src/preferences/types.ts'
import type { ScriptedCalls } from '../../server/bridge/scripted-bridge.ts'
import { demoCalls, type NodeServer, nodeServer } from '../node-server.ts'

let server: NodeServer
beforeEach(async () => {
  server = await nodeServer()
})

const datasetNamed = (name: string): Dataset => server.store.datasets.list().find((dataset) => dataset.name === name) as Dataset
const pairsOf = (name: string) => [...server.store.pairs.all(datasetNamed(name).id)]
const PROMPTS = 'a small red flower\n# not this\na {large|medium} blue flower'

describe('Preference Sampler', () => {
  const sample = (inputs: Record<string, unknown> = {}, calls?: ScriptedCalls) =>
    server.run('SeeDpoPreferenceSampler', { prompts: PROMPTS, pairs_per_prompt: 2, dataset: 'Flowers', steps: 7, cfg: 1.5, ...inputs }, calls)

  test('draws pairs with the settings of the node, and hands them on', async () => {
    const script = server.begin('SeeDpoPreferenceSampler', { prompts: PROMPTS, pairs_per_prompt: 2, dataset: 'Flowers', steps: 7, cfg: 1.5, negative: 'blur' })
    const { done } = await script.ended
    const dataset = datasetNamed('Flowers')
    expect(done?.outputs).toEqual([{ datasetId: dataset.id, name: 'Flowers', modelId: 'demo-flowers' }, { $images: [0, 1, 2, 3, 4, 5, 6, 7] }])
    expect(done?.files).toHaveLength(8)
    expect(dataset).toMatchObject({ modelId: 'demo-flowers', source: 'sampled', counts: { pairs: 4 } })
    for (const { prompt, images } of pairsOf('Flowers')) {
      expect(prompt.text).toMatch(/^a (small red|large blue|medium blue) flower$/)
      expect(prompt.negative).toBe('blur')
      for (const image of images) {
        expect(image.latentHash).toBeDefined()
        expect(image.generation).toMatchObject({
          model: 'demo-flowers',
          steps: 7,
          guidance: 1.5,
          sampler: 'euler_ancestral',
          latentSpace: 'demo',
          width: 32,
          height: 32,
        })
      }
    }
    const [first] = script.called.filter(({ name }) => name === 'sample')
    expect(first.args).toMatchObject({
      model: 'o-model',
      vae: 'o-vae',
      negative: { clip: 'o-clip', text: 'blur' },
      steps: 7,
      cfg: 1.5,
      scheduler: expect.any(String),
      width: 32,
    })
    expect(script.texts[0]).toMatch(/Drawing 8 pictures; they will take about .* of disk/)
    expect(script.texts.at(-1)).toMatch(/4 pairs, 4 of them without a vote/)
  })

  test('draws nothing twice: the same again, after a cancel, and with more pairs', async () => {
    await sample()
    const again = server.begin('SeeDpoPreferenceSampler', { prompts: PROMPTS, pairs_per_prompt: 2, dataset: 'flowers', steps: 7, cfg: 1.5 })
    expect((await again.ended).done?.files).toHaveLength(8)
    expect(again.called.map(({ name }) => name)).toEqual(['model.describe'])
    await sample({ pairs_per_prompt: 3 })
    expect(pairsOf('Flowers')).toHaveLength(6)
    await sample({ seed: 2 })
    expect(pairsOf('Flowers')).toHaveLength(10)
    // A pair that somebody has deleted isn't wanted back.
    server.store.pairs.delete([pairsOf('Flowers')[0].pair.id])
    await sample({ pairs_per_prompt: 3 })
    expect(pairsOf('Flowers')).toHaveLength(9)
  })

  test('goes on where a cancel has stopped it', async () => {
    let drawn = 0
    const calls = demoCalls()
    const inner = calls.sample as NonNullable<typeof calls.sample>
    const script = server.begin(
      'SeeDpoPreferenceSampler',
      { prompts: PROMPTS, pairs_per_prompt: 3, dataset: 'Cut' },
      {
        ...calls,
        sample(...given) {
          if (++drawn === 5) script.interrupt()
          return inner(...given)
        },
      },
    )
    await script.ended
    const kept = pairsOf('Cut').length
    expect(kept).toBeGreaterThanOrEqual(2)
    expect(kept).toBeLessThan(6)
    const rest = server.begin('SeeDpoPreferenceSampler', { prompts: PROMPTS, pairs_per_prompt: 3, dataset: 'Cut' })
    await rest.ended
    expect(pairsOf('Cut')).toHaveLength(6)
    expect(rest.called.filter(({ name }) => name === 'sample')).toHaveLength(2 * (6 - kept))
  })

  test('four at a time, and chains with one start noise for all of a pair', async () => {
    const script = server.begin('SeeDpoPreferenceSampler', {
      prompts: 'a small red flower',
      pairs_per_prompt: 1,
      pictures: '4 (best of four)',
      keep_chains: true,
      dataset: 'Chains',
    })
    await script.ended
    const [{ pair, images }] = pairsOf('Chains')
    expect(pair.images).toHaveLength(4)
    expect(datasetNamed('Chains').keepChains).toBe(true)
    for (const { chainHash } of images) expect(server.store.files.size('chain', chainHash as string)).toBeGreaterThan(0)
    const orders = script.called.filter(({ name }) => name === 'sample').map(({ args }) => args)
    expect(new Set(orders.map(({ startSeed }) => startSeed)).size).toBe(1)
    expect(new Set(orders.map(({ seed }) => seed)).size).toBe(4)
    expect(orders.every(({ chain }) => chain === true)).toBe(true)
  })

  test('prompts and wildcards come from files of the input folder, and from nowhere else', async () => {
    writeFileSync(join(server.places.input, 'list.txt'), 'a large __colour__ flower')
    mkdirSync(join(server.places.input, 'wildcards'))
    writeFileSync(join(server.places.input, 'wildcards', 'colour.txt'), 'yellow\nviolet\n')
    await sample({ prompts: '', prompts_file: 'list.txt', dataset: 'Files' })
    for (const { prompt } of pairsOf('Files')) expect(prompt.text).toMatch(/^a large (yellow|violet) flower$/)
    expect((await sample({ prompts_file: '../../data/token' })).error).toMatch(/input folder, found none/)
    expect((await sample({ prompts: 'a __x/../../../data/token__ flower' })).error).toMatch(/input folder, found none/)
  })

  test.each([
    [{ prompts: '' }, /at least one, got none/],
    [{ prompts: 'x\n'.repeat(4000), pairs_per_prompt: 1000 }, /20000 pictures at most/],
    [{ dataset: '  ' }, /dataset: expected a name/],
    [{ prompts: 'x'.repeat(4001) }, /4000 characters at most/],
  ])('is refused in words: %#', async (inputs, message) => {
    const { error, done } = await sample(inputs)
    expect(done).toBeUndefined()
    expect(error).toMatch(message)
  })

  test('says so when a seed changes nothing', async () => {
    const calls = demoCalls()
    const inner = calls.sample as NonNullable<typeof calls.sample>
    const { error } = await sample({}, { ...calls, sample: (args, ...rest) => inner({ ...args, seed: 1 }, ...rest) })
    expect(error).toMatch(/came out the same/)
  })
})

describe('Submit Pairs', () => {
  const picture = (colour: number): Uint8Array => encodePng({ width: 8, height: 8, data: new Uint8Array(192).fill(colour) })
  const submit = (a: number[], b: number[], inputs: Record<string, unknown> = {}, size = { width: 8, height: 8 }) =>
    server.run(
      'SeeDpoSubmitPairs',
      { images_a: { $object: 'a', type: 'IMAGE' }, images_b: { $object: 'b', type: 'IMAGE' }, prompt: 'a cat', dataset: 'Cats', model: null, ...inputs },
      {
        'image.read': ({ image }) => {
          const files = (image === 'a' ? a : b).map(picture)
          return { value: { pictures: files.length, ...size }, attachments: files }
        },
        ...demoCalls(),
      },
    )

  test('takes the first of each batch as a pair, and so on; and nothing twice', async () => {
    const { done } = await submit([1, 2, 3], [4, 5, 3], { prompt: 'one\ntwo\nthree', negative: 'dog' })
    expect(done?.outputs).toEqual([
      { datasetId: datasetNamed('Cats').id, name: 'Cats', modelId: null },
      'Cats: 2 new pairs, 2 in all. 1 showed the same picture twice and were left out.',
    ])
    expect(pairsOf('Cats').map(({ prompt }) => [prompt.text, prompt.negative])).toEqual([
      ['one', 'dog'],
      ['two', 'dog'],
    ])
    const again = await submit([4, 9], [1, 8])
    expect(again.done?.outputs[1]).toBe('Cats: 1 new pair, 3 in all. 1 were there already.')
    expect(datasetNamed('Cats').source).toBe('imported')
  })

  test('knows the model that is connected', async () => {
    await submit([1], [2], { model: undefined, dataset: 'With model' })
    expect(datasetNamed('With model').modelId).toBe('demo-flowers')
  })

  test('refuses in words what is no pair', async () => {
    expect((await submit([1, 2], [3])).error).toMatch(/2 in A and 1 in B/)
    expect((await submit([1], [2], { prompt: ' ' })).error).toMatch(/expected the prompt/)
    expect((await submit([1], [2], { images_b: null })).error).toMatch(/a IMAGE; connect one as images_b/)
    expect(server.store.datasets.list()).toEqual([])
  })
})

describe('Pairs from Folder', () => {
  const save = (name: string, colour: number, caption?: string): void => {
    const path = join(server.places.output, 'mine', name)
    mkdirSync(join(server.places.output, 'mine'), { recursive: true })
    writeFileSync(path, encodePng({ width: 8, height: 8, data: new Uint8Array(192).fill(colour) }))
    if (caption !== undefined) writeFileSync(path.replace('.png', '.txt'), caption)
  }
  const read = (inputs: Record<string, unknown> = {}) => server.run('SeeDpoPairsFromFolder', { folder: 'output/mine', dataset: 'Mine', model: null, ...inputs })

  test('pairs by prompt, says what is left out, and takes only what is new', async () => {
    for (let i = 0; i < 5; i++) save(`a${i}.png`, i, 'a cat')
    save('alone.png', 50, 'a dog')
    const { done } = await read()
    expect(done?.outputs[1]).toMatch(/Mine: 2 new pairs from 6 pictures in .*, 2 in all\./)
    expect(done?.outputs[1]).toMatch(/2 have no partner/)
    const before = pairsOf('Mine').map(({ pair }) => pair.images)

    expect((await read()).done?.outputs[1]).toMatch(/0 new pairs from 6 pictures.*\n4 were there already/)
    save('a9.png', 60, 'a cat')
    expect((await read()).done?.outputs[1]).toMatch(/1 new pair from 7/)
    const after = pairsOf('Mine').map(({ pair }) => pair.images)
    expect(after.slice(0, 2)).toEqual(before)
    expect(new Set(after.flat()).size).toBe(6)
  })

  test('takes so many of a prompt, however often it runs', async () => {
    for (let i = 0; i < 8; i++) save(`a${i}.png`, i, 'a cat')
    await read({ pairs_per_prompt: 2 })
    expect(pairsOf('Mine')).toHaveLength(2)
    await read({ pairs_per_prompt: 2 })
    expect(pairsOf('Mine')).toHaveLength(2)
  })

  test('refuses other folders, and says what it looked for where there is none', async () => {
    expect((await read({ folder: '../data' })).error).toMatch(/output or input folder/)
    expect((await read({ folder: server.folder })).error).toMatch(/output or input folder/)
    save('only.png', 1)
    expect((await read()).error).toMatch(/two pictures of one prompt and size, got none among 1 picture/)
  })
})

describe('Encode Preferences', () => {
  test('has the host encode every picture and prompt once', async () => {
    for (const [i, colour] of [10, 20, 30, 40].entries()) {
      const path = join(server.places.input, `p${i}.png`)
      writeFileSync(path, encodePng({ width: 32, height: 32, data: new Uint8Array(3072).fill(colour) }))
      writeFileSync(path.replace('.png', '.txt'), 'a small red flower')
    }
    const folder = await server.run('SeeDpoPairsFromFolder', { folder: 'input', dataset: 'Files' })
    const preferences = folder.done?.outputs[0] as Preferences
    expect(preferences.modelId).toBe('demo-flowers')
    const script = server.begin('SeeDpoEncodePreferences', { preferences })
    expect((await script.ended).done?.outputs[1]).toBe('Files: 4 pictures and 1 prompt are ready for Demo flowers.')
    expect(script.called.map(({ name }) => name)).toEqual(['model.describe', ...Array(4).fill('vae.encode'), 'text.encode'])
    const again = server.begin('SeeDpoEncodePreferences', { preferences })
    await again.ended
    expect(again.called.map(({ name }) => name)).toEqual(['model.describe'])
  })
  test('says where pairs come from when there are none', async () => {
    const { id } = server.store.datasets.create({ name: 'Empty', source: 'sampled' })
    expect((await server.run('SeeDpoEncodePreferences', { preferences: { datasetId: id, name: 'Empty', modelId: null } })).error).toMatch(
      /Put Preference Sampler/,
    )
    expect((await server.run('SeeDpoEncodePreferences', { preferences: { datasetId: 'd-nothing', name: 'x', modelId: null } })).error).toMatch(
      /dataset d-nothing/,
    )
  })
})
