/**
 * openapi/comfyui.yaml against what both ComfyUI versions were recorded to do: every answer is described, every described route
 * was asked, and a description that asks for more than there is would be noticed.
 */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { hasShape } from '../../../src/host/comfyui/answer-schemas.ts'
import { parseFrame } from '../../../src/host/comfyui/binary-frame.ts'
import { type Exchange, recordings } from './recording.ts'

interface Operation {
  requestBody?: { content: Record<string, { schema: object }> }
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}

const api: { paths: Record<string, Record<string, Operation>>; components: { schemas: object } } = parse(
  readFileSync(new URL('../../../openapi/comfyui.yaml', import.meta.url), 'utf8'),
)
const ajv = new Ajv2020({ strict: true, strictTuples: false, allowUnionTypes: true, formats: { binary: true } })
const inside = (schema: object): object => JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"api#/$defs/'))
ajv.addSchema({ $id: 'api', $defs: inside(api.components.schemas) }, 'api', false, false)

/** The yaml's path and operation for a request. */
function described({ method, path }: Pick<Exchange, 'method' | 'path'>): { template: string; operation: Operation } | undefined {
  const asked = path.replace(/\?.*/, '')
  for (const [template, operations] of Object.entries(api.paths)) {
    const operation = operations[method.toLowerCase()]
    if (operation && new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(asked)) return { template, operation }
  }
  return undefined
}

/** undefined where `value` is as `schema` says. */
function problem(schema: object, value: unknown): string | undefined {
  return ajv.validate(inside(schema), value) ? undefined : ajv.errorsText()
}

const all = recordings()

test('both supported versions are recorded, by the same questions', () => {
  expect(all.map(({ version }) => version)).toEqual(['0.3.64', '0.33.0'])
  const [floor, newest] = all
  expect(floor.exchanges.map(({ name }) => name)).toEqual(newest.exchanges.map(({ name }) => name))
  expect(floor.runs.map(({ name }) => name)).toEqual(newest.runs.map(({ name }) => name))
})

describe.each(all)('ComfyUI $version', ({ version, exchanges, runs }) => {
  test.each(exchanges)('$name', (exchange) => {
    const found = described(exchange)
    expect(found, `${exchange.method} ${exchange.path} is in the yaml`).toBeDefined()
    const response = found?.operation.responses[exchange.status]
    expect(response, `its status ${exchange.status} is in the yaml`).toBeDefined()
    const schema = response?.content?.['application/json']?.schema
    if (schema) expect(problem(schema, exchange.answer)).toBeUndefined()
    else if (exchange.status === 200 && found?.template !== '/api/view') expect(exchange.answer, 'described as empty').toBeUndefined()
  })

  test('what was sent is described', () => {
    const spoilt = ['node without a class', 'no graph']
    for (const exchange of exchanges) {
      const schema = described(exchange)?.operation.requestBody?.content['application/json']?.schema
      if (schema && exchange.request && !spoilt.includes(exchange.name)) expect(problem(schema, exchange.request), exchange.name).toBeUndefined()
    }
  })

  test('its version is in its system stats', () => {
    const stats = exchanges.find(({ name }) => name === 'system stats')?.answer
    expect(stats).toMatchObject({ system: { comfyui_version: version } })
  })

  test.each(runs)('frames of a run: $name', ({ frames, isAnnounced, promptId }) => {
    const kinds: string[] = []
    for (const frame of frames) {
      if ('text' in frame) {
        expect(hasShape('WebSocketMessage', frame.text), JSON.stringify(frame.text)).toBe(true)
        continue
      }
      const parsed = parseFrame(Buffer.from(frame.binary, 'base64'))
      expect(parsed).toBeDefined()
      if (parsed?.kind === 'preview') expect([parsed.promptId, parsed.preview.nodeId]).toEqual(isAnnounced ? [promptId, '1'] : [undefined, undefined])
      if (parsed?.kind === 'text') expect(parsed).toEqual({ kind: 'text', nodeId: '1', text: 'three steps' })
      kinds.push(parsed?.kind ?? '')
    }
    expect(new Set(kinds).size).toBe(kinds.length === 0 ? 0 : 2)
  })

  test('previews are whole pictures', () => {
    const begins = { jpeg: [0xff, 0xd8, 0xff], png: [0x89, 0x50, 0x4e] }
    const formats = new Set<string>()
    for (const frame of runs.flatMap((run) => run.frames)) {
      const parsed = 'binary' in frame ? parseFrame(Buffer.from(frame.binary, 'base64')) : undefined
      if (parsed?.kind !== 'preview') continue
      expect([...parsed.preview.file.subarray(0, 3)]).toEqual(begins[parsed.preview.format])
      formats.add(parsed.preview.format)
    }
    expect([...formats].sort()).toEqual(['jpeg', 'png'])
  })

  test('success is told before the end, and the end is `executing` with node null', () => {
    for (const { name, frames, promptId } of runs) {
      const types = frames.flatMap((frame) => ('text' in frame ? [frame.text as { type: string; data: { node?: string | null; prompt_id?: string } }] : []))
      const end = types.findIndex(({ type, data }) => type === 'executing' && data.node === null)
      expect(types[end].data.prompt_id, name).toBe(promptId)
      const success = types.findIndex(({ type }) => type === 'execution_success')
      expect(success).toBeLessThan(end)
      expect(success >= 0, name).toBe(['picture', 'previews with metadata', 'previews without', 'blocked'].includes(name))
    }
  })
})

