/** Training runs: what the supervisor does with them, and what the store holds of them. */
import type { Run } from '../../preferences/types.ts'
import type { HandlersOf, Schemas } from '../api/operations.ts'
import { living } from '../living.ts'
import { loraView } from '../runs/lora-view.ts'
import { metricView } from '../runs/run-recorder.ts'
import type { ServerContext } from '../server-context.ts'
import { thinnedMetrics } from '../thinned-metrics.ts'

type Ids =
  | 'listMethods'
  | 'listRuns'
  | 'createRun'
  | 'estimateRun'
  | 'getRun'
  | 'renameRun'
  | 'deleteRun'
  | 'restoreRun'
  | 'pauseRun'
  | 'resumeRun'
  | 'stopRun'
  | 'listMetrics'
  | 'listRunSamples'

export function runHandlers({ store, supervisor, changes }: ServerContext): HandlersOf<Ids> {
  const run = (id: string): Run => living('run', id, store.runs.get(id))
  const told = (row: Run): Schemas['Run'] => {
    const value = supervisor.view(row)
    changes.publish({ kind: 'run', value })
    return value
  }
  return {
    listMethods: ({ query }) => supervisor.methods(query.modelId),
    listRuns: () => ({ runs: store.runs.list().map((row) => supervisor.view(row)) }),
    createRun: ({ body }) => supervisor.create(body),
    estimateRun: ({ body }) => supervisor.estimate(body),
    getRun: ({ path }) => supervisor.view(run(path.runId)),
    renameRun({ path, body }) {
      run(path.runId)
      return told(store.runs.rename(path.runId, body.name))
    },
    deleteRun({ path }) {
      run(path.runId)
      const loras = store.loras.list({ runId: path.runId })
      store.runs.delete(path.runId)
      for (const { id } of loras) changes.publish({ kind: 'removed', of: 'lora', id })
      changes.publish({ kind: 'removed', of: 'run', id: path.runId })
    },
    restoreRun({ path }) {
      const restored = told(store.runs.restore(path.runId))
      supervisor.wake()
      for (const lora of store.loras.list({ runId: path.runId })) changes.publish({ kind: 'lora', value: loraView(lora, store) })
      return restored
    },
    pauseRun: ({ path }) => supervisor.pause(path.runId),
    resumeRun: ({ path }) => supervisor.resume(path.runId),
    stopRun: ({ path }) => supervisor.stop(path.runId),
    listMetrics({ path, query: { after = 0, limit = 2000 } }) {
      run(path.runId)
      return { metrics: thinnedMetrics(store.runs, path.runId, after, limit).map(metricView) }
    },
    listRunSamples({ path }) {
      const { datasetId } = run(path.runId)
      const loras = new Map(store.loras.list({ runId: path.runId }).map(({ step, id }) => [step, id]))
      const checkpoints = Map.groupBy(store.runs.samples(path.runId), ({ step }) => step)
      return {
        checkpoints: [...checkpoints].map(([step, samples]) => ({
          step,
          loraId: loras.get(step),
          samples: samples.flatMap(({ imageHash, promptText, seed }) => {
            const image = store.images.get(datasetId, imageHash)
            return image ? [{ hash: imageHash, prompt: promptText, seed, width: image.width, height: image.height }] : []
          }),
        })),
      }
    },
  }
}
