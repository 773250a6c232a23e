/** A report's data as a good run would give it, for tests to change. */
import type { EvaluationPoint, PicturePair, ReportData } from '../../../src/demo/report/report-data.ts'
import { drawFlower } from '../../../src/demo/world/flower.ts'
import { PROMPTS, promptText } from '../../../src/demo/world/prompt.ts'
import { renderFlower } from '../../../src/demo/world/render-flower.ts'
import { randomSource } from '../../../src/random.ts'

export function samplePairs(count: number): PicturePair[] {
  const random = randomSource(11, 'sample report')
  return Array.from({ length: count }, (_, i) => {
    const prompt = PROMPTS[(7 * i) % PROMPTS.length]
    const draw = (): Float32Array => renderFlower(drawFlower(random, prompt))
    return { prompt: promptText(prompt), seed: 1000 + i, base: draw(), tuned: draw(), preferred: (['tuned', 'base', 'tie'] as const)[i % 3] }
  })
}

export function samplePoint(step: number): EvaluationPoint {
  return {
    step,
    trainLoss: 0.69 - step / 1000,
    trainAccuracy: 0.5 + step / 500,
    heldOutAccuracy: 0.5 + step / 800,
    heldOutCount: 32,
    heldOutLogSigmoid: -0.69 + step / 2000,
    winnerError: -step * 1e-6,
    loserError: step * 2e-6,
    loraNorm: step / 100,
    gradientNorm: 0.5,
    zPercentiles: { p5: -step / 500, p50: step / 200, p95: step / 50 },
    diversity: 0.8 - step / 5000,
  }
}

export function sampleReport(changes: Partial<ReportData> = {}): ReportData {
  return {
    settings: {
      method: 'SEE-Diffusion-DPO',
      beta: 120,
      gamma: 14.2,
      gammaN: 0.3,
      rank: 8,
      alpha: 8,
      steps: 200,
      pairsPerStep: 16,
      draws: 16,
      seed: 1,
      learningRate: 1e-3,
    },
    modelFile: 'assets/demo-model.safetensors',
    voter: { name: 'night owl', description: 'Likes flowers by night.', weights: { 'background.night': 2, 'form.round': -0.5, artefacts: -1 } },
    votes: 160,
    ties: 9,
    phases: [
      { name: 'sampling pairs', seconds: 16 },
      { name: 'training', seconds: 83 },
    ],
    pairs: samplePairs(12),
    fresh: { wins: 102, ties: 9, losses: 17 },
    evaluations: [0, 50, 100, 150, 200].map(samplePoint),
    best: { step: 150, reason: 'its held-out votes are told best' },
    alarms: [],
    diversity: { base: 0.8, tuned: 0.72 },
    attributeEntropy: { base: 3.71, tuned: 3.22 },
    valid: { base: 0.91, tuned: 0.89 },
    promptMatch: { base: 0.95, tuned: 0.94 },
    attributes: [
      {
        name: 'background',
        values: [
          { name: 'day', base: 0.88, tuned: 0.62 },
          { name: 'night', base: 0.12, tuned: 0.38 },
        ],
      },
    ],
    lora: { path: '/tmp/out/night owl.safetensors', bytes: 301_224, parameters: 73_728, use: ['Load it.'] },
    command: 'npm run demo -- --seed 1',
    machine: 'a machine with 2 cores',
    notes: [],
    ...changes,
  }
}
