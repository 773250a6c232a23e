/** The compiler of schemas: strict, and with formats that mean what they say. */
import { describe, expect, test } from 'vitest'
import { compileSchema, schemaNamed } from '../../../src/server/api/schemas.ts'

test('a misspelt keyword does not compile', () => {
  expect(() => compileSchema({ type: 'string', maxLenght: 3 })).toThrow('maxLenght')
  expect(() => compileSchema({ type: 'string', format: 'tomorrow' })).toThrow('tomorrow')
  expect(() => compileSchema({ $ref: '#/components/schemas/None' })).toThrow('None')
})

test('defaults are filled in, undefined counts as absent, and numbers are finite', () => {
  const request: Record<string, unknown> = { modelId: 'm', prompts: ['p'], pairsPerPrompt: 1, seed: undefined }
  expect(schemaNamed('SampleRequest')(request)).toBe(true)
  expect(request.picturesPerPair).toBe(2)
  expect(schemaNamed('Progress')({ phase: 'x', done: Number.NaN, total: 1 })).toBe(false)
  expect(schemaNamed('Progress')({ phase: 'x', done: 1, total: Number.POSITIVE_INFINITY })).toBe(false)
})

describe('date-time', () => {
  const isTime = compileSchema({ type: 'string', format: 'date-time' })
  test.each(['2026-01-02T03:04:05Z', '2026-01-02T03:04:05.678Z', '2024-02-29T00:00:00+14:00', '2026-12-31T23:59:59.123456789-00:30'])('%s', (text) =>
    expect(isTime(text)).toBe(true),
  )
  test.each([
    '',
    '2026-01-02',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-02T24:01:00Z',
    '2026-01-02 03:04:05Z',
    '2026-01-02T03:04:05',
    '2026-01-02t03:04:05z',
    '+02026-01-02T03:04:05Z',
    '2026-01-02T03:04:05Z\n',
  ])('not %j', (text) => expect(isTime(text)).toBe(false))
})

describe('uuid', () => {
  const isUuid = compileSchema({ type: 'string', format: 'uuid' })
  test('small letters, as the store keeps them', () => {
    expect(isUuid('11111111-2222-4333-8444-abcdefabcdef')).toBe(true)
    for (const text of ['11111111-2222-4333-8444-ABCDEFABCDEF', '{11111111-2222-4333-8444-abcdefabcdef}', '11111111222243338444abcdefabcdef', ''])
      expect(isUuid(text), text).toBe(false)
  })
})
