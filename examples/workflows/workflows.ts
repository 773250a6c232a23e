/** The workflows that ship, in the order in which a person meets them. */
import type { Workflow } from '../../scripts/generators/workflows/workflow.ts'
import { AUTO_VOTE_WORKFLOW } from './auto-vote.ts'
import { BEST_OF_FOUR } from './best-of-four.ts'
import { CONTINUE_LORA } from './continue-lora.ts'
import { FIRST_RUN } from './first-run.ts'
import { OWN_CHECKPOINT } from './own-checkpoint.ts'
import { OWN_PICTURES } from './own-pictures.ts'
import { TRAIN_AND_COMPARE } from './train-and-compare.ts'

export const WORKFLOWS: readonly Workflow[] = [FIRST_RUN, BEST_OF_FOUR, OWN_PICTURES, TRAIN_AND_COMPARE, AUTO_VOTE_WORKFLOW, CONTINUE_LORA, OWN_CHECKPOINT]
