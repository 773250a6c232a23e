/**
 * From a JSON Schema of the API file: a value that holds to it, and many that don't, or that do and mean harm. What the
 * server makes of them is left to the tests.
 */
import { type RandomSource, randomSource } from '../../src/random.ts'
import type { Schema } from '../../src/server/api/api-routes.ts'
import { resolved } from '../../src/server/api/schemas.ts'

/** Of things that exist, by the name of the property or parameter. */
export type Known = Readonly<Record<string, unknown>>

/** In names of files and folders that must not appear anywhere outside. */
export const MARK = 'escaped-by-a-test'

/** Texts that some program somewhere has stumbled over. */
export const HOSTILE_TEXTS: readonly string[] = [
  `../../${MARK}`,
  `..\\..\\${MARK}`,
  `/tmp/${MARK}`,
  `C:\\${MARK}`,
  `//host/${MARK}`,
  `%2e%2e%2f${MARK}`,
  `${MARK}\0.png`,
  '.',
  '..',
  '/',
  '~/.ssh/id_rsa',
  '/etc/passwd',
  '/proc/self/environ',
  'con',
  'NUL.png',
  'a:stream',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  "'; DROP TABLE pair; --",
  "' OR '1'='1",
  '%',
  '_',
  '!%_',
  '\ud800',
  '\udfff\ud800',
  '\u0000',
  '\u202eevil',
  '\ufeff',
  'e\u0301\u0301\u0301',
  '👩‍👩‍👧‍👦'.repeat(10),
  '<script>alert(1)</script>',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to be no template
  '${7*7}',
  'NaN',
  'null',
  'undefined',
  '-0',
  '1e400',
  ' ',
  '\t\n',
  '00000000-0000-0000-0000-000000000000',
  'd-000000000000',
]

/** Values of every kind; those that a schema takes are left aside by who asks. */
const KINDS: readonly unknown[] = [null, true, 0, -1, 1.5, 1e21, -1e308, 'text', '', [], [[]], {}, { a: { b: { c: [] } } }]

/** A value that holds to `schema`: small, and with things that exist where their names are known. */
export function soundValue(schema: Schema, known: Known, name = ''): unknown {
  if (name in known) return known[name]
  const {
    type,
    properties,
    required,
    items,
    enum: choices,
    const: constant,
    oneOf,
    minimum,
    minLength,
    minItems,
    format,
    default: preset,
  } = resolved(schema) as Record<string, never>
  if (constant !== undefined) return constant
  if (choices !== undefined) return choices[0]
  if (oneOf !== undefined) return soundValue(oneOf[0], known, name)
  if (preset !== undefined) return preset
  if (format === 'uuid') return '11111111-2222-4333-8444-555555555555'
  if (format === 'date-time') return '2026-01-02T03:04:05.678Z'
  const [kind] = [type].flat() as string[]
  if (kind === 'object')
    return Object.fromEntries(((required ?? []) as string[]).map((key) => [key, soundValue((properties as Record<string, Schema>)[key], known, key)]))
  if (kind === 'array') return Array.from({ length: Math.max(1, minItems ?? 0) }, () => soundValue(items, known))
  if (kind === 'integer' || kind === 'number') return Math.max(1, minimum ?? 1)
  if (kind === 'boolean') return false
  return 'x'.repeat(Math.max(1, minLength ?? 1))
}

/** Everything that one thing makes of `value`, which holds to `schema`: most of them don't, and the others mean harm. */
export function* brokenValues(schema: Schema, value: unknown): Generator<unknown> {
  const plain = resolved(schema) as Record<string, never>
  yield* KINDS
  if (plain.oneOf !== undefined) for (const branch of plain.oneOf as Schema[]) yield* brokenValues(branch, value)
  const types = [plain.type].flat() as string[]
  if (types.includes('string')) yield* brokenTexts(plain)
  if (types.includes('integer') || types.includes('number')) yield* brokenNumbers(plain)
  if (types.includes('array') && Array.isArray(value)) yield* brokenLists(plain, value)
  if (types.includes('object') && typeof value === 'object' && value !== null) yield* brokenObjects(plain, value as Record<string, unknown>)
}

function* brokenTexts({ maxLength, enum: choices }: { maxLength?: number; enum?: string[] }): Generator<string> {
  yield* HOSTILE_TEXTS
  if (maxLength !== undefined && maxLength < 100_000) {
    yield 'x'.repeat(maxLength + 1)
    yield '🌷'.repeat(maxLength)
  }
  if (choices) yield `${choices[0]} `
}

function* brokenNumbers({ minimum, maximum }: { minimum?: number; maximum?: number }): Generator<number> {
  if (minimum !== undefined) yield minimum - 1
  if (maximum !== undefined) yield maximum + 1
  yield Number.MAX_SAFE_INTEGER + 1
  yield Number.MIN_VALUE
}

function* brokenLists({ items, minItems = 0, maxItems }: { items?: Schema; minItems?: number; maxItems?: number }, value: unknown[]): Generator<unknown> {
  if (minItems > 0) yield value.slice(0, minItems - 1)
  if (maxItems !== undefined && maxItems <= 10_000) yield Array.from({ length: maxItems + 1 }, () => value[0] ?? null)
  if (items) for (const broken of brokenValues(items, value[0])) yield [broken, ...value.slice(1)]
}

function* brokenObjects({ properties = {} }: { properties?: Record<string, Schema> }, value: Record<string, unknown>): Generator<unknown> {
  for (const name of Object.keys(value)) {
    const { [name]: _, ...rest } = value
    yield rest
  }
  for (const name of ['extra', '__proto__', 'constructor', 'prototype', 'toJSON', '', 'ä', '\0']) yield own(value, name, { polluted: true })
  for (const [name, schema] of Object.entries(properties)) {
    for (const broken of brokenValues(schema, value[name] ?? soundValue(schema, {}, name))) yield own(value, name, broken)
  }
}

/** With `name` as a property of its own, whatever it is called. */
function own(value: Record<string, unknown>, name: string, inner: unknown): unknown {
  const copy = { ...value }
  Object.defineProperty(copy, name, { value: inner, enumerable: true, configurable: true, writable: true })
  return copy
}

/** Bodies that are no JSON, or JSON that some parser chokes on. */
export function brokenBodies(random: RandomSource = randomSource(0, 'bodies')): Uint8Array[] {
  const text = new TextEncoder()
  return [
    text.encode(''),
    text.encode('{'),
    text.encode('{"a":1,}'),
    text.encode("{'a':1}"),
    text.encode('\ufeff{}'),
    text.encode('nul'),
    text.encode('{}{}'),
    text.encode('1e999'),
    text.encode('"\\ud800"'),
    text.encode(`${'['.repeat(200_000)}${']'.repeat(200_000)}`),
    text.encode(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
    text.encode('{"name":"x","name":null}'),
    text.encode('{"__proto__":{"name":"x"}}'),
    Uint8Array.from([0xff, 0xfe, 0x7b, 0x00]),
    Uint8Array.from([0x22, 0xc3, 0x28, 0x22]),
    Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
    Uint8Array.from({ length: 300 }, () => random.integer(256)),
  ]
}
