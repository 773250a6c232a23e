import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { drawFlower, type Flower, FREE_ATTRIBUTES, meanFlower } from '../../../src/demo/world/flower.ts'
import type { FlowerReading } from '../../../src/demo/world/read-flower.ts'
import { renderFlower } from '../../../src/demo/world/render-flower.ts'
import { RESIDUAL_LIMIT } from '../../../src/demo/world/validity.ts'
import { loadVoter, parseVoter, utility, type Voter, vote } from '../../../src/demo/world/voter.ts'
import { randomSource } from '../../../src/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'voter-'))
afterAll(() => rmSync(folder, { recursive: true }))

const assets = join(import.meta.dirname, '../../../assets/voters')
const shipped = readdirSync(assets).map((file) => loadVoter(join(assets, file)))

const reading = (flower: Flower, residual = 0): FlowerReading => ({ flower, residual, countMargin: 1, formMargin: 1 })
const base = meanFlower({ size: 'small', colour: 'red', petals: 5, form: 'round', background: 'day', disc: 'gold' })
const plain: Voter = { name: 'plain', description: 'test', weights: { 'background.night': 1, 'petals.8': 0.5, artefacts: -1 }, temperature: 0.5, flips: 0 }

describe('utility', () => {
  test('is the sum of the weights of what is there', () => {
    const picture = renderFlower(base)
    expect(utility(plain, reading(base), picture)).toBe(0)
    expect(utility(plain, reading({ ...base, background: 'night', petals: 8 }), picture)).toBe(1.5)
    expect(utility(plain, reading({ ...base, background: 'night' }, RESIDUAL_LIMIT), picture)).toBeCloseTo(0, 10)
  })

  test('saturation, contrast and brightness are those of known pictures', () => {
    const weigh = (feature: string): Voter => ({ ...plain, weights: { [feature]: 1 } })
    const red = new Float32Array(3072).fill(0).fill(1, 0, 1024)
    expect(utility(weigh('saturation'), reading(base), red)).toBe(1)
    expect(utility(weigh('brightness'), reading(base), red)).toBeCloseTo(0.2126, 6)
    expect(utility(weigh('contrast'), reading(base), red)).toBeCloseTo(0, 6)
    const stripes = Float32Array.from({ length: 3072 }, (_, i) => i % 2)
    expect(utility(weigh('contrast'), reading(base), stripes)).toBeCloseTo(0.5, 6)
  })
})

describe('vote', () => {
  const night = { ...base, background: 'night' } as const
  const share = (voter: Voter, a: Flower, b: Flower, seed: number): Record<string, number> => {
    const random = randomSource(seed, 'votes')
    const picture = renderFlower(base)
    const count = { left: 0, right: 0, tie: 0 }
    for (let i = 0; i < 4000; i++) count[vote(voter, reading(a), picture, reading(b), picture, random)] += 1 / 4000
    return count
  }

  test('is Bradley-Terry: a difference of 1 at temperature 0.5 wins 88 %', () => {
    const expected = 1 / (1 + Math.exp(-2))
    expect(Math.abs(share(plain, night, base, 41).left - expected)).toBeLessThan(0.02)
    expect(Math.abs(share(plain, base, night, 42).right - expected)).toBeLessThan(0.02)
  })

  test('flips turn that many votes round', () => {
    const sure = 1 / (1 + Math.exp(-2))
    const expected = 0.8 * sure + 0.2 * (1 - sure)
    expect(Math.abs(share({ ...plain, flips: 0.2 }, night, base, 43).left - expected)).toBeLessThan(0.025)
  })

  test('pictures that are nearly equal tie', () => {
    expect(share(plain, base, base, 44).tie).toBeCloseTo(1, 8)
    expect(share({ ...plain, weights: { 'background.night': 0.049 } }, night, base, 45).tie).toBeCloseTo(1, 8)
    expect(share({ ...plain, weights: { 'background.night': 0.051 } }, night, base, 46).tie).toBe(0)
  })
})

