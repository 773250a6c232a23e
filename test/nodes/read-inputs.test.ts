import { describe, expect, test } from 'vitest'
import { InputError } from '../../src/errors.ts'
import { NODES } from '../../src/nodes/nodes.ts'
import { readInputs } from '../../src/nodes/read-inputs.ts'
import { RUNNABLE_NODES } from '../../src/nodes/runnable-nodes.ts'
import { TRAINER } from '../../src/nodes/trainer.ts'
import { VOTE } from '../../src/nodes/vote.ts'

const preferences = { datasetId: 'd-1', name: 'mine', modelId: null }

test('every node has its work, and there is no work without a node', () => {
  expect([...RUNNABLE_NODES.keys()].toSorted()).toEqual(NODES.map(({ id }) => id).toSorted())
})

test('widgets that an old workflow lacks have their default, sockets that are optional are absent', () => {
  const values = readInputs(TRAINER, { preferences })
  expect(values).toMatchObject({ preferences, steps: 0, objective: 'see-diffusion-dpo', model: undefined, held_out: 0.2 })
  expect(Object.keys(values)).toEqual(TRAINER.inputs.map(({ id }) => id))
})

test('live objects are ids of their type, and nothing else of them is kept', () => {
  const model = { $object: 'o1', type: 'MODEL', evil: 1 }
  expect(readInputs(TRAINER, { preferences, model }).model).toEqual({ $object: 'o1', type: 'MODEL' })
})

describe('values of another kind are refused by name', () => {
  test.each([
    [VOTE, { preferences: undefined }, /a SEE_DPO_PREFERENCES; connect one as preferences/],
    [VOTE, { preferences: 'x' }, /preferences from a node of SEE-DPO/],
    [VOTE, { preferences: { datasetId: 'd', name: 'n' } }, /preferences from a node of SEE-DPO/],
    [VOTE, { preferences: { datasetId: 'd'.repeat(65), name: 'n', modelId: null } }, /preferences from a node/],
    [VOTE, { preferences, votes: '3' }, /a whole number from 0 to 100000 as votes/],
    [VOTE, { preferences, votes: 2.5 }, /a whole number/],
    [VOTE, { preferences, votes: -1 }, /a whole number/],
    [VOTE, { preferences, mode: 'at once' }, /one of collect and go on later, wait here as mode/],
    [TRAINER, { preferences, gamma_n: Number.NaN }, /a number from 0 to 10 as gamma_n/],
    [TRAINER, { preferences, gamma_n: Number.POSITIVE_INFINITY }, /a number from 0 to 10/],
    [TRAINER, { preferences, gradient_checkpointing: 1 }, /true or false/],
    [TRAINER, { preferences, name: 'x'.repeat(121) }, /text of up to 120 characters as name/],
    [TRAINER, { preferences, name: 'a\0b' }, /text of up to 120/],
    [TRAINER, { preferences, name: '\ud800' }, /text of up to 120/],
    [TRAINER, { preferences, checkpoint: ['a'] }, /text of up to 500 characters as checkpoint/],
    [TRAINER, { preferences, model: { $object: 'o1', type: 'CLIP' } }, /a MODEL as model/],
    [TRAINER, { preferences, model: { $object: {}, type: 'MODEL' } }, /a MODEL as model/],
    [TRAINER, { preferences, model: 'o1' }, /a MODEL as model/],
  ])('%#', (definition, given, message) => {
    expect(() => readInputs(definition, given)).toThrow(InputError)
    expect(() => readInputs(definition, given)).toThrow(message)
  })

  test('what is inherited is not given', () => {
    expect(readInputs(VOTE, Object.assign(Object.create({ votes: 5 }), { preferences })).votes).toBe(100)
  })
})
