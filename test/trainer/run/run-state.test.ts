/** A checkpoint: round trip to the bit, missing measurements included, and whose it is. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parameters } from '../../../src/trainer/lora/adapter-branches.ts'
import { adamWStep } from '../../../src/trainer/optimizer.ts'
import type { Evaluation } from '../../../src/trainer/run/health.ts'
import { loadRunState, newRunState, saveRunState } from '../../../src/trainer/run/run-state.ts'
import { tinyModel, trainedAdapters } from '../step/tiny-steps.ts'
import { temporaryFolder } from '../tiny-unet.ts'

const folder = temporaryFolder()
const evaluation: Evaluation = {
  step: 0,
  heldOut: { accuracy: Number.NaN, votes: 0, logSigmoid: -0.1234567890123, winnerError: 1e-9, loserError: -0, z: { p5: 0.1, p50: 1, p95: 2 } },
  training: { loss: Number.NaN, accuracy: 0.5, gradientNorm: 1, z: { p5: Number.NaN, p50: Number.NaN, p95: Number.NaN } },
  parameterNorm: 1 / 3,
  spread: Number.NaN,
  diversity: Number.NaN,
}

test('everything comes back, to the bit', () => {
  const path = join(folder, 'state.safetensors')
  const state = newRunState(trainedAdapters(tinyModel(), 3, { targets: ['*.to_q', '*.in_layers.2'] }), new Date('2026-01-02T03:04:05.678Z'))
  const gradients = parameters(state.adapters).map((values) => values.map((_, i) => Math.sin(i)))
  for (let i = 0; i < 3; i++) adamWStep(parameters(state.adapters), gradients, state.optimizer, 1e-3)
  state.step = 7
  state.history.push(evaluation)
  state.alarms.push({ step: 7, kind: 'gradient', sentence: 'Größe "7".' })
  expect(loadRunState(path, 'me')).toBeUndefined()
  saveRunState(path, state, 'me')
  const loaded = loadRunState(path, 'me')
  expect(loaded).toEqual({ ...state, history: [{ ...evaluation, heldOut: { ...evaluation.heldOut, loserError: 0 } }] })
  expect(loaded?.optimizer.step).toBe(3)
  expect(() => loadRunState(path, 'someone else')).toThrow(
    expect.objectContaining({ code: 'input', message: expect.stringMatching(/state\.safetensors: expected a checkpoint of this model, dataset and settings/) }),
  )
})
