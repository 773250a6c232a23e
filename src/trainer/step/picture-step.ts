/**
 * The training step of objectives over single pictures: the whole optimizer step in one session call, or one picture at a time.
 * Since pictures of a step shift each other's loss, nothing is added up call by call.
 */
import { InputError } from '../../errors.ts'
import { gradient } from '../graph/gradient.ts'
import { Graph, type Value } from '../graph/graph.ts'
import { meanAll } from '../graph/ops.ts'
import { createSession, type GraphSession } from '../graph/session.ts'
import type { PictureObjective } from '../objectives/objective.ts'
import { memberGraph } from './member-step.ts'
import { addScaled, type StepOptions, type StepResult } from './pair-step.ts'
import { type DrawnRow, rowFeeds } from './rows.ts'
import { scoreGraph } from './score-graph.ts'

/** A picture under a draw of its own. */
export interface PictureInput extends DrawnRow {
  /** L_ref under this draw; read when the reference is `stored`. */
  referenceError: number
  /** 1 for liked, 0 for not. */
  label: number
}

export interface PictureStepOptions extends Omit<StepOptions, 'objective' | 'form' | 'sharedLatent' | 'pairs'> {
  objective: PictureObjective
  /** Pictures in an optimizer step. */
  pictures: number
}

export interface PictureStep {
  run(pictures: readonly PictureInput[]): Promise<Pick<StepResult, 'loss' | 'z' | 'gradients'>>
  dispose(): Promise<void>
}

/** All pictures of a step in one call. */
export async function createFusedPictureStep(options: PictureStepOptions): Promise<PictureStep> {
  const { model, trainable, pictures: count, session } = options
  const running = await createSession(...fusedPictureGraph(options), { ...session, folder: model.folder })
  return {
    async run(pictures) {
      checkCount(pictures, count)
      const out = await running.run({
        ...rowFeeds(model, pictures),
        ...trainable.feeds(),
        referenceErrors: Float32Array.from(pictures, ({ referenceError }) => referenceError),
        label: Float32Array.from(pictures, ({ label }) => label),
      })
      return { loss: out.loss[0], z: out.z, gradients: trainable.parameters.map((_, i) => out[`gradient ${i}`]) }
    },
    dispose: () => running.dispose(),
  }
}

export function fusedPictureGraph({ pictures, objective, ...options }: PictureStepOptions): [Graph, Record<string, Value>] {
  const graph = new Graph()
  const { scores, values } = scoreGraph(graph, options, pictures)
  const { z, losses } = objective.apply({ score: scores, label: graph.input('label', [pictures]) })
  const loss = meanAll(losses)
  const gradients = gradient(loss, values)
  return [graph, { loss, z, ...Object.fromEntries(gradients.map((value, i) => [`gradient ${i}`, value])) }]
}

/** The activations of one picture at a time; the gradients of all scores of a step are kept until its objective is known. */
export async function createSinglePictureStep(options: PictureStepOptions): Promise<PictureStep> {
  const { model, trainable, pictures: count, session } = options
  const member = await createSession(...memberGraph(options), { ...session, folder: model.folder })
  const objective = await objectiveSession(options)
  return {
    async run(pictures) {
      checkCount(pictures, count)
      const members: Record<string, Float32Array>[] = []
      for (const picture of pictures) {
        const { referenceError } = picture
        members.push(await member.run({ ...rowFeeds(model, [picture]), ...trainable.feeds(), referenceErrors: Float32Array.of(referenceError) }))
      }
      const out = await objective.run({ score: Float32Array.from(members, ({ score }) => score[0]), label: Float32Array.from(pictures, ({ label }) => label) })
      const gradients = trainable.parameters.map((parameter) => new Float32Array(parameter.length))
      members.forEach((part, i) => {
        gradients.forEach((sum, k) => {
          addScaled(sum, part[`gradient ${k}`], out.slopes[i])
        })
      })
      return { loss: out.loss[0], z: out.z, gradients }
    },
    async dispose() {
      await member.dispose()
      await objective.dispose()
    },
  }
}

/** loss, z and d loss / d scores of a step. */
function objectiveSession({ objective, pictures, session }: PictureStepOptions): Promise<GraphSession> {
  const graph = new Graph()
  const score = graph.input('score', [pictures])
  const { z, losses } = objective.apply({ score, label: graph.input('label', [pictures]) })
  const loss = meanAll(losses)
  const [slopes] = gradient(loss, [score])
  return createSession(graph, { loss, z, slopes }, session)
}

function checkCount(pictures: readonly PictureInput[], count: number): void {
  if (pictures.length !== count) throw new InputError(`training step: expected ${count} pictures, a whole step, got ${pictures.length}.`)
}
