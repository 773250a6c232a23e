/** The menu of methods: each shows the settings that it uses, with defaults that the trainer takes. */
import { expect, test } from 'vitest'
import { settingsMenu } from '../../../src/server/runs/settings-menu.ts'
import { METHOD_NAMES, type MethodName } from '../../../src/trainer/objectives/objectives.ts'
import { resolveSettings } from '../../../src/trainer/run/run-settings.ts'

const menu = settingsMenu(resolveSettings({ model: 'm.safetensors' }))
const settingsOf = (name: MethodName): readonly string[] => menu.methods.find((method) => method.name === name)?.settings ?? []

test('every method is there, and what it uses alone with it', () => {
  expect(menu.methods.map(({ name }) => name).sort()).toEqual([...METHOD_NAMES].sort())
  const users = (setting: string): string[] => METHOD_NAMES.filter((name) => settingsOf(name).includes(setting))
  expect(users('gammaN')).toEqual(['see-diffusion-dpo', 'see-d3po'])
  expect(users('gamma')).toEqual(['see-d3po', 'see-spo'])
  expect(users('confidence')).toEqual(['spo', 'see-spo'])
  expect(users('ratioClamp')).toEqual(['d3po', 'see-d3po', 'spo', 'see-spo'])
  expect(users('loserScaling')).toEqual(['diffusion-dpo', 'see-diffusion-dpo'])
  expect(users('likedShare')).toEqual(['diffusion-kto'])
  expect(users('beta')).toEqual([...METHOD_NAMES])
})

test('the defaults of each method, and each setting’s by itself, are settings that the trainer takes', () => {
  for (const { name, settings, defaults } of menu.methods) {
    const chosen = Object.fromEntries(menu.settings.filter((setting) => settings.includes(setting.name)).map((setting) => [setting.name, setting.default]))
    expect(() => resolveSettings({ model: 'm.safetensors', method: name as MethodName, ...chosen, ...defaults }), name).not.toThrow()
  }
})

test('numbers are within their ranges', () => {
  for (const { name, default: value, low, high } of menu.settings) {
    if (typeof value === 'number' && low !== undefined && high !== undefined) expect([name, value >= low && value <= high]).toEqual([name, true])
  }
  for (const { defaults } of menu.methods) {
    for (const [name, value] of Object.entries(defaults ?? {})) {
      const { low = Number.NEGATIVE_INFINITY, high = Number.POSITIVE_INFINITY } = menu.settings.find((setting) => setting.name === name) ?? {}
      if (typeof value === 'number') expect([name, value >= low && value <= high]).toEqual([name, true])
    }
  }
})
