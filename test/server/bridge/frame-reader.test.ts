import { describe, expect, test } from 'vitest'
import { InputError } from '../../../src/errors.ts'
import { type BridgeMessage, frameReader } from '../../../src/server/bridge/frame-reader.ts'
import { MAX_BRIDGE_ATTACHMENTS, MAX_BRIDGE_JSON_BYTES } from '../../../src/server/limits.ts'

const json = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

function reader(maxBytes?: number) {
  const messages: BridgeMessage[] = []
  return { messages, read: frameReader((message) => messages.push(message), maxBytes) }
}

test('messages come whole, with their files in order', () => {
  const { messages, read } = reader()
  read(json({ type: 'interrupt' }), false)
  read(json({ type: 'answer', id: 1, attachments: 2 }), false)
  read(Uint8Array.of(1), true)
  expect(messages).toHaveLength(1)
  read(Uint8Array.of(2, 3), true)
  read(json({ type: 'answer', id: 2, attachments: 0 }), false)
  expect(messages.map(({ type, attachments }) => [type, attachments.map((file) => [...file])])).toEqual([
    ['interrupt', []],
    ['answer', [[1], [2, 3]]],
    ['answer', []],
  ])
})

describe('what is no message is refused', () => {
  test.each([
    ['no JSON', json('{"type"')],
    ['half a character', Uint8Array.of(0x22, 0xc3)],
    ['a list', json([1])],
    ['null', json('null')],
    ['no type', json({ id: 1 })],
    ['a type that is no text', json({ type: 7 })],
    ['minus one files', json({ type: 'answer', attachments: -1 })],
    ['half a file', json({ type: 'answer', attachments: 0.5 })],
    ['files as text', json({ type: 'answer', attachments: '2' })],
    ['too many files', json({ type: 'answer', attachments: MAX_BRIDGE_ATTACHMENTS + 1 })],
    ['a million levels', json(`{"type":"x","a":${'['.repeat(1e6)}`)],
    ['too long', new Uint8Array(MAX_BRIDGE_JSON_BYTES + 1).fill(0x20)],
  ])('%s', (_name, frame) => {
    const { messages, read } = reader()
    expect(() => read(frame, false)).toThrow(InputError)
    expect(messages).toEqual([])
  })
  test('a file that nobody announced', () => {
    expect(() => reader().read(Uint8Array.of(1), true)).toThrow(/none announced/)
  })
  test('a message where files are missing', () => {
    const { read } = reader()
    read(json({ type: 'answer', attachments: 2 }), false)
    expect(() => read(json({ type: 'interrupt' }), false)).toThrow(/2 more files/)
  })
  test('files that are too large together', () => {
    const { messages, read } = reader(10)
    read(json({ type: 'answer', attachments: 2 }), false)
    read(new Uint8Array(6), true)
    expect(() => read(new Uint8Array(6), true)).toThrow(/10 bytes/)
    expect(messages).toEqual([])
  })
})
