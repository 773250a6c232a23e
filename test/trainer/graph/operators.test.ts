/**
 * Every operator of the closed table: its gradient rule against central differences, in the real runtime, at both
 * session profiles; those without a derivative by their values and their reason.
 */
import { describe, expect, test } from 'vitest'
import { type RandomSource, randomSource } from '../../../src/random.ts'
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import { Graph, type Value } from '../../../src/trainer/graph/graph.ts'
import type { Operator } from '../../../src/trainer/graph/operators/operator.ts'
import { type OperatorName, operators } from '../../../src/trainer/graph/operators/table.ts'
import { cast, detach, mul, reduceSum, reshape } from '../../../src/trainer/graph/ops.ts'
import { createSession, type GraphSession, type SessionProfile } from '../../../src/trainer/graph/session.ts'
import { sizeOf } from '../../../src/trainer/graph/shape.ts'
import { relativeError } from '../relative-error.ts'
import { type InputSpec, type OperatorCase, operatorCases } from './operator-cases.ts'
import { runGraph } from './run-graph.ts'

const SEED = Number(process.env.SEE_DPO_TEST_SEED ?? Math.floor(Math.random() * 1e9))
const TOLERANCE = 1e-3
/** Differences carry some 1e-5 of rounding: gradients much below this are compared by absolute error. */
const FLOOR = 0.05
const STEP = 1 / 32

type Numbers = Float32Array | BigInt64Array

const names = Object.keys(operators) as OperatorName[]
const rule = (name: OperatorName): Operator<unknown>['gradient'] => (operators[name] as Operator<unknown>).gradient

console.log(`operator gradients: seed ${SEED} (set SEE_DPO_TEST_SEED to repeat)`)

test('every operator has cases, at least three where it has a derivative', () => {
  expect(Object.keys(operatorCases).sort()).toEqual([...names].sort())
  for (const name of names) {
    const entry = operatorCases[name]
    if ('gradientOf' in entry) continue
    expect(entry.cases.length, name).toBeGreaterThanOrEqual(3)
  }
})

test('an operator without a derivative says why', () => {
  for (const name of names) {
    const gradientRule = rule(name)
    if (typeof gradientRule === 'function') continue
    expect(gradientRule.notDifferentiable.length, name).toBeGreaterThan(15)
    const entry = operatorCases[name]
    expect('gradientOf' in entry || 'values' in entry, `${name} is not differentiable, but its cases say it is`).toBe(true)
  }
})

const differentiable = names.filter((name) => 'cases' in operatorCases[name] && !('values' in operatorCases[name]))
const checkedByValue = names.filter((name) => 'values' in operatorCases[name])
const partOfGradients = names.filter((name) => 'gradientOf' in operatorCases[name])

describe.each(['lean', 'small'] as const)('gradients against central differences, profile %s', (profile) => {
  test.each(differentiable)('%s', async (name) => {
    await checkGradients(name, profile)
  })
})

test.each(checkedByValue)('values of %s', async (name) => {
  const entry = operatorCases[name]
  if (!('values' in entry)) throw new Error('not checked by value')
  const random = randomSource(SEED, name)
  for (const [index, { inputs, attributes }] of (entry.cases as OperatorCase<never>[]).entries()) {
    const graph = new Graph()
    const data = inputs.map((spec) => draw(spec, random))
    const leaves = inputs.map((spec, i) => graph.input(`x${i}`, spec.shape, spec.indices === undefined ? 'f32' : 'i64'))
    const { y } = await runGraph(graph, { y: graph.apply(name, leaves, attributes) }, Object.fromEntries(data.map((numbers, i) => [`x${i}`, numbers])))
    const expected = entry.values(
      data.map((numbers) => Array.from(numbers as ArrayLike<number | bigint>, Number)),
      attributes,
    )
    expect([...(y as Float32Array)], `case ${index}`).toEqual(expected.map(Math.fround))
  }
})

test.each(partOfGradients)('%s is what the gradient of its operator is made of', (name) => {
  const entry = operatorCases[name]
  if (!('gradientOf' in entry)) throw new Error('not part of a gradient')
  expect(differentiable).toContain(entry.gradientOf)
  const { cases } = operatorCases[entry.gradientOf] as { cases: OperatorCase<never>[] }
  for (const { inputs, attributes } of cases) {
    const graph = new Graph()
    const leaves = inputs.map((spec, i) => graph.input(`x${i}`, spec.shape))
    const y = graph.apply(entry.gradientOf, leaves, attributes)
    gradient(sumOf(y), leaves)
    expect(graph.nodes.map((node) => node.kind)).toContain(name)
  }
})

test('nothing flows back through detach', () => {
  const graph = new Graph()
  const x = graph.input('x', [3])
  const loss = sumOf(mul(x, detach(x)))
  const [throughTheOther] = gradient(loss, [x])
  expect(throughTheOther?.shape).toEqual([3])
  expect(() => gradient(sumOf(detach(x)), [x])).toThrow(/depends on every target/)
})

