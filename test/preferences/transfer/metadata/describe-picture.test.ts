/** src/preferences/transfer/metadata: what pictures in the shapes that tools write tell about themselves, case by case. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPictureFile } from '../../../../src/preferences/transfer/files/picture-file.ts'
import { parseA1111Parameters } from '../../../../src/preferences/transfer/metadata/a1111-parameters.ts'
import { readGraph } from '../../../../src/preferences/transfer/metadata/comfy-graph.ts'
import { describeComfyGraph } from '../../../../src/preferences/transfer/metadata/comfy-settings.ts'
import { readWorkflow } from '../../../../src/preferences/transfer/metadata/comfy-workflow.ts'
import { describePicture } from '../../../../src/preferences/transfer/metadata/describe-picture.ts'
import { parseExactJson } from '../../../../src/preferences/transfer/metadata/exact-json.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures/metadata')
const cases = readdirSync(join(fixtures, 'cases')).map((file) => {
  const { about, container, fileName, expected } = JSON.parse(readFileSync(join(fixtures, 'cases', file), 'utf8'))
  return { name: file.replace('.json', ''), about, format: container.split(' ')[0] as string, fileName, expected }
})

test('there are cases', () => {
  expect(cases.length).toBeGreaterThan(25)
})

test.each(cases)('$name: $about', async ({ name, format, fileName, expected }) => {
  const { width, height, texts, remarks, ...picture } = await readPictureFile(join(fixtures, 'pictures'), `${name}.${format}`)
  expect({ format: picture.format, width, height, remarks }).toEqual({ format, width: 8, height: 6, remarks: [] })
  expect(describePicture(texts, fileName)).toEqual({ prompt: undefined, negative: undefined, generation: undefined, ...expected })
})

describe('graphs made to hurt', () => {
  const link = (id: number): [string, number] => [String(id), 0]
  const sampler = { class_type: 'KSampler', inputs: { seed: 1, positive: ['0', 0], negative: ['0', 0], model: ['0', 0] } }

  test('a ladder of diamonds costs no more than its nodes', () => {
    const nodes: Record<string, unknown> = { s: sampler }
    for (let i = 0; i < 190; i++)
      nodes[i] = { class_type: 'ConditioningCombine', inputs: { conditioning_1: link(i + 1), conditioning_2: link(i + 1), text: link(i + 1) } }
    nodes[190] = { class_type: 'CLIPTextEncode', inputs: { text: 'at the end' } }
    const graph = readGraph(nodes)
    expect(graph && describeComfyGraph(graph)?.prompt).toBe('at the end')
  })

  test('chains deeper than the limit end without an overflow', () => {
    const nodes: Record<string, unknown> = { s: sampler }
    for (let i = 0; i < 4_000; i++) nodes[i] = { class_type: 'X', inputs: { conditioning: link(i + 1), model: link(i + 1), value: link(i + 1) } }
    const graph = readGraph(nodes)
    expect(graph && describeComfyGraph(graph)).toEqual({ prompt: undefined, negative: undefined, generation: { seed: 1 } })
  })

  test('too many nodes, nodes of other shapes and names of prototypes are no graph', () => {
    expect(readGraph(Object.fromEntries(Array.from({ length: 5_001 }, (_, i) => [i, sampler])))).toBeUndefined()
    for (const json of [null, 1, 'x', [], {}, { a: 1 }, { a: { class_type: 1, inputs: {} } }, { a: { class_type: 'x', inputs: [] } }])
      expect(readGraph(json)).toBeUndefined()
    const odd = readGraph(
      JSON.parse(
        '{"__proto__":{"class_type":"CLIPTextEncode","inputs":{"text":"x"}},"s":{"class_type":"K","inputs":{"seed":1,"positive":["__proto__",0],"constructor":["toString",0]}}}',
      ),
    )
    expect(odd && describeComfyGraph(odd)?.prompt).toBe('x')
    for (const json of [null, {}, { nodes: 1, links: [] }, { nodes: [1, { type: 'constructor', widgets_values: [1] }], links: [1, [2]] }])
      expect(() => readWorkflow(json)).not.toThrow()
  })

  test('a prompt that is a link to nowhere is none', () => {
    const graph = readGraph({ s: sampler })
    expect(graph && describeComfyGraph(graph)).toEqual({ prompt: undefined, negative: undefined, generation: { seed: 1 } })
  })
})

describe('JSON as Python writes it', () => {
  test.each([
    ['{"a": NaN, "b": [Infinity, -Infinity], "c": "NaN and \\"Infinity\\""}', { a: null, b: [null, null], c: 'NaN and "Infinity"' }],
    ['{"seed": 18446744073709551615, "cfg": 1e300, "n": -3}', { seed: '18446744073709551615', cfg: 1e300, n: -3 }],
    ['{"a": 1}\0\0', { a: 1 }],
    ['{"a": 1', undefined],
    ['[NaN', undefined],
    ['', undefined],
  ])('%s', (text, value) => {
    expect(parseExactJson(text)).toEqual(value)
  })

  test('nesting without end is no JSON', () => {
    expect(parseExactJson('['.repeat(1_000_000))).toBeUndefined()
    expect(parseExactJson(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toBeUndefined()
  })
})

describe('parameters that are not', () => {
  test.each([
    ['', { prompt: '', negative: '', generation: {}, hasSettings: false }],
    ['Negative prompt: only', { prompt: '', negative: 'only', generation: {}, hasSettings: false }],
    ['Steps: 20', { prompt: '', negative: '', generation: { steps: 20 }, hasSettings: true }],
    [
      'a\nSteps: 20, Sampler: "unfinished, Seed: 1',
      { prompt: 'a', negative: '', generation: { steps: 20, sampler: '"unfinished, Seed: 1' }, hasSettings: true },
    ],
    ['a\nSteps: 1, Size: 8x, CFG scale: high, Seed: , no colon', { prompt: 'a', negative: '', generation: { steps: 1, guidance: 'high' }, hasSettings: true }],
  ])('%j', (text, expected) => {
    expect(parseA1111Parameters(text)).toEqual(expected)
  })

  test('long lines take linear time', () => {
    const began = performance.now()
    for (const text of [
      'a:'.repeat(500_000),
      `Steps: 1, ${'x: "'.repeat(200_000)}`,
      '<lora:'.repeat(200_000),
      `Steps: 1${','.repeat(1_000_000)}`,
      '"'.repeat(1_000_000),
    ])
      parseA1111Parameters(text)
    expect(performance.now() - began).toBeLessThan(5_000)
  })
})
