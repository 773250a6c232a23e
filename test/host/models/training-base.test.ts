import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { DEMO_MODEL } from '../../../src/demo/demo-options.ts'
import { InputError } from '../../../src/errors.ts'
import { type ModelDescription, modelDescription } from '../../../src/host/bridge/describe-model.ts'
import { trainingBase } from '../../../src/host/models/training-base.ts'
import { byVotes, heldOutShare, stepsForVotes } from '../../../src/server/runs/by-votes.ts'
import { resolveSettings } from '../../../src/trainer/run/run-settings.ts'
import { DEMO_DESCRIPTION } from '../../nodes/node-server.ts'
import { newFolder } from '../../preferences/new-store.ts'

const base = (change: Partial<ModelDescription>) =>
  trainingBase({ name: 'a' }, { ...modelDescription({ ...DEMO_DESCRIPTION, family: 'SD1', prediction: 'eps', zeroTerminal: false }), ...change })

test('defaults go by the family, facts by what the host says', () => {
  expect(base({})).toMatchObject({
    model: DEMO_MODEL,
    rank: 8,
    alpha: 8,
    learningRate: 2e-5,
    gammaN: 0.2,
    prediction: 'eps',
    zeroTerminal: false,
    frozen: [],
    byVotes: true,
  })
  expect(base({ family: 'SDXL', prediction: 'v', zeroTerminal: true })).toMatchObject({ rank: 16, alpha: 16, prediction: 'v', zeroTerminal: true })
  expect(base({ family: 'demo' })).toMatchObject({ learningRate: 4e-4, rank: 8, profile: 'small', byVotes: true })
  for (const family of ['SD1', 'SDXL', 'demo'] as const) {
    const { byVotes: _byVotes, ...settings } = base({ family })
    expect(() => resolveSettings(settings)).not.toThrow()
  }
})

test('LoRAs in front stay, and have to be there', () => {
  const path = join(newFolder(), 'lora.safetensors')
  const loras = [{ path, name: 'lora', strength: 0.7, isCopy: false }]
  expect(() => base({ loras })).toThrow(/expected the LoRA .*lora\.safetensors, got nothing there/)
  writeFileSync(path, '')
  expect(base({ loras }).frozen).toEqual([{ path, strength: 0.7 }])
})

test("what can't be trained says why", () => {
  expect(() => base({ refused: 'This MODEL is a Flux model.' })).toThrow('This MODEL is a Flux model.')
  expect(() => base({ checkpoint: undefined })).toThrow(/Choose it as checkpoint in the SEE-DPO Trainer/)
  expect(() => base({ checkpoint: '/nothing/a.safetensors' })).toThrow(/got nothing there/)
  for (const change of [{ refused: 'x' }, { checkpoint: undefined }]) expect(() => base(change)).toThrow(InputError)
})

test('8 steps a vote between 300 and 1500, 20 % held out but at least 30 votes, 5 % warm-up', () => {
  expect([10, 37, 38, 100, 187, 188, 5000].map(stepsForVotes)).toEqual([300, 300, 304, 800, 1496, 1500, 1500])
  expect([0, 20, 60, 100, 150, 1000].map((votes) => heldOutShare(votes))).toEqual([0.2, 0.5, 0.5, 0.3, 0.2, 0.2])
  expect(heldOutShare(1000, 0.05)).toBe(0.05)
  expect(byVotes(100)).toEqual({ steps: 800, warmup: 40, heldOut: 0.3 })
  expect(byVotes(100, { steps: 50 })).toEqual({ steps: 50, warmup: 3, heldOut: 0.3 })
})
