/** Reading safetensors files: hostile ones first, then those of the reference implementation, then paths. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, realpathSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { InputError } from '../../../../src/errors.ts'
import { randomSource } from '../../../../src/random.ts'
import { openSafetensors } from '../../../../src/trainer/models/safetensors/open-safetensors.ts'
import { buildFile, buildRawFile, scratchFolder } from './scratch-folder.ts'

const folder = scratchFolder()
const fixture = (name: string): string => fileURLToPath(new URL(`../../../fixtures/safetensors/${name}`, import.meta.url))
const at = (name: string): string => join(folder, name)

/** The error of opening `path`; it always names the file and is about the file's format. */
function problem(path: string): string {
  try {
    openSafetensors(path).close()
  } catch (error) {
    expect(error).toBeInstanceOf(InputError)
    expect((error as InputError).code).toBe('file-format')
    expect((error as InputError).message).toContain(path)
    return (error as InputError).message
  }
  throw new Error(`${path} was accepted`)
}

const f32 = (begin: number, end: number, shape: unknown = [(end - begin) / 4]): object => ({ dtype: 'F32', shape, data_offsets: [begin, end] })
const big = '9007199254740993'

describe('hostile headers are refused', () => {
  const cases: [name: string, header: string | object, data: number, want: RegExp][] = [
    ['not JSON', 'hello, this is not JSON at all', 0, /must begin with "\{"/],
    ['a list', '[]', 0, /must begin with "\{"/],
    ['leading space', ' {}', 0, /must begin with "\{"/],
    ['byte order mark', '\ufeff{}', 0, /must begin with "\{"/],
    ['unclosed', '{"a":', 0, /got the end/],
    ['unclosed text', '{"a', 0, /closing quote/],
    ['text behind the object', '{} {}', 0, /expected the end/],
    ['trailing comma', '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},}', 4, /expected a key/],
    ['missing colon', '{"a" 1}', 0, /expected ":"/],
    ['missing comma', '{"a":{"dtype":"F32" "shape":[]}}', 0, /expected "," or "}"/],
    ['single quotes', "{'a':1}", 0, /expected a key/],
    ['comment', '{/* */}', 0, /expected a key/],
    ['control character in a key', '{"a\n":1}', 0, /closing quote/],
    ['bad escape', '{"\\x41":1}', 0, /bad escape/],
    ['half a surrogate', '{"\\ud800":1}', 0, /surrogate/],
    ['NUL padding', '{}\0\0', 0, /expected the end/],
    ['deep nesting', `{"a":${'['.repeat(100_000)}`, 0, /nests more than 3/],
    ['deep objects', `${'{"a":'.repeat(100_000)}`, 0, /nests more than 3/],
    ['duplicate tensor', '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}', 8, /the key "a" twice/],
    [
      'duplicate by escape',
      '{"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]},"\\u0061":{"dtype":"F32","shape":[],"data_offsets":[4,8]}}',
      8,
      /the key "a" twice/,
    ],
    ['duplicate field', '{"a":{"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}}', 4, /the key "dtype" twice/],
    ['duplicate metadata', '{"__metadata__":{"k":"1","k":"2"}}', 0, /the key "k" twice/],
    ['two metadata objects', '{"__metadata__":{},"__metadata__":{}}', 0, /twice/],
    ['metadata of numbers', { __metadata__: { steps: 3 } }, 0, /entry "steps" is not a text/],
    ['metadata of objects', { __metadata__: { a: {} } }, 0, /entry "a" is not a text/],
    ['metadata is a text', { __metadata__: 'x' }, 0, /not an object of texts/],
    ['metadata is null', { __metadata__: null }, 0, /got "null/],
    ['tensor is a text', { a: 'F32' }, 0, /not described by an object/],
    ['tensor is a list', { a: [1] }, 0, /not described by an object/],
    ['no dtype', { a: { shape: [1], data_offsets: [0, 4] } }, 4, /dtype of a wrong type/],
    ['unknown dtype', { a: { dtype: 'F33', shape: [1], data_offsets: [0, 4] } }, 4, /unknown dtype "F33"/],
    ['dtype from the prototype', { a: { dtype: 'constructor', shape: [1], data_offsets: [0, 4] } }, 4, /unknown dtype "constructor"/],
    ['no shape', { a: { dtype: 'F32', data_offsets: [0, 4] } }, 4, /shape must be a list/],
    ['no offsets', { a: { dtype: 'F32', shape: [1] } }, 4, /data_offsets must be a list/],
    ['three offsets', { a: { dtype: 'F32', shape: [1], data_offsets: [0, 4, 8] } }, 4, /\[begin, end\]/],
    ['offsets backwards', { a: { dtype: 'F32', shape: [1], data_offsets: [4, 0] } }, 4, /\[begin, end\]/],
    ['unknown field', { a: { ...f32(0, 4), url: 'x' } }, 4, /unknown field "url"/],
    ['negative size', { a: f32(0, 4, [-1]) }, 4, /whole numbers from 0/],
    ['negative offset', { a: { dtype: 'F32', shape: [1], data_offsets: [-4, 0] } }, 4, /whole numbers from 0/],
    ['fraction', { a: f32(0, 4, [1.5]) }, 4, /got "1\.5/],
    ['exponent', '{"a":{"dtype":"F32","shape":[1e0],"data_offsets":[0,4]}}', 4, /got "1e0/],
    ['leading zero', '{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}', 4, /got "01/],
    ['size as text', { a: f32(0, 4, ['1']) }, 4, /whole numbers from 0/],
    ['nested shape', { a: f32(0, 4, [[1]]) }, 4, /nests more than 3/],
    ['true', { a: f32(0, 4, [true]) }, 4, /got "true/],
    ['beyond 2^53', `{"a":{"dtype":"F32","shape":[${big}],"data_offsets":[0,4]}}`, 4, /beyond 2\^53/],
    ['beyond every number', `{"a":{"dtype":"F32","shape":[${'9'.repeat(400)}],"data_offsets":[0,4]}}`, 4, /beyond 2\^53/],
    ['product overflows', { a: f32(0, 4, [2 ** 40, 2 ** 40]) }, 4, /no whole number of bytes/],
    ['product wraps around 2^64', { a: f32(0, 0, [2 ** 32, 2 ** 32]) }, 0, /no whole number of bytes/],
    ['product is NaN', { a: f32(0, 0, [...Array(15).fill(2 ** 52), 0]) }, 0, /no whole number|takes/],
    ['half a byte', { a: { dtype: 'F4', shape: [3], data_offsets: [0, 1] } }, 1, /no whole number of bytes/],
    ['too few bytes for the shape', { a: f32(0, 4, [2]) }, 4, /takes 8 bytes, but data_offsets \[0, 4\] give it 4/],
    ['too many bytes for the shape', { a: f32(0, 8, [1]) }, 8, /takes 4 bytes/],
    ['too many dimensions', { a: f32(0, 4, Array(17).fill(1)) }, 4, /more than 16 numbers in a list/],
    ['long name', { ['n'.repeat(1025)]: f32(0, 4) }, 4, /longer than 1024/],
    ['too many entries', `{${Array.from({ length: 100_001 }, (_, i) => `"${i}":1`).join(',')}}`, 0, /more than 100000 entries/],
    ['overlap', { a: f32(0, 8), b: f32(4, 12) }, 12, /"b" overlaps tensor "a"/],
    ['the same range twice', { a: f32(0, 4), b: f32(0, 4) }, 4, /overlaps/],
    ['gap', { a: f32(0, 4), b: f32(8, 12) }, 12, /gap of 4 bytes between tensor "a" and tensor "b"/],
    ['gap at the start', { a: f32(4, 8) }, 8, /gap of 4 bytes between the start/],
    ['zero-size tensor inside another', { a: f32(0, 8), z: f32(4, 4, [0]) }, 8, /overlaps/],
    ['out of range', { a: f32(0, 4), b: f32(4, 4096) }, 16, /truncated: the header promises 4096 bytes of tensors, the file has 16/],
    ['bytes behind the last tensor', { a: f32(0, 4) }, 12, /8 bytes after the last tensor/],
    ['data without tensors', {}, 3, /3 bytes after/],
  ]
  test.each(cases)('%s', (_, header, data, want) => {
    // A neutral file name: the message holds it, and it must not match by itself.
    expect(problem(buildFile(at('hostile'), header, data))).toMatch(want)
  })

  test('invalid UTF-8', () => {
    const json = Buffer.from('{"a\xff":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 'latin1')
    expect(problem(buildRawFile(at('utf8'), json, new Uint8Array(4)))).toMatch(/not valid UTF-8/)
  })

  test('terminal control codes of a name do not reach the message', () => {
    const message = problem(buildFile(at('escape'), { 'a\u001b[2J\u009b\u202e': f32(0, 4, [2]) }, 4))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: their absence is what is tested
    expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/)
  })

  test('100 MB of JSON are refused before anything of that size is allocated', () => {
    const path = buildFile(at('huge'), '{}', 0, 100_000_000n)
    truncateSync(path, 200_000_000) // sparse: costs no disk
    const before = process.memoryUsage().arrayBuffers
    const started = performance.now()
    expect(problem(path)).toMatch(/claims 100000000 bytes; at most 25000000/)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test.each([
    ['2^64 - 1', 2n ** 64n - 1n, /at most 25000000/],
    ['2^63', 2n ** 63n, /at most 25000000/],
    ['longer than the file', 1000n, /claims 1000 bytes, after the first 8 the file has 2/],
    ['zero', 0n, /must begin with/],
  ])('a header length of %s', (_, length, want) => {
    expect(problem(buildFile(at(`length ${length}`), '{}', 0, length))).toMatch(want)
  })

  test('random damage to a good file is refused or read, but never crashes', () => {
    const seed = Date.now() % 1_000_000
    console.log(`seed ${seed}`)
    const random = randomSource(seed, 'damage')
    const good = readFileSync(fixture('reference.safetensors'))
    for (let round = 0; round < 500; round++) {
      const bytes = Buffer.from(good)
      for (let hits = 1 + random.integer(3); hits > 0; hits--) bytes[random.integer(440)] = random.integer(256)
      const path = at('damaged')
      writeFileSync(path, random.integer(4) === 0 ? bytes.subarray(0, random.integer(bytes.length)) : bytes)
      try {
        const file = openSafetensors(path)
        for (const name of file.tensors.keys()) file.readRaw(name)
        file.close()
      } catch (error) {
        if (!(error instanceof InputError)) throw error
      }
    }
  })
})

describe('files that are something else', () => {
  test.each([
    ['empty', '', /it is empty/],
    ['short', 'abc', /3 bytes, less than the 8/],
    ['zip pickle', 'PK\x03\x04\x14\x00\x08\x08model/data.pkl', /pickle, which can run code when loaded: convert it/],
    ['old pickle', '\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9 j\xa8P', /pickle/],
    ['web page', '<!DOCTYPE html><html>login</html>', /web page/],
    ['web page, lower case', '\n<html><head></head></html>', /web page/],
    ['LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0', /Git LFS pointer/],
    ['GGUF', 'GGUF\x03\x00\x00\x00\x00\x00\x00\x00', /GGUF/],
    ['index', '{"weight_map": {}}', /it is JSON/],
    ['short index', '{}', /it is JSON/],
  ])('%s', (_, content, want) => {
    const path = at('other')
    writeFileSync(path, Buffer.from(content, 'latin1'))
    expect(problem(path)).toMatch(want)
  })

  test('a folder, and a pipe that would block', () => {
    expect(problem(folder)).toMatch(/it is a folder/)
    if (process.platform === 'win32') return
    execFileSync('mkfifo', [at('pipe')])
    expect(problem(at('pipe'))).toMatch(/not a regular file/)
  })

  test('a missing file and a dangling link say so, as a wrong input', () => {
    symlinkSync(at('nowhere'), at('dangling'))
    for (const path of [at('missing'), at('dangling')]) {
      expect(() => openSafetensors(path)).toThrow(expect.objectContaining({ code: 'input', message: expect.stringMatching(/can't be opened: ENOENT/) }))
    }
  })
})

describe('good files', () => {
  test('what the reference implementation wrote', () => {
    const file = openSafetensors(fixture('reference.safetensors'))
    expect({ ...file.metadata }).toEqual({ note: 'café "x"\n' })
    expect([...file.tensors.values()].map(({ name, dtype, shape, byteLength }) => [name, dtype, shape, byteLength])).toEqual([
      ['a.f32', 'F32', [], 4],
      ['b.f32', 'F32', [3, 4], 48],
      ['empty', 'F32', [0, 5], 0],
      ['ü🌸.name "quoted"\\', 'F32', [2], 8],
      ['brain', 'BF16', [12, 1], 24],
      ['half', 'F16', [2, 6], 24],
    ])
    expect([...file.read('a.f32')]).toEqual([0.25])
    expect([...file.read('empty')]).toEqual([])
    expect([...file.read('half')].slice(0, 6)).toEqual([0, -0, 1, -1.5, 0.333251953125, 65504])
    expect([...file.read('brain')].slice(0, 6)).toEqual([0, -0, 1, -1.5, 0.333984375, 65536])
    expect(file.read('b.f32')[4]).toBe(Math.fround(1 / 3))
    // A table that can be trusted: the bytes at its offsets are those that readRaw gives.
    const bytes = readFileSync(file.path)
    expect(bytes.length).toBe(file.byteLength)
    for (const { name, byteOffset, byteLength } of file.tensors.values()) {
      expect(Buffer.compare(file.readRaw(name), bytes.subarray(byteOffset, byteOffset + byteLength))).toBe(0)
    }
    file.close()
    file.close()
  })

  test('other types stand in the table, come as raw bytes, and are refused as numbers by name', () => {
    const file = openSafetensors(fixture('other-types.safetensors'))
    expect(Object.fromEntries([...file.tensors.values()].map(({ name, dtype }) => [name, dtype]))).toEqual({
      steps: 'I64',
      double: 'F64',
      plain: 'F32',
      f8: 'F8_E4M3',
      bytes: 'U8',
      mask: 'BOOL',
    })
    expect([...file.read('plain')]).toEqual([2.5])
    expect([...file.readRaw('bytes')]).toEqual([0, 1, 2, 3, 4])
    expect(() => file.read('f8')).toThrow(/tensor "f8" of .*only F32, F16 and BF16 are supported as numbers, this is F8_E4M3/)
    expect(() => file.read('steps')).toThrow(/this is I64/)
    expect(() => file.read('stepz')).toThrow(/tensor "stepz" of .*no such tensor among its 6/)
    file.close()
    expect(() => file.read('plain')).toThrow(/read after it had been closed/)
  })

  test('no tensors at all, scalars, many zero-size tensors at one place, padding', () => {
    openSafetensors(buildFile(at('none'), '{}      ')).close()
    const file = openSafetensors(buildFile(at('zeros'), { z1: f32(4, 4, [0]), a: f32(0, 4, []), z2: f32(4, 4, [3, 0, 2 ** 40]), z0: f32(0, 0, [0]) }, 4))
    expect([...file.tensors.keys()]).toEqual(['z0', 'a', 'z1', 'z2'])
    expect(file.read('z2').length).toBe(0)
    file.close()
  })

  test('__proto__ and its friends are names like any other', () => {
    const header = `{"__metadata__":{"__proto__":"m","toString":"t"},"__proto__":${JSON.stringify(f32(0, 4))},"constructor":${JSON.stringify(f32(4, 8))}}`
    const file = openSafetensors(buildFile(at('proto'), header, new Uint8Array(new Float32Array([5, 6]).buffer)))
    expect([...file.read('__proto__'), ...file.read('constructor')]).toEqual([5, 6])
    expect(Object.entries(file.metadata)).toEqual([
      ['__proto__', 'm'],
      ['toString', 't'],
    ])
    expect(({} as Record<string, unknown>).dtype).toBeUndefined()
    file.close()
  })

  test('a tensor larger than the conversion chunk', () => {
    const count = (1 << 20) * 2 + 3
    const halves = new Uint16Array(count).map((_, i) => i % 0x7c00)
    const file = openSafetensors(buildFile(at('large'), { w: { dtype: 'F16', shape: [count], data_offsets: [0, 2 * count] } }, new Uint8Array(halves.buffer)))
    const values = file.read('w')
    // The last value's bits are (2^21 + 2) mod 0x7c00 = 0x0802: exponent 2 - 15, mantissa 2.
    expect([values[0x3c00], values[0x7bff], values[count - 1]]).toEqual([1, 65504, (1 + 2 / 1024) * 2 ** -13])
    file.close()
  })

  test('a file that shrinks while it is open is reported', () => {
    const path = buildFile(at('shrinks'), { a: f32(0, 4096) }, 4096)
    const file = openSafetensors(path)
    truncateSync(path, 200)
    expect(() => file.read('a')).toThrow(/became shorter while it was being read/)
    file.close()
  })

  test.each([
    ['spaces', 'a folder with spaces'],
    ['non-ASCII', 'Größe 模型 мо́дель 🌸'],
    ['quotes and percent', 'it\'s 100% "fine" #1'],
    ['200 characters', 'x'.repeat(200)],
    ['300 characters in folders', `${'y'.repeat(150)}/${'z'.repeat(150)}`],
  ])('a path with %s', (_, part) => {
    const deep = join(folder, process.platform === 'win32' ? part.replaceAll('"', '') : part)
    mkdirSync(deep, { recursive: true })
    const path = join(deep, 'module ü.safetensors')
    copyFileSync(fixture('reference.safetensors'), path)
    const file = openSafetensors(path)
    expect([...file.read('a.f32')]).toEqual([0.25])
    file.close()
  })

  test('links are resolved: `path` is the real file', () => {
    symlinkSync(fixture('reference.safetensors'), at('link-1'))
    symlinkSync(at('link-1'), at('link-2'))
    const file = openSafetensors(at('link-2'))
    expect(file.path).toBe(realpathSync(fixture('reference.safetensors')))
    file.close()
  })
})
