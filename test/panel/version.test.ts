/** The versions that the panel says of itself are those of their sources. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { API_VERSION, CLIENT_VERSION } from '../../src/panel/version.ts'

const root = resolve(import.meta.dirname, '../..')
const json = (path: string) => JSON.parse(readFileSync(resolve(root, path), 'utf8'))

test('the client version is the package version', () => expect(CLIENT_VERSION).toBe(json('package.json').version))
test('the API version is that of the API file', () => expect(API_VERSION).toBe(json('openapi/generated/see-dpo.json').info.version))
