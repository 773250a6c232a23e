/** Evaluate: the base model against the LoRA, with the same prompts and seeds. */

import { CHECKPOINTS } from './export-lora.ts'
import { defineNode } from './node-definition.ts'
import { CLIP, MAX_PROMPT_LIST, MAX_SEED, MODEL, SAMPLING, VAE } from './shared-inputs.ts'

export const EVALUATE = defineNode({
  id: 'SeeDpoEvaluate',
  displayName: 'Evaluate (SEE-DPO)',
  category: 'SEE-DPO/training',
  description: 'Draws the same prompts and seeds without and with the LoRA, at several strengths, and asks you blindly which is better.',
  searchAliases: ['see-dpo', 'compare lora', 'win rate', 'xy plot', 'strength', 'ab test', 'evaluate'],
  help: `The sheet has a row for each prompt and seed, and columns for the base and each strength. The base and the last strength go into the panel as a comparison: vote
there without knowing which is which, then queue again to have the win rate with its interval in the report.

**Diversity** is how much pictures of one prompt differ from each other, against the base's: much below 1 means that the LoRA has made them alike.

Another MODEL than the one that was trained may be connected, to see whether the taste carries over.`,
  outputNode: true,
  hidden: false,
  always: true,
  inputs: [
    { id: 'run', type: 'SEE_DPO_RUN', optional: false, tooltip: 'The training whose LoRA is looked at.' },
    { ...MODEL, tooltip: 'The model without the new LoRA. It may be another one than the trained one, of the same family.' },
    { ...CLIP, tooltip: 'Reads the prompts.' },
    { ...VAE, tooltip: 'Turns latents into pictures.' },
    {
      id: 'strengths',
      type: 'STRING',
      default: '0.5, 1.0',
      multiline: false,
      maxLength: 100,
      tooltip: 'Strengths to try, up to seven, with commas between. Try 1.5 when 1.0 shows too little.',
    },
    {
      id: 'prompts',
      type: 'STRING',
      default: '',
      multiline: true,
      maxLength: MAX_PROMPT_LIST,
      tooltip: "One a line. Empty: the dataset's own. Give others to see whether the taste carries over to them.",
    },
    {
      id: 'rows',
      type: 'INT',
      default: 16,
      min: 2,
      max: 500,
      step: 1,
      tooltip: 'Pictures of each column, and pairs for the blind vote. 16 show something, 50 give a win rate that you can rely on.',
    },
    ...SAMPLING,
    {
      id: 'seed',
      type: 'INT',
      default: 1000,
      min: 0,
      max: MAX_SEED,
      step: 1,
      controlAfterGenerate: false,
      tooltip: 'Names the noise of all rows. Change it for other pictures; keep it to compare trainings.',
    },
    {
      id: 'checkpoint',
      type: 'COMBO',
      options: CHECKPOINTS,
      default: 'best',
      advanced: true,
      tooltip: "Which of the training's LoRAs: the best by held-out votes, or the last.",
    },
  ],
  outputs: [
    { id: 'sheet', type: 'IMAGE', name: 'sheet', tooltip: 'One picture of all: rows are prompts and seeds, columns base and strengths.' },
    { id: 'report', type: 'STRING', name: 'report', tooltip: 'Win rate with its interval, diversity, and what to do next.' },
    { id: 'win_rate', type: 'FLOAT', name: 'win_rate', tooltip: 'Of the LoRA in your blind votes, 0 to 1; 0.5 before there are any.' },
  ],
})
