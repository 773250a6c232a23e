/** The alarms and the choice of the best checkpoint, as tables of cases. */
import { describe, expect, test } from 'vitest'
import { type Alarm, alarms, bestEvaluation, type Evaluation } from '../../../src/trainer/run/health.ts'

interface Change {
  logSigmoid?: number
  winnerError?: number
  gradientNorm?: number
  z?: Partial<Evaluation['training']['z']>
  diversity?: number
}

/** A healthy evaluation, with changes. */
function evaluation(step: number, { logSigmoid = -0.6, winnerError = -0.01, gradientNorm = 1, z = {}, diversity = 1 }: Change = {}): Evaluation {
  const spread = { p5: -1, p50: 0.5, p95: 3 }
  return {
    step,
    heldOut: { accuracy: 0.7, votes: 20, logSigmoid, winnerError, loserError: 0.02, z: spread },
    training: { loss: 0.6, accuracy: 0.7, gradientNorm, z: { ...spread, ...z } },
    parameterNorm: 1,
    spread: 0.5 * diversity,
    diversity,
  }
}
/** Evaluations at steps 0, 50, 100 ... */
const history = (...changes: Change[]): Evaluation[] => changes.map((change, i) => evaluation(50 * i, change))

describe('alarms', () => {
  test.each<[string, Evaluation[], Alarm['kind'][]]>([
    ['nothing yet', [], []],
    ['only the base', history({ winnerError: 1, diversity: 0 }), []],
    ['a healthy run', history({}, {}, {}, {}), []],
    ['held-out log-sigmoid falls by 0.04', history({}, { logSigmoid: -0.5 }, { logSigmoid: -0.54 }), []],
    ['held-out log-sigmoid falls by 0.06', history({}, { logSigmoid: -0.5 }, { logSigmoid: -0.56 }), ['overfitting']],
    ['worse than the base alone is no overfitting', history({ logSigmoid: -0.5 }, { logSigmoid: -0.69 }), []],
    ['winner error up by 4 %', history({}, { winnerError: 0.04 }), []],
    ['winner error up by 6 %', history({}, { winnerError: 0.06 }), ['winner-error']],
    ['95th percentile of z at 19', history({}, { z: { p95: 19 } }), []],
    ['95th percentile of z at 21', history({}, { z: { p95: 21 } }), ['saturation']],
    ['5th percentile of z at -21', history({}, { z: { p5: -21 } }), ['saturation']],
    ['gradient 9 times the median', history({}, {}, {}, { gradientNorm: 9 }), []],
    ['gradient 11 times the median', history({}, {}, {}, { gradientNorm: 11 }), ['gradient']],
    ['one gradient before it is too few to compare with', history({}, {}, { gradientNorm: 11 }), []],
    ['an earlier spike does not hide the next', history({}, {}, { gradientNorm: 50 }, {}, { gradientNorm: 12 }), ['gradient']],
    ['the base’s missing gradient is left out', history({ gradientNorm: Number.NaN }, {}, {}, { gradientNorm: 11 }), ['gradient']],
    ['diversity 0.61', history({}, { diversity: 0.61 }), []],
    ['diversity 0.59', history({}, { diversity: 0.59 }), ['diversity']],
    ['no pictures, no diversity', history({}, { diversity: Number.NaN }), []],
    ['what was wrong before is not said again', history({}, { winnerError: 1 }, {}), []],
    [
      'everything at once',
      history({}, { logSigmoid: -0.1 }, {}, { logSigmoid: -2, winnerError: 1, z: { p95: 90 }, gradientNorm: 99, diversity: 0.1 }),
      ['overfitting', 'winner-error', 'saturation', 'gradient', 'diversity'],
    ],
  ])('%s', (_, evaluations, kinds) => {
    const raised = alarms(evaluations)
    expect(raised.map(({ kind }) => kind)).toEqual(kinds)
    for (const { step, sentence } of raised) {
      expect(step).toBe(evaluations.at(-1)?.step)
      expect(sentence).toMatch(/^[A-Z].*\.$/)
      expect(sentence).toContain(`Go back to step ${bestEvaluation(evaluations).step},`)
      expect(sentence).not.toMatch(/NaN|undefined|Infinity/)
    }
  })
  test('the numbers are in the sentences', () => {
    const [winner, saturation, gradient, diversity] = alarms(
      history({}, {}, {}, { winnerError: 0.123, z: { p5: -3, p95: 41.26 }, gradientNorm: 25, diversity: 0.4 }),
    )
    expect(winner.sentence).toContain('12 %')
    expect(saturation.sentence).toContain('-3.0 to 41.3')
    expect(gradient.sentence).toContain('25 times')
    expect(diversity.sentence).toContain('40 %')
  })
})

describe('the best checkpoint', () => {
  test.each<[string, number[], number]>([
    ['highest held-out log-sigmoid', [-0.7, -0.6, -0.5, -0.65], 100],
    ['the earlier of equals', [-0.7, -0.5, -0.6, -0.5], 50],
    ['never the base, even where it agrees more', [-0.5, -0.8, -0.7], 100],
    ['the base where there is nothing else', [-0.5], 0],
    ['the last', [-0.7, -0.6, -0.5], 100],
  ])('%s', (_, values, step) => {
    expect(bestEvaluation(history(...values.map((logSigmoid) => ({ logSigmoid })))).step).toBe(step)
  })
})
