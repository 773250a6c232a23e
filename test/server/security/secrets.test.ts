/** Tokens, cookies and their files: what is taken, what is kept, what is forgotten. */
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { firstLine } from '../../../src/server/first-line.ts'
import { entryTokens } from '../../../src/server/security/entry-tokens.ts'
import { sessionCookie, sessionTokens } from '../../../src/server/security/session-cookie.ts'
import { keptToken } from '../../../src/server/security/token-file.ts'
import { hashOf, isSameToken, newToken } from '../../../src/server/security/tokens.ts'
import { newFolder } from '../../preferences/new-store.ts'

test('tokens are long, random and compared whole', () => {
  const tokens = Array.from({ length: 100 }, newToken)
  expect(new Set(tokens).size).toBe(100)
  for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/)
  expect(isSameToken(tokens[0], tokens[0])).toBe(true)
  for (const wrong of ['', tokens[1], tokens[0].slice(1), `${tokens[0]} `, tokens[0].toUpperCase()]) expect(isSameToken(wrong, tokens[0]), wrong).toBe(false)
  expect(hashOf('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

describe('entry tokens', () => {
  test('each opens once, and only the newest', () => {
    const entry = entryTokens()
    const [old, fresh] = [entry.issue(), entry.issue()]
    expect([old, fresh, fresh, old, newToken(), ''].map(entry.redeem)).toEqual(['unknown', 'good', 'used', 'unknown', 'unknown', 'unknown'])
  })
  test('used ones are forgotten after a hundred others, and still open nothing', () => {
    const entry = entryTokens()
    const first = entry.issue()
    entry.redeem(first)
    expect(entry.redeem(first)).toBe('used')
    for (let i = 0; i < 100; i++) entry.redeem(entry.issue())
    expect(entry.redeem(first)).toBe('unknown')
  })
})

describe('cookies', () => {
  const token = newToken()
  test('come back as they were set', () => {
    const cookie = sessionCookie(token, '/see-dpo')
    expect(sessionTokens(cookie.split(';')[0])).toEqual([token])
  })
  test.each([
    [undefined, []],
    ['', []],
    [`other=1; see-dpo-session=${token}; more=2`, [token]],
    [`see-dpo-session=${token};see-dpo-session=${token}`, [token, token]],
    [`xsee-dpo-session=${token}`, []],
    [`see-dpo-session=${token}x`, []],
    [`see-dpo-session="${token}"`, []],
    [`see-dpo-session=${token}=1`, [token]],
    [';;;=;a', []],
    [`${'a=1;'.repeat(200)}see-dpo-session=${token}`, []],
  ])('%j', (header, tokens) => expect(sessionTokens(header)).toEqual(tokens))
})

describe('the kept token', () => {
  test('is made once, for its owner alone', () => {
    const folder = newFolder()
    const token = keptToken(folder)
    expect(keptToken(folder)).toBe(token)
    if (process.platform !== 'win32') {
      expect(statSync(join(folder, 'token')).mode & 0o777).toBe(0o600)
      chmodSync(join(folder, 'token'), 0o644)
      keptToken(folder)
      expect(statSync(join(folder, 'token')).mode & 0o777).toBe(0o600)
    }
  })
  test('is made anew where the file holds none', () => {
    const folder = newFolder()
    for (const wrong of ['', 'short', 'x'.repeat(1000), `${'x'.repeat(43)}\n${'x'.repeat(43)}`]) {
      writeFileSync(join(folder, 'token'), wrong)
      expect(keptToken(folder)).toMatch(/^[\w-]{43}$/)
      expect(readFileSync(join(folder, 'token'), 'utf8')).not.toBe(wrong)
    }
  })
  test('is an error with advice where it can not be kept', () => {
    const folder = newFolder()
    mkdirSync(join(folder, 'token'))
    expect(() => keptToken(folder)).toThrow(/could not keep the token in .*token/)
  })
})

describe('the first line of a stream', () => {
  const token = 'x'.repeat(30)
  test.each([
    ['at once', [`${token}\n`]],
    ['in pieces', [token.slice(0, 10), token.slice(10), '\n']],
    ['with what comes behind', [`${token}\nmore\nlines`]],
    ['as Windows ends lines', [`${token}\r\n`]],
    ['without an end', [token]],
  ])('%s', async (_, pieces) => expect(await firstLine(Readable.from(pieces))).toBe(token))
  test.each([
    ['nothing', []],
    ['an empty line', [`\n${token}`]],
    ['a long one', ['x'.repeat(5000)]],
    ['signs that no header has', [`${token}\u00e9\n`]],
  ])('%s is refused', async (_, pieces) => {
    await expect(firstLine(Readable.from(pieces))).rejects.toThrow('--token-stdin: expected a token')
  })
})
