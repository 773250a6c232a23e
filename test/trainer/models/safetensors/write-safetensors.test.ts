/** Writing safetensors files: refusals, the bytes of the reference, round trips, and disks that fail. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { diskWriter, type FileWriter } from '../../../../src/files/atomic-write.ts'
import { randomSource } from '../../../../src/random.ts'
import { legacyModelHash, sha256OfFile, sha256OfTensorData } from '../../../../src/trainer/models/safetensors/file-hash.ts'
import { openSafetensors } from '../../../../src/trainer/models/safetensors/open-safetensors.ts'
import { sha256OfTensors, type TensorToWrite, writeSafetensors } from '../../../../src/trainer/models/safetensors/write-safetensors.ts'
import { scratchFolder } from './scratch-folder.ts'

const folder = scratchFolder()
const at = (name: string): string => join(folder, name)
const tensor = (name: string, values: number[], options: Partial<TensorToWrite> = {}): TensorToWrite => ({
  name,
  dtype: 'F32',
  shape: [values.length],
  data: new Float32Array(values),
  ...options,
})

describe('refused before a byte is written', () => {
  test.each<[string, TensorToWrite[], Record<string, string>, string, RegExp]>([
    ['name twice', [tensor('a', [1]), tensor('a', [2])], {}, 'input', /tensor "a" is there twice/],
    ['reserved name', [tensor('__metadata__', [1])], {}, 'input', /name that the format does not allow/],
    ['long name', [tensor('n'.repeat(1025), [1])], {}, 'input', /name that the format does not allow/],
    ['half a surrogate', [tensor('\ud800', [1])], {}, 'input', /name that the format does not allow/],
    ['wrong count', [tensor('a', [1, 2], { shape: [3] })], {}, 'input', /of shape \[3\] needs 3 values, got 2/],
    ['scalar without value', [tensor('a', [], { shape: [] })], {}, 'input', /needs 1 values, got 0/],
    ['negative size', [tensor('a', [1], { shape: [-1, -1] })], {}, 'input', /impossible shape/],
    ['fraction', [tensor('a', [1], { shape: [0.5, 2] })], {}, 'input', /impossible shape/],
    ['too many dimensions', [tensor('a', [1], { shape: Array(17).fill(1) })], {}, 'input', /impossible shape/],
    ['metadata that is no text', [], { steps: 3 as unknown as string }, 'input', /metadata entry "steps"/],
    ['metadata with half a surrogate', [], { a: '\udc00' }, 'input', /metadata entry "a"/],
    ['header too large', [], { a: 'x'.repeat(25_000_000) }, 'input', /header would have/],
    ['NaN', [tensor('a', [1, Number.NaN])], {}, 'numeric', /tensor "a" has the value NaN at index 1/],
    ['infinity', [tensor('a', [Number.NEGATIVE_INFINITY])], {}, 'numeric', /-Infinity at index 0/],
    [
      'overflow of F16',
      [tensor('ok', [65519], { dtype: 'F16' }), tensor('a', [0, 65520], { dtype: 'F16' })],
      {},
      'numeric',
      /tensor "a" has the value 65520 at index 1, .* as F16/,
    ],
    ['overflow of BF16', [tensor('a', [3.4e38], { dtype: 'BF16' })], {}, 'numeric', /not finite as BF16/],
  ])('%s', (_, tensors, metadata, code, message) => {
    const path = at('refused')
    expect(() => writeSafetensors(path, tensors, metadata)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
    expect(existsSync(path)).toBe(false)
  })

  test('non-finite values are written where they are allowed', () => {
    writeSafetensors(at('allowed'), [tensor('a', [Number.NaN, Number.POSITIVE_INFINITY, 1e9], { dtype: 'F16', allowNonFinite: true })])
    const file = openSafetensors(at('allowed'))
    expect([...file.read('a')]).toEqual([Number.NaN, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
    file.close()
  })
})

test('the same bytes as the reference implementation', () => {
  // The values of test/fixtures/safetensors/make-fixtures.py, in another order.
  const values = [0, -0, 1, -1.5, 1 / 3, 65504, 6e-8, 1e-7, 2.7, -2048.5, 1e-3, 7]
  const path = at('like the reference')
  writeSafetensors(
    path,
    [
      tensor('half', values, { dtype: 'F16', shape: [2, 6] }),
      tensor('brain', values, { dtype: 'BF16', shape: [12, 1] }),
      tensor('ü🌸.name "quoted"\\', values.slice(0, 2)),
      tensor('empty', [], { shape: [0, 5] }),
      tensor('b.f32', values, { shape: [3, 4] }),
      tensor('a.f32', [0.25], { shape: [] }),
    ],
    { note: 'café "x"\n' },
  )
  const reference = readFileSync(fileURLToPath(new URL('../../../fixtures/safetensors/reference.safetensors', import.meta.url)))
  expect(readFileSync(path).toString('latin1')).toBe(reference.toString('latin1'))
})

test('round trips of random files', () => {
  const seed = Date.now() % 1_000_000
  console.log(`seed ${seed}`)
  const random = randomSource(seed, 'round trip')
  for (let round = 0; round < 60; round++) {
    const tensors = Array.from({ length: random.integer(9) }, (_, i): TensorToWrite => {
      const shape = Array.from({ length: random.integer(5) }, () => random.integer(6))
      const count = shape.reduce((product, size) => product * size, 1)
      // Multiples of 1/8 below 16 are exact in all three types, so equality is the right test.
      const data = Float32Array.from({ length: count }, () => (random.integer(255) - 127) / 8)
      return { name: `${'é"\\\u0001 .'[random.integer(6)]}${i}`, dtype: (['F32', 'F16', 'BF16'] as const)[random.integer(3)] as 'F32', shape, data }
    })
    const metadata = Object.fromEntries(Array.from({ length: random.integer(4) }, (_, i) => [`k${i}\n`, `v"\\${random.integer(99)}🌸`]))
    const path = at('round trip')
    writeSafetensors(path, tensors, metadata)
    const file = openSafetensors(path)
    expect({ ...file.metadata }).toEqual(metadata)
    expect(file.tensors.size).toBe(tensors.length)
    expect(file.dataOffset % 8).toBe(0)
    for (const { name, dtype, shape, data } of tensors) {
      const info = file.tensors.get(name)
      expect(info).toMatchObject({ dtype, shape })
      expect((info?.byteOffset ?? 1) % (dtype === 'F32' ? 4 : 2)).toBe(0)
      expect(file.read(name)).toEqual(data)
    }
    file.close()
    expect(sha256OfTensorData(path)).toBe(sha256OfTensors(tensors))
  }
})

test('a tensor of several chunks, and a path of spaces, non-ASCII and more than 200 characters', () => {
  const deep = join(folder, 'Größe 模型 🌸', 'x'.repeat(180), 'y'.repeat(60))
  mkdirSync(deep, { recursive: true })
  const path = join(deep, `mit Leerzeichen ${'z'.repeat(180)}.safetensors`)
  const data = Float32Array.from({ length: (1 << 20) * 2 + 5 }, (_, i) => (i % 2048) - 1024)
  writeSafetensors(path, [{ name: 'w', dtype: 'F16', shape: [data.length], data }])
  const file = openSafetensors(path)
  expect(Buffer.compare(Buffer.from(file.read('w').buffer), Buffer.from(data.buffer))).toBe(0)
  file.close()
})

describe('a disk that fails', () => {
  const old = 'what was there before'
  const failures: [string, Partial<FileWriter>][] = [
    ['at opening', { open: () => fail('EACCES: permission denied') }],
    ['full at the header', { write: () => fail('ENOSPC: no space left on device') }],
    ['full in the middle', fullAfter(3000)],
    ['at fsync', { sync: () => fail('EIO: i/o error') }],
    ['at renaming', { rename: () => fail('EPERM: operation not permitted') }],
  ]
  test.each(failures)('%s leaves the old file and nothing else', (name, part) => {
    const place = at(`failing ${name}`)
    mkdirSync(place)
    const path = join(place, 'lora.safetensors')
    writeFileSync(path, old)
    const write = (): void => writeSafetensors(path, [tensor('a', Array(2000).fill(1))], {}, { ...diskWriter, ...part })
    expect(write).toThrow(expect.objectContaining({ code: 'disk', message: expect.stringMatching(/could not write .*(EACCES|ENOSPC|EIO|EPERM)/) }))
    expect(readdirSync(place)).toEqual(['lora.safetensors'])
    expect(readFileSync(path, 'utf8')).toBe(old)
  })

  function fail(message: string): never {
    throw new Error(message)
  }
  /** Takes short writes, as the system may, until the disk is full. */
  function fullAfter(bytes: number): Partial<FileWriter> {
    return {
      write(handle, chunk) {
        if (bytes === 0) return fail('ENOSPC: no space left on device')
        const part = chunk.subarray(0, Math.min(bytes, 700))
        bytes -= part.length
        return diskWriter.write(handle, part)
      },
    }
  }

  test('a kill in the middle leaves the old file whole, and the next write goes through', () => {
    const place = at('killed')
    mkdirSync(place)
    const path = join(place, 'lora.safetensors')
    writeFileSync(path, old)
    const dead = (): never => fail('killed')
    // Nothing of a killed process runs any more: no clean-up, no rename.
    expect(() => writeSafetensors(path, [tensor('a', Array(2000).fill(1))], {}, { ...diskWriter, ...fullAfter(3000), remove: dead, close: dead })).toThrow()
    expect(readFileSync(path, 'utf8')).toBe(old)
    writeSafetensors(path, [tensor('a', [1])])
    // The dead process's temporary file stays, under a name that nothing reads (src/files/atomic-write.ts).
    expect(readdirSync(place).filter((name) => !name.endsWith('.tmp'))).toEqual(['lora.safetensors'])
    openSafetensors(path).close()
  })

  test('short writes alone do no harm', () => {
    const tensors = [tensor('a', Array(2000).fill(0.5))]
    writeSafetensors(at('short writes'), tensors, {}, { ...diskWriter, ...fullAfter(1e9) })
    expect(sha256OfTensorData(at('short writes'))).toBe(sha256OfTensors(tensors))
  })
})

describe('hashes of files', () => {
  test('the whole file, and the web UI one, against values computed with sha256sum', () => {
    writeFileSync(at('abc'), 'abc')
    expect(sha256OfFile(at('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(legacyModelHash(at('abc'))).toBe('e3b0c442')
    // head -c 1048576 /dev/zero; then 65536 bytes of "a", then more: only the "a" count.
    writeFileSync(at('two MiB'), Buffer.concat([Buffer.alloc(1 << 20), Buffer.alloc(1 << 16, 'a'), Buffer.alloc(1 << 20, 'b')]))
    expect(legacyModelHash(at('two MiB'))).toBe('bf718b6f')
  })

  test('a missing file is named', () => {
    expect(() => sha256OfFile(at('missing'))).toThrow(/missing could not be hashed: ENOENT/)
    expect(() => legacyModelHash(folder)).toThrow(/could not be hashed/)
  })
})
