/** The table of all nodes, in the order in which a person meets them. */
import { AUTO_VOTE } from './auto-vote.ts'
import { DEMO_MODEL_NODE } from './demo-model.ts'
import { ENCODE_PREFERENCES } from './encode-preferences.ts'
import { EVALUATE } from './evaluate.ts'
import { EXPORT_LORA } from './export-lora.ts'
import type { NodeDefinition } from './node-definition.ts'
import { PAIRS_FROM_FOLDER } from './pairs-from-folder.ts'
import { PREFERENCE_SAMPLER } from './preference-sampler.ts'
import { SUBMIT_PAIRS } from './submit-pairs.ts'
import { TASK } from './task.ts'
import { TRAINER } from './trainer.ts'
import { VOTE } from './vote.ts'

export const NODES: readonly NodeDefinition[] = [
  DEMO_MODEL_NODE,
  PREFERENCE_SAMPLER,
  PAIRS_FROM_FOLDER,
  SUBMIT_PAIRS,
  ENCODE_PREFERENCES,
  VOTE,
  AUTO_VOTE,
  TRAINER,
  EXPORT_LORA,
  EVALUATE,
  TASK,
]
