/** Comparisons and votes as the server would tell them. Only tests use it. */
import type { Comparison, ComparisonDetail, Job, LoraVote } from '../../../src/panel/api-types.ts'

export function comparison(id: string, rest: Partial<Comparison> = {}): Comparison {
  return {
    id,
    datasetId: 'd-1',
    modelId: 'demo',
    name: id,
    columns: [{ strength: 0 }, { loraId: 'l-1', strength: 1 }],
    blind: [0, 1],
    rows: 2,
    result: { wins: 0, ties: 0, losses: 0, open: 2 },
    createdAt: '2026-01-01T00:00:00.000Z',
    ...rest,
  }
}

const picture = (digit: number) => ({ hash: String(digit).repeat(64), width: 32, height: 32 })

export const detailOf = (comparison: Comparison): ComparisonDetail => ({
  comparison,
  grid: Array.from({ length: comparison.rows }, (_, row) => ({
    prompt: 'small red flower',
    seed: row,
    pictures: comparison.columns.map((_, i) => picture(i)),
  })),
})

export function drawing(comparisonId: string, status: Job['status'] = 'running'): Job {
  return { id: 'j-1', kind: 'comparison', status, progress: { phase: 'Drawing', done: 1, total: 4 }, comparisonId, createdAt: '2026-01-01T00:00:00.000Z' }
}

export const loraVote = (pairId: string): LoraVote => ({
  pairId,
  prompt: 'small red flower',
  pictures: [picture(0), picture(1)],
  choice: { kind: 'pick', position: 1 },
  voterId: 'v-1',
  votedAt: '2026-01-01T00:00:00.000Z',
})
