/**
 * Which curves a run has, and how to read each: held-out votes first, because only they say whether it learned the person's
 * taste or the person's votes (a step's loss says next to nothing).
 */
import type { Evaluation } from '../api-types.ts'
import { percent } from '../elements/words.ts'
import type { Curve } from '../plot/curve.ts'
import type { MetricLog } from './metric-log.ts'

type Measure = (evaluation: Evaluation) => number | undefined

const asChange = (value: number): string => `${value > 0 ? '+' : ''}${(100 * value).toFixed(1)} %`
const asNumber = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 0.1 || value === 0 ? value.toFixed(2) : value.toPrecision(2)

/**
 * Curves over checkpoints; those that nothing was measured for are left out. `best` is the step of the best checkpoint; a
 * run that is `isFresh` went on from no LoRA.
 */
export function checkpointCurves(evaluations: readonly Evaluation[], { best, isFresh }: { best?: number; isFresh: boolean }): Curve[] {
  // Before the first step of fresh adapters nothing is preferred: z is the offset alone, and its sign says nothing about votes.
  const heldOutAccuracy: Measure = ({ step, accuracy }) => (step === 0 && isFresh ? undefined : accuracy)
  const curve = (
    text: { title: string; sentence: string },
    format: Curve['format'],
    level: number | undefined,
    lines: [string, Curve['series'][number]['colour'], Measure, 'dashed'?][],
  ): Curve => ({
    ...text,
    unit: 'step',
    x: evaluations.map(({ step }) => step),
    format,
    level,
    mark: best === undefined ? undefined : { x: best, label: 'best' },
    series: lines.map(([label, colour, pick, dashed]) => ({ label, colour, isDashed: dashed !== undefined, values: evaluations.map(pick) })),
  })
  const curves = [
    curve(
      {
        title: 'Agreement with votes',
        sentence: 'How often it prefers what you preferred. Only the held-out line counts; when it falls while the other rises, votes are learned by heart.',
      },
      percent,
      0.5,
      [
        ['Held-out votes', 1, heldOutAccuracy],
        ['Votes it trains on', 2, ({ trainingAccuracy }) => trainingAccuracy, 'dashed'],
      ],
    ),
    curve(
      {
        title: 'Log-sigmoid on held-out votes',
        sentence: 'The same with how sure it is; the best checkpoint is the highest point. A coin gets -0.69.',
      },
      asNumber,
      -Math.LN2,
      [['Held-out votes', 1, ({ logSigmoid }) => logSigmoid]],
    ),
    curve(
      {
        title: 'Winner and loser error',
        sentence: "Against the base model. The loser's should rise above the winner's; when the winner's rises too, it is leaving what it can draw.",
      },
      asChange,
      0,
      [
        ['Winner', 1, ({ winnerError }) => winnerError],
        ['Loser', 2, ({ loserError }) => loserError],
      ],
    ),
    curve(
      { title: 'Margins (z)', sentence: 'How far winner and loser are apart on held-out votes. Beyond 20 most votes no longer teach anything.' },
      asNumber,
      0,
      [
        ['95th percentile', 3, ({ z }) => z?.p95, 'dashed'],
        ['Median', 1, ({ z }) => z?.p50],
        ['5th percentile', 4, ({ z }) => z?.p5, 'dashed'],
      ],
    ),
    curve({ title: 'Variety', sentence: "How different pictures of one prompt are, against the base's. Far below 100 % they have become alike." }, percent, 1, [
      ['Variety', 1, ({ diversity }) => diversity],
    ]),
  ]
  return curves.filter(({ series }) => series.some(({ values }) => values.some((value) => value !== undefined)))
}

/** Curves over steps: what the optimizer sees. */
export function stepCurves(steps: MetricLog['steps']): Curve[] {
  if (steps.length === 0) return []
  const shared = { unit: 'step', x: steps.map(({ step }) => step), format: asNumber }
  return [
    {
      ...shared,
      title: 'Loss',
      sentence: 'Of the votes of each step. It jumps about, and hardly says how well it goes.',
      series: [{ label: 'Loss', colour: 1, values: steps.map(({ loss }) => loss) }],
    },
    {
      ...shared,
      title: 'Gradient norm',
      sentence: 'How hard each step pulls. A sudden peak comes before pictures fall apart.',
      series: [{ label: 'Gradient norm', colour: 1, values: steps.map(({ gradientNorm }) => gradientNorm) }],
    },
  ]
}
