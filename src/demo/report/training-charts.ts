/**
 * Which curves of a training run the report shows, in which order, and how to read each one. Drawing is left to charts/.
 */
import { wilsonInterval } from '../../statistics/wilson-interval.ts'
import type { Curve, LineChart } from './charts/line-chart.ts'
import type { EvaluationPoint, ReportData } from './report-data.ts'
import { DIVERSITY_BOUND } from './verdict.ts'

/** A chart without its size, and what to look for in it. */
export interface TrainingChart {
  chart: Omit<LineChart, 'width' | 'height'>
  reading: string
}

/** Held-out accuracy first: it is what the others explain. */
export function trainingCharts({ evaluations, best, diversity }: Pick<ReportData, 'evaluations' | 'best' | 'diversity'>): TrainingChart[] {
  const mark = { x: best.step, name: `kept: step ${best.step}` }
  const curve = (name: string, tone: Curve['tone'], value: (point: EvaluationPoint) => number | undefined, more: Partial<Curve> = {}): Curve => ({
    name,
    tone,
    points: evaluations.map((point) => ({ x: point.step, y: value(point) ?? Number.NaN })),
    ...more,
  })
  return [
    {
      chart: {
        title: 'Held-out accuracy',
        unit: 'share',
        mark,
        references: [{ y: 0.5, name: 'coin flip' }],
        curves: [
          { name: 'held-out votes', tone: 'tuned', points: evaluations.map(heldOutPoint), band: '95 % interval' },
          curve('training votes', 'base', ({ trainAccuracy }) => trainAccuracy, { dashed: true }),
        ],
      },
      reading:
        'How often the model sides with the voter on pairs whose votes it never saw. Training votes far above held-out votes mean that it learns the votes by heart.',
    },
    {
      chart: {
        title: 'Loss',
        mark,
        references: [{ y: Math.LN2, name: 'coin flip' }],
        curves: [
          curve('held-out votes', 'tuned', ({ heldOutLogSigmoid }) => -heldOutLogSigmoid),
          curve('training votes', 'base', ({ trainLoss }) => trainLoss, { dashed: true }),
        ],
      },
      reading: 'Mean −log sigmoid(z); lower is better. The LoRA that is kept is the one where the held-out curve is lowest.',
    },
    {
      chart: {
        title: 'Margin z',
        mark,
        references: [{ y: 0, name: 'undecided' }],
        curves: [
          {
            name: 'median',
            tone: 'tuned',
            points: evaluations.map(({ step, zPercentiles: { p5, p50, p95 } }) => ({ x: step, y: p50, low: p5, high: p95 })),
            band: '5th to 95th percentile',
          },
        ],
      },
      reading: 'How sure the model is of each vote. A slow rise is learning; a band that explodes is overconfidence.',
    },
    {
      chart: {
        title: 'Denoising error against the base model',
        references: [{ y: 0, name: 'as the base model' }],
        curves: [curve('preferred pictures', 'tuned', ({ winnerError }) => winnerError), curve('other pictures', 'second', ({ loserError }) => loserError)],
      },
      reading: 'Healthy: preferred pictures stay near or below zero while the others rise. Both rising far means that the pictures get worse.',
    },
    {
      chart: {
        title: 'Diversity of samples',
        mark,
        references: [{ y: DIVERSITY_BOUND * diversity.base, name: `least that counts as success (${DIVERSITY_BOUND} of before)` }],
        curves: [curve('samples at this step', 'tuned', (point) => point.diversity)],
      },
      reading: 'How much pictures of one prompt differ, from 0 (all alike) to 1. A model that pleases by drawing one picture over and over falls here.',
    },
    {
      chart: { title: 'Size of the LoRA', curves: [curve('norm of its weights', 'third', ({ loraNorm }) => loraNorm)] },
      reading: 'How far training has moved from the base model. It should flatten.',
    },
    {
      chart: { title: 'Gradient', curves: [curve('norm before clipping', 'third', ({ gradientNorm }) => gradientNorm)] },
      reading: 'Spikes warn of instability.',
    },
  ]
}

function heldOutPoint({ step, heldOutAccuracy, heldOutCount }: EvaluationPoint): Curve['points'][number] {
  if (!(heldOutCount > 0 && heldOutAccuracy >= 0 && heldOutAccuracy <= 1)) return { x: step, y: heldOutAccuracy }
  const { low, high } = wilsonInterval(heldOutAccuracy * heldOutCount, heldOutCount)
  return { x: step, y: heldOutAccuracy, low, high }
}
