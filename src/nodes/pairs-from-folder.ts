/** Pairs from Folder: makes pairs of pictures that exist already. */
import { defineNode } from './node-definition.ts'
import { DATASET, FUTURE_MODEL, NEW_PREFERENCES, PICTURES_PER_PAIR } from './shared-inputs.ts'

export const PAIRS_FROM_FOLDER = defineNode({
  id: 'SeeDpoPairsFromFolder',
  displayName: 'Pairs from Folder (SEE-DPO)',
  category: 'SEE-DPO/pictures',
  description: 'Makes pairs of the pictures that you have already, by the prompt that is embedded in them.',
  searchAliases: ['see-dpo', 'dpo', 'preference', 'import pictures', 'output folder', 'existing images', 'dataset'],
  help: `ComfyUI, A1111 and Forge write the prompt into each picture that they save. Pictures of the same prompt and size become pairs; what has no prompt, or no
partner, is left out and counted in the report. Pictures that the dataset has already are not taken again.

The folder has to lie in ComfyUI's output or input folder. Put **Encode Preferences** or the trainer behind it: pictures from files have no latents yet.`,
  outputNode: true,
  hidden: false,
  always: true,
  inputs: [
    {
      id: 'folder',
      type: 'STRING',
      default: 'output',
      multiline: false,
      maxLength: 1000,
      tooltip: "'output' or 'input', or a folder inside of them such as output/portraits. Change it to take only some of your pictures.",
    },
    DATASET,
    PICTURES_PER_PAIR,
    {
      id: 'pairs_per_prompt',
      type: 'INT',
      default: 10,
      min: 1,
      max: 100_000,
      step: 1,
      tooltip: 'At most so many pairs of one prompt. Lower it when a few prompts have most of the pictures.',
    },
    FUTURE_MODEL,
  ],
  outputs: [NEW_PREFERENCES, { id: 'report', type: 'STRING', name: 'report', tooltip: 'How many pairs there are, and what was left out, and why.' }],
})
