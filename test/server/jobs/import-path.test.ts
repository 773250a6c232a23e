/** Paths to import from: inside of the allowed folders with all links resolved, and no word about what is outside. */
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importPath } from '../../../src/server/jobs/import-path.ts'
import { newFolder } from '../../preferences/new-store.ts'

const root = realpathSync(newFolder())
const inside = join(root, 'inside')
mkdirSync(join(inside, 'flowers'), { recursive: true })
mkdirSync(join(root, 'inside-not'))
writeFileSync(join(root, 'secret'), 'x')
symlinkSync(join(root, 'secret'), join(inside, 'link'))
symlinkSync(inside, join(root, 'way-in'))

const code = (path: string, roots = [inside]): Promise<string> => importPath(path, roots).then(String, (error) => error.code)

test.each([
  [inside, inside],
  [join(inside, 'flowers'), join(inside, 'flowers')],
  [join(root, 'way-in', 'flowers'), join(inside, 'flowers')],
  [`${inside}/flowers/../flowers/`, join(inside, 'flowers')],
])('%s', async (path, real) => expect(await code(path)).toBe(real))

test.each([
  [root, 'forbidden'],
  [join(root, 'secret'), 'forbidden'],
  [join(root, 'inside-not'), 'forbidden'],
  [join(inside, 'link'), 'forbidden'],
  [`${inside}/../secret`, 'forbidden'],
  [join(root, 'nothing'), 'forbidden'],
  [join(inside, 'nothing'), 'not-found'],
  ['inside', 'invalid-request'],
  ['', 'invalid-request'],
])('%s: %s', async (path, expected) => expect(await code(path)).toBe(expected))

test('without any folder nothing is allowed, and one that is gone allows nothing', async () => {
  expect(await code(inside, [])).toBe('forbidden')
  expect(await code(inside, [join(root, 'gone')])).toBe('forbidden')
})
