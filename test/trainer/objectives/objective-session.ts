/** An objective by itself, for tests: scores in, z, losses and the gradient of the mean loss out. */
import { gradient } from '../../../src/trainer/graph/gradient.ts'
import { Graph } from '../../../src/trainer/graph/graph.ts'
import { meanAll } from '../../../src/trainer/graph/ops.ts'
import { createSession, type GraphSession } from '../../../src/trainer/graph/session.ts'
import type { Objective, PictureObjective } from '../../../src/trainer/objectives/objective.ts'

export interface ScoreBatch {
  winner: readonly number[]
  loser: readonly number[]
  offset: readonly number[]
  label: readonly number[]
}

export interface ObjectiveOutputs {
  loss: number
  z: number[]
  losses: number[]
  winnerSlopes: number[]
  loserSlopes: number[]
}

export async function evaluateObjective(objective: Objective, batch: ScoreBatch): Promise<ObjectiveOutputs> {
  const graph = new Graph()
  const shape = [batch.winner.length]
  const scores = {
    winner: graph.input('winner', shape),
    loser: graph.input('loser', shape),
    offset: graph.input('offset', shape),
    label: graph.input('label', shape),
  }
  const { z, losses } = objective.apply(scores)
  const loss = meanAll(losses)
  const [winnerSlopes, loserSlopes] = gradient(loss, [scores.winner, scores.loser])
  const session: GraphSession = await createSession(graph, { loss, z, losses, winnerSlopes, loserSlopes }, { profile: 'lean', threads: 1 })
  try {
    const out = await session.run(Object.fromEntries(Object.entries(batch).map(([name, values]) => [name, Float32Array.from(values)])))
    const list = (name: string): number[] => [...(out[name] as Float32Array)]
    return { loss: list('loss')[0], z: list('z'), losses: list('losses'), winnerSlopes: list('winnerSlopes'), loserSlopes: list('loserSlopes') }
  } finally {
    await session.dispose()
  }
}

/** The same of an objective over single pictures: scores [n] and whether each was liked. */
export async function evaluatePictureObjective(
  objective: PictureObjective,
  scores: readonly number[],
  liked: readonly number[],
): Promise<{ loss: number; z: number[]; losses: number[]; slopes: number[] }> {
  const graph = new Graph()
  const score = graph.input('score', [scores.length])
  const { z, losses } = objective.apply({ score, label: graph.input('label', [scores.length]) })
  const loss = meanAll(losses)
  const [slopes] = gradient(loss, [score])
  const session = await createSession(graph, { loss, z, losses, slopes }, { profile: 'lean', threads: 1 })
  try {
    const out = await session.run({ score: Float32Array.from(scores), label: Float32Array.from(liked) })
    return { loss: out.loss[0], z: [...out.z], losses: [...out.losses], slopes: [...out.slopes] }
  } finally {
    await session.dispose()
  }
}