test('every route in the yaml was asked', () => {
  const asked = new Set(all[0].exchanges.map((exchange) => `${exchange.method} ${described(exchange)?.template}`))
  const there = Object.entries(api.paths).flatMap(([template, operations]) =>
    Object.keys(operations)
      .filter((key) => key !== 'parameters')
      .map((method) => `${method.toUpperCase()} ${template}`),
  )
  expect([...asked].sort()).toEqual(there.sort())
})

test('every kind of message and frame in the yaml was heard', () => {
  const schemas = api.components.schemas as Record<string, { properties?: { type?: { const?: string } } }>
  const described = Object.entries(schemas).flatMap(([name, { properties }]) =>
    name.endsWith('Message') && properties?.type?.const ? [properties.type.const] : [],
  )
  for (const { runs } of all) {
    const heard = new Set(runs.flatMap(({ frames }) => frames.flatMap((frame) => ('text' in frame ? [(frame.text as { type: string }).type] : []))))
    expect([...heard].sort()).toEqual(described.sort())
  }
})

test('a recorded answer that lacks what we use is refused', () => {
  const broken: [string, (answer: never) => unknown][] = [
    ['system stats', ({ devices }: { devices: unknown }) => ({ devices })],
    ['queue with two', ({ queue_running }: { queue_running: unknown }) => ({ queue_running })],
    ['history: failed', (answer: Record<string, object>) => Object.fromEntries(Object.entries(answer).map(([id, entry]) => [id, { ...entry, outputs: [] }]))],
    ['refused inputs', ({ node_errors }: { node_errors: unknown }) => ({ node_errors })],
    ['node KSampler', ({ KSampler }: { KSampler: object }) => ({ KSampler: { ...KSampler, output: 'LATENT' } })],
    ['upload', () => ({ name: '', subfolder: '', type: 'input' })],
  ]
  for (const { exchanges } of all) {
    for (const [name, breaking] of broken) {
      const exchange = exchanges.find((one) => one.name === name) as Exchange
      const schema = described(exchange)?.operation.responses[exchange.status].content?.['application/json'].schema as object
      expect(problem(schema, breaking(exchange.answer as never)), name).toBeDefined()
    }
  }
})

test('nothing of the machine that recorded is in the recordings', () => {
  const text = JSON.stringify(all)
  expect(text).not.toMatch(/\/(root|home|tmp|Users)\//)
  expect(text.length).toBeLessThan(200_000)
})