describe('voters that ship', () => {
  test('there are five, one of them blind to artefacts and one noisy', () => {
    expect(shipped.map((voter) => voter.name).sort()).toEqual(['hype', 'meadow lover', 'minimalist', 'night owl', 'noisy'])
    expect(shipped.filter((voter) => !voter.weights.artefacts).map((voter) => voter.name)).toEqual(['hype'])
    expect(shipped.find((voter) => voter.name === 'noisy')?.flips).toBeGreaterThanOrEqual(0.1)
  })

  test.each(shipped)('$name can be pleased within any prompt, and is seldom undecided', (voter) => {
    const random = randomSource(47, voter.name)
    const prompt = { size: 'medium', colour: 'pink' } as const
    const flowers = Array.from({ length: 400 }, () => drawFlower(random, prompt))
    const liked = flowers.map((flower) => utility(voter, reading(flower), renderFlower(flower)))
    let ties = 0
    for (let i = 0; i < 400; i += 2) {
      if (vote(voter, reading(flowers[i]), renderFlower(flowers[i]), reading(flowers[i + 1]), renderFlower(flowers[i + 1]), random) === 'tie') ties++
    }
    expect(ties / 200, 'ties').toBeLessThan(0.2)
    // The best tenth beats the average flower in at least 95 % of sure votes: there is something to win.
    const best = [...liked].sort((a, b) => b - a)[40]
    const mean = liked.reduce((sum, value) => sum + value, 0) / liked.length
    expect((best - mean) / voter.temperature).toBeGreaterThan(voter.name === 'hype' ? 0.5 : 1.5)
    // Only free attributes and pixels: nothing that the prompt decides.
    expect(Object.keys(voter.weights).every((key) => !key.includes('.') || key.split('.')[0] in FREE_ATTRIBUTES)).toBe(true)
  })
})

describe('files', () => {
  const write = (name: string, content: string): string => {
    const path = join(folder, name)
    writeFileSync(path, content)
    return path
  }

  test('a voter survives its file', () => {
    expect(loadVoter(write('plain.json', JSON.stringify(plain)))).toEqual(plain)
  })

  test.each([
    [{ ...plain, mood: 1 }, /keys out of name, description.*got "mood"/],
    [{ ...plain, weights: { 'petals.7': 1 } }, /weights must be .*got "petals.7"/],
    [JSON.parse('{"name":"x","description":"x","temperature":1,"flips":0,"weights":{"__proto__":1}}'), /got "__proto__"/],
    [{ ...plain, weights: {} }, /at least one weight/],
    [{ ...plain, weights: [1] }, /weights must be an object/],
    [{ ...plain, weights: { artefacts: '1' } }, /weights\["artefacts"\] must be a number from -100 to 100, got "1"/],
    [{ ...plain, weights: { artefacts: 1e9 } }, /got 1000000000/],
    [{ ...plain, temperature: 0 }, /temperature must be a number from 0.01/],
    [{ ...plain, flips: 0.6 }, /flips must be a number from 0 to 0.5/],
    [{ ...plain, name: 'x'.repeat(81) }, /name must be a text of 1 to 80/],
    [{ ...plain, description: undefined }, /description must be .* got undefined/],
    [null, /the file must be an object/],
  ])('refuses %j', (json, message) => {
    expect(() => parseVoter(json)).toThrow(message)
  })

  test('says what is wrong with a file', () => {
    expect(() => loadVoter(join(folder, 'none.json'))).toThrow(/cannot be read.*assets\/voters/)
    expect(() => loadVoter(write('broken.json', '{'))).toThrow(/is not JSON/)
    expect(() => loadVoter(write('huge.json', ' '.repeat(70_000)))).toThrow(/at most 65536 bytes, got 70000/)
    expect(() => loadVoter(folder)).toThrow(/cannot be read/)
  })
})
