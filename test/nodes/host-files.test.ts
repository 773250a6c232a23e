/** Names in workflows lead to the host's own folders and nowhere else. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { fileBelow, hostFolder, inputText } from '../../src/nodes/host-files.ts'
import { newFolder } from '../preferences/new-store.ts'

const base = newFolder()
const places = { output: join(base, 'output'), input: join(base, 'input') }
beforeAll(() => {
  mkdirSync(join(places.output, 'portraits'), { recursive: true })
  mkdirSync(join(places.input, 'wildcards'), { recursive: true })
  mkdirSync(join(base, 'secret'))
  writeFileSync(join(base, 'secret', 'key.txt'), 'secret')
  writeFileSync(join(places.input, 'prompts.txt'), 'one\ntwo')
  writeFileSync(join(places.input, 'wildcards', 'colour.txt'), 'red')
  symlinkSync(join(base, 'secret'), join(places.output, 'link'))
  symlinkSync(join(base, 'secret', 'key.txt'), join(places.input, 'key.txt'))
})

test('folders of the host, by their short names and as whole paths', () => {
  expect(hostFolder('output', places)).toBe(places.output)
  expect(hostFolder(' output/portraits/ ', places)).toBe(join(places.output, 'portraits'))
  expect(hostFolder('output\\portraits', places)).toBe(join(places.output, 'portraits'))
  expect(hostFolder('input', places)).toBe(places.input)
  expect(hostFolder(join(places.output, 'portraits'), places)).toBe(join(places.output, 'portraits'))
})

describe('other folders are refused', () => {
  test.each(['', 'secret', '../secret', 'output/../secret', 'output/link', '/etc', '/', 'output/nothing', 'input/prompts.txt', 'output\0', '~'])(
    '%j',
    (name) => {
      expect(() => hostFolder(name, places)).toThrow(InputError)
      expect(() => hostFolder(name, places)).toThrow(/output or input folder/)
    },
  )
  test('the store beside them', () => {
    expect(() => hostFolder(join(base, 'secret'), places)).toThrow(InputError)
  })
})

test('files below a root, and none elsewhere', () => {
  expect(fileBelow([places.output, places.input], 'prompts.txt')).toBe(join(places.input, 'prompts.txt'))
  for (const name of ['', '../secret/key.txt', 'key.txt', '/etc/passwd', 'wildcards', 'nothing', 'a\0b'])
    expect(fileBelow([places.input], name), name).toBeUndefined()
})

test('text of the input folder', () => {
  expect(inputText('prompts.txt', places)).toBe('one\ntwo')
  expect(inputText('colour.txt', places, ['', 'wildcards'])).toBe('red')
  expect(() => inputText('key.txt', places)).toThrow(/in ComfyUI's input folder/)
  expect(() => inputText('../secret/key.txt', places)).toThrow(InputError)
})
