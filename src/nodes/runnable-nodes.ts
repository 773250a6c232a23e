/** What each node does, by its id. A node without work, or work without a node, is found by a test. */
import type { RunnableNode } from './node-task.ts'
import { autoVote } from './runs/auto-vote.ts'
import { demoModel } from './runs/demo-model.ts'
import { encodePreferences } from './runs/encode-preferences.ts'
import { evaluate } from './runs/evaluate.ts'
import { exportLora } from './runs/export-lora.ts'
import { pairsFromFolder } from './runs/pairs-from-folder.ts'
import { preferenceSampler } from './runs/preference-sampler.ts'
import { submitPairs } from './runs/submit-pairs.ts'
import { task } from './runs/task.ts'
import { trainer } from './runs/trainer.ts'
import { vote } from './runs/vote.ts'

export const RUNNABLE_NODES: ReadonlyMap<string, RunnableNode> = new Map(
  [demoModel, preferenceSampler, pairsFromFolder, submitPairs, encodePreferences, vote, autoVote, trainer, exportLora, evaluate, task].map((node) => [
    node.definition.id,
    node,
  ]),
)
