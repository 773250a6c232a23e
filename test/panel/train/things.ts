/** Runs, models and settings as the server would tell them. Only tests use it. */
import type { Dataset, Lora, Methods, Metric, Model, Run } from '../../../src/panel/api-types.ts'

export const MODEL: Model = {
  id: 'demo',
  name: 'Demo flowers',
  width: 32,
  height: 32,
  prompts: ['small red flower'],
  freePrompts: false,
  sampler: { steps: 10, guidance: 1 },
  trainable: true,
}

export function dataset(id: string, votes: number, rest: Partial<Dataset> = {}): Dataset {
  return {
    id,
    name: id,
    source: 'sampled',
    modelId: MODEL.id,
    keepChains: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    counts: { prompts: 1, pairs: 1, votedPairs: 1, votes },
    diskBytes: { images: 1, latents: 1, chains: 0 },
    ...rest,
  }
}

export function run(id: string, rest: Partial<Run> = {}): Run {
  return { id, datasetId: 'd-1', modelId: MODEL.id, name: id, status: 'running', settings: {}, votes: 40, createdAt: '2026-01-01T00:00:00.000Z', ...rest }
}

export function lora(id: string, rest: Partial<Lora> = {}): Lora {
  return {
    id,
    runId: 'r-1',
    datasetId: 'd-1',
    modelId: MODEL.id,
    name: id,
    step: 100,
    best: true,
    bytes: 1000,
    hash: '0'.repeat(64),
    votes: 40,
    createdAt: '2026-01-01T00:00:00.000Z',
    ...rest,
  }
}

export const METHODS: Methods = {
  methods: [
    { name: 'see-diffusion-dpo', title: 'SEE-Diffusion-DPO', sentence: 'Keeps variety.', settings: ['steps', 'gammaN', 'ties', 'checkpoint'] },
    { name: 'diffusion-dpo', title: 'Diffusion-DPO', sentence: 'Simpler.', settings: ['steps', 'ties', 'checkpoint'] },
  ],
  settings: [
    { name: 'steps', title: 'Steps', sentence: 'How long.', kind: 'whole', default: 200, low: 1, high: 1_000_000, group: 'main' },
    { name: 'gammaN', title: 'Entropy', sentence: 'Variety.', kind: 'number', default: 0.3, low: 0, high: 10, group: 'main' },
    {
      name: 'ties',
      title: 'Ties',
      sentence: 'What ties teach.',
      kind: 'choice',
      default: 'half',
      choices: [
        { value: 'half', title: 'Keep both alike' },
        { value: 'omit', title: 'Leave out' },
      ],
      group: 'method',
    },
    { name: 'checkpoint', title: 'Checkpointing', sentence: 'Less memory.', kind: 'switch', default: true, group: 'memory' },
  ],
}

export const stepMetric = (seq: number, step: number, loss = 0.7): Metric => ({ seq, kind: 'step', step, loss, gradientNorm: 1 })
export const evaluationMetric = (seq: number, step: number, accuracy = 0.5): Metric => ({
  seq,
  kind: 'evaluation',
  step,
  evaluation: { step, votes: 20, accuracy, logSigmoid: -0.69 },
})
export const alarmMetric = (seq: number, step: number, kind = 'overfitting'): Metric => ({
  seq,
  kind: 'alarm',
  step,
  alarm: { step, kind, sentence: `${kind} ${step}` },
})