/** All cases of an operator stand in one graph, side by side: they are differentiated and perturbed at once. */
async function checkGradients(name: OperatorName, profile: SessionProfile): Promise<void> {
  const { cases, constant = {} } = operatorCases[name] as { cases: OperatorCase<never>[]; constant?: Record<number, string> }
  const random = randomSource(SEED, name, profile)
  const graph = new Graph()
  const outputs: Record<string, Value> = {}
  const feeds: Record<string, Numbers> = {}
  const built = cases.map(({ inputs, attributes }, c) => {
    const leaves = inputs.map((spec, i) => {
      feeds[`x${c}.${i}`] = draw(spec, random)
      return graph.input(`x${c}.${i}`, spec.shape, spec.indices === undefined ? 'f32' : 'i64')
    })
    const y = cast(graph.apply(name, leaves, attributes), 'f32')
    const weight = graph.input(`w${c}`, y.shape)
    // Multiples of 1/64, which half precision holds, as in a mixed-precision chain.
    feeds[`w${c}`] = draw({ shape: y.shape, coarse: true }, random)
    const loss = sumOf(mul(y, weight))
    const slots = inputs.map((_, i) => i).filter((i) => constant[i] === undefined)
    const together = gradient(
      loss,
      slots.map((i) => leaves[i] as Value),
    )
    outputs[`y${c}`] = y
    slots.forEach((slot, k) => {
      expect((together[k] as Value).shape, `${name} case ${c}: shape of the gradient of input ${slot}`).toEqual(inputs[slot]?.shape)
      outputs[`d${c}.${slot}`] = together[k] as Value
      // Rules may leave out what is not needed: the others must not change.
      outputs[`alone${c}.${slot}`] = gradient(loss, [leaves[slot] as Value])[0] as Value
    })
    return { inputs, slots }
  })

  const session = await createSession(graph, outputs, { profile, threads: 1 })
  const analytic = await session.run(feeds)
  const failures: string[] = []
  const deepest = Math.max(...built.map(({ slots }) => slots.length))
  for (let k = 0; k < deepest; k++) {
    for (let round = 0; round < 2; round++) {
      const moved = built.map(({ inputs, slots }) => {
        const slot = slots[k]
        return slot === undefined
          ? undefined
          : Float32Array.from({ length: sizeOf((inputs[slot] as InputSpec).shape) }, () => (random.uniform() < 0.5 ? -1 : 1))
      })
      const measured = await differences(session, feeds, k, built, moved)
      built.forEach(({ slots }, c) => {
        const [slot, direction] = [slots[k], moved[c]]
        if (slot === undefined || !direction) return
        const rows = analytic[`d${c}.${slot}`] as Float32Array
        if (relativeError(analytic[`alone${c}.${slot}`] as Float32Array, rows) > 1e-6)
          failures.push(`case ${c}, input ${slot}: another gradient when asked for alone`)
        const along = rows.reduce((sum, value, i) => sum + value * (direction[i] as number), 0)
        const length = Math.sqrt(rows.reduce((sum, value) => sum + value * value, 0))
        const error = Math.abs(along - (measured[c] as number)) / (length + FLOOR)
        if (!(error < TOLERANCE)) failures.push(`case ${c}, input ${slot}: rule ${along}, difference ${measured[c]}, error ${error}`)
      })
    }
  }
  await session.dispose()
  expect(failures, `${name}, profile ${profile}, seed ${SEED}`).toEqual([])
}

/** Central differences of sum(w y) by case, extrapolated over two steps (Richardson), summed in F64. */
async function differences(
  session: GraphSession,
  feeds: Readonly<Record<string, Numbers>>,
  k: number,
  built: readonly { slots: readonly number[] }[],
  directions: readonly (Float32Array | undefined)[],
): Promise<number[]> {
  const at = async (step: number): Promise<number[]> => {
    const moved = { ...feeds }
    built.forEach(({ slots }, c) => {
      const direction = directions[c]
      if (!direction) return
      const name = `x${c}.${slots[k]}`
      moved[name] = (feeds[name] as Float32Array).map((value, i) => value + step * (direction[i] as number))
    })
    const results = await session.run(moved)
    return built.map((_, c) => {
      const weight = feeds[`w${c}`] as Float32Array
      return (results[`y${c}`] as Float32Array).reduce((sum, value, i) => sum + value * (weight[i] as number), 0)
    })
  }
  const central = async (step: number): Promise<number[]> => {
    const [ahead, behind] = [await at(step), await at(-step)]
    return ahead.map((value, c) => (value - (behind[c] as number)) / (2 * step))
  }
  const [coarse, fine] = [await central(STEP), await central(STEP / 2)]
  return fine.map((value, c) => (4 * value - (coarse[c] as number)) / 3)
}

function draw({ shape, range: [low, high] = [-1, 1], avoid = [], coarse, indices }: InputSpec, random: RandomSource): Numbers {
  const count = sizeOf(shape)
  if (indices !== undefined) return BigInt64Array.from({ length: count }, () => BigInt(random.integer(indices)))
  return Float32Array.from({ length: count }, () => {
    const value = low + (high - low) * random.uniform()
    if (coarse) return Math.round(value * 64) / 64
    const kink = avoid.find((point) => Math.abs(value - point) < 0.15)
    return kink === undefined ? value : kink + (value < kink ? -0.15 : 0.15)
  })
}

const sumOf = (value: Value): Value => reshape(reduceSum(value, [...value.shape.keys()]), [])
