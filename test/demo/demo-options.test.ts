/** The demo's command line: defaults, every refusal by name. */
import { describe, expect, it } from 'vitest'
import { demoOptions } from '../../src/demo/demo-options.ts'
import { InputError } from '../../src/errors.ts'

const NOW = new Date('2026-11-24T20:15:30Z')

describe('demoOptions', () => {
  it.each([
    [['--votes', '59'], /--votes: expected a number from 60 to 2000, got '59'/],
    [['--votes', '100.5'], /--votes: expected a whole number/],
    [['--votes', ''], /--votes/],
    [['--seed=-1'], /--seed: expected a number from 0/],
    [['--seed', 'x'], /--seed/],
    [['--gamma=-2'], /--gamma: expected a number from 0/],
    [['--method', 'ppo'], /--method: expected diffusion-dpo or see-diffusion-dpo, got 'ppo'/],
    [['--method', 'diffusion-dpo', '--gamma', '5'], /--gamma: expected no entropy term/],
    [['--vote', '100'], /Unknown option '--vote'/],
    [['stray'], /stray/],
  ])('refuses %j', (args, message) => {
    expect(() => demoOptions(args, NOW)).toThrow(InputError)
    expect(() => demoOptions(args, NOW)).toThrow(message)
  })

  it('has defaults, and names the folder after the time', () => {
    const options = demoOptions([], NOW)
    expect(options).toMatchObject({ method: 'see-diffusion-dpo', gamma: undefined, seed: 1, votes: 160 })
    expect(options?.out).toMatch(/demo-20261124-201530$/)
    expect(options?.voter).toMatch(/assets.voters.meadow-lover\.json$/)
  })

  it('takes a voter by name or by path', () => {
    expect(demoOptions(['--voter', 'hype'], NOW)?.voter).toMatch(/assets.voters.hype\.json$/)
    expect(demoOptions(['--voter', './mine.json'], NOW)?.voter).toBe('./mine.json')
  })

  it('gives nothing when help is asked for', () => {
    expect(demoOptions(['--help'], NOW)).toBeUndefined()
    expect(demoOptions(['-h', '--votes', '100'], NOW)).toBeUndefined()
  })
})
