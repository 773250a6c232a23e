/** Names of sent files: what is taken leads nowhere else, on any system. */
import { expect, test } from 'vitest'
import { RequestError } from '../../../src/errors.ts'
import { uploadName } from '../../../src/server/jobs/upload-name.ts'

test.each<[string, string[]]>([
  ['a.png', ['a.png']],
  ['flowers/red/a.png', ['flowers', 'red', 'a.png']],
  ['.hidden', ['.hidden']],
  ['a b (1).png', ['a b (1).png']],
  ['Blüte 🌷.png', ['Blüte 🌷.png']],
  ['console.txt', ['console.txt']],
])('%s', (name, parts) => expect(uploadName(name)).toEqual(parts))

test.each([
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  '../a',
  'a/../b',
  'a/..',
  './a',
  '\\a',
  'a\\..\\b',
  'C:a',
  'C:/a',
  'a:b',
  'a\0',
  'a\n',
  'a\u0085',
  'a*',
  'a?',
  '"a"',
  '<a',
  'a|b',
  'a.',
  'a ',
  'a./b',
  'con',
  'CON.png',
  'x/nul',
  'lpt1.txt',
  'x'.repeat(201),
  'ü'.repeat(101),
  Array(17).fill('a').join('/'),
])('%j is refused', (name) => expect(() => uploadName(name)).toThrow(RequestError))
