import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ddimTimesteps, type TimestepSpacing } from '../../src/sampler/ddim-timesteps.ts'

const { timesteps } = JSON.parse(readFileSync(new URL('../fixtures/sampler/ddim-chains.json', import.meta.url), 'utf8')) as {
  timesteps: Record<TimestepSpacing, Record<string, number[]>>
}

test.each(['trailing', 'leading'] as const)('%s timesteps are those of diffusers', (spacing) => {
  expect(Object.keys(timesteps[spacing])).toEqual(expect.arrayContaining(['10', '20', '50']))
  for (const [steps, expected] of Object.entries(timesteps[spacing])) expect(ddimTimesteps(spacing, Number(steps))).toEqual(expected)
})

test('ten steps, as the papers print them', () => {
  expect(ddimTimesteps('trailing', 10)).toEqual([999, 899, 799, 699, 599, 499, 399, 299, 199, 99])
  expect(ddimTimesteps('leading', 10)).toEqual([901, 801, 701, 601, 501, 401, 301, 201, 101, 1])
})

test('every number of steps gives falling timesteps inside the table', () => {
  for (const spacing of ['trailing', 'leading'] as const) {
    for (let steps = 1; steps <= (spacing === 'trailing' ? 1000 : 999); steps++) {
      const list = ddimTimesteps(spacing, steps)
      if (list.length !== steps || list[0] > 999 || (list.at(-1) as number) < 0 || list.some((t, i) => !Number.isInteger(t) || (i > 0 && t >= list[i - 1]))) {
        expect.fail(`${spacing} ${steps}: ${list}`)
      }
    }
  }
})

test.each([0, -1, 1.5, 1001, Number.NaN, Number.POSITIVE_INFINITY])('%s steps are refused', (steps) => {
  expect(() => ddimTimesteps('trailing', steps)).toThrow(/expected 1 to 1000 steps with trailing spacing/)
})

test('leading has room for 999', () => {
  expect(() => ddimTimesteps('leading', 1000)).toThrow(/expected 1 to 999 steps with leading spacing, got 1000/)
})
