import { describe, expect, test } from 'vitest'
import type { ApiGraph } from '../../../src/host/comfyui/comfyui-types.ts'
import { checkedPart, graphPart, partIdentity, singleNode } from '../../../src/host/models/graph-part.ts'
import { modelIdOf } from '../../../src/host/models/model-record.ts'

const GRAPH = {
  '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'sub/a.safetensors' } },
  '10': { class_type: 'LoraLoader', inputs: { model: ['4', 0], clip: ['4', 1], lora_name: 'x.safetensors', strength_model: 0.8 }, _meta: { title: 'mine' } },
  '5': { class_type: 'EmptyLatentImage', inputs: { width: 512 } },
  '9': { class_type: 'SeeDpoTrainer', inputs: { model: ['10', 0], clip: ['10', 1], vae: ['4', 2], name: 'run', steps: 5 } },
} as unknown as ApiGraph

test('a part holds what an input goes back to, and nothing else', () => {
  const part = graphPart(GRAPH, '9', 'model')
  expect(
    Object.values(part?.nodes ?? {})
      .map(({ class_type }) => class_type)
      .toSorted(),
  ).toEqual(['CheckpointLoaderSimple', 'LoraLoader'])
  expect(part?.link[1]).toBe(0)
})

test('parts of one graph share their nodes, and run together', () => {
  const parts = (['model', 'clip', 'vae'] as const).map((name) => graphPart(GRAPH, '9', name))
  expect(Object.keys(Object.assign({}, ...parts.map((part) => part?.nodes)))).toHaveLength(2)
})

test('what is the same has the same identity, whatever nodes are called and titled', () => {
  const renamed = JSON.parse(JSON.stringify(GRAPH).replaceAll('"10"', '"77:3"').replace('mine', 'other')) as ApiGraph
  const reordered = {
    ...GRAPH,
    '10': { class_type: 'LoraLoader', inputs: Object.fromEntries(Object.entries(GRAPH['10'].inputs ?? {}).toReversed()) },
  } as ApiGraph
  const of = (graph: ApiGraph): string => partIdentity(graphPart(graph, '9', 'model') as NonNullable<ReturnType<typeof graphPart>>)
  expect(of(renamed)).toBe(of(GRAPH))
  expect(of(reordered)).toBe(of(GRAPH))
  const stronger = { ...GRAPH, '10': { ...GRAPH['10'], inputs: { ...GRAPH['10'].inputs, strength_model: 0.9 } } } as ApiGraph
  expect(of(stronger)).not.toBe(of(GRAPH))
})

test('ids: a plain checkpoint, the demo, and what a workflow has set up', () => {
  const part = (graph: ApiGraph) => modelIdOf(graphPart(graph, '9', 'model') as NonNullable<ReturnType<typeof graphPart>>)
  expect(part(GRAPH)).toMatch(/^workflow:[0-9a-f]{16}$/)
  expect(part({ ...GRAPH, '9': { class_type: 'X', inputs: { model: ['4', 0] } } } as ApiGraph)).toBe('checkpoint:sub/a.safetensors')
  expect(modelIdOf(singleNode('SeeDpoDemoModel', {}, 0))).toBe('demo-flowers')
  // The store takes 120 characters.
  expect(modelIdOf(singleNode('CheckpointLoaderSimple', { ckpt_name: 'x'.repeat(200) }, 0))).toMatch(/^workflow:/)
})

describe('there is none', () => {
  test.each([
    ['without a link', { '9': { class_type: 'X', inputs: { model: 3 } } }],
    ['without the node', { '8': { class_type: 'X', inputs: {} } }],
    ['where a link leads nowhere', { '9': { class_type: 'X', inputs: { model: ['1', 0] } } }],
    [
      'where it goes round in a circle',
      {
        '9': { class_type: 'X', inputs: { model: ['1', 0] } },
        '1': { class_type: 'Y', inputs: { a: ['2', 0] } },
        '2': { class_type: 'Z', inputs: { b: ['1', 0] } },
      },
    ],
    ['where a node is inherited', { '9': { class_type: 'X', inputs: { model: ['constructor', 0] } } }],
    ['where it is too large', { '9': { class_type: 'X', inputs: { model: ['1', 0] } }, '1': { class_type: 'Y', inputs: { text: 'x'.repeat(300_000) } } }],
    [
      'where it is too deep',
      Object.fromEntries([
        ['9', { class_type: 'X', inputs: { model: ['n0', 0] } }],
        ...Array.from({ length: 300 }, (_, i) => [`n${i}`, { class_type: 'Y', inputs: { a: i < 299 ? [`n${i + 1}`, 0] : 1 } }]),
      ]),
    ],
  ])('%s', (_name, graph) => {
    expect(graphPart(graph as unknown as ApiGraph, '9', 'model')).toBeUndefined()
  })
})

test('a kept part is checked before it is used', () => {
  const part = singleNode('CheckpointLoaderSimple', { ckpt_name: 'a' }, 1)
  expect(checkedPart(JSON.parse(JSON.stringify(part)))).toEqual(part)
  for (const broken of [
    null,
    3,
    {},
    { nodes: part.nodes },
    { ...part, link: ['x', 0] },
    { ...part, link: [part.link[0], 'y'] },
    { ...part, nodes: { [part.link[0]]: 7 } },
  ])
    expect(checkedPart(broken)).toBeUndefined()
})
