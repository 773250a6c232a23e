/** Submit Pairs: takes two batches of pictures from any graph, the first of each as a pair, and so on. */
import { defineNode } from './node-definition.ts'
import { DATASET, FUTURE_MODEL, MAX_PROMPT_LIST, NEW_PREFERENCES } from './shared-inputs.ts'

export const SUBMIT_PAIRS = defineNode({
  id: 'SeeDpoSubmitPairs',
  displayName: 'Submit Pairs (SEE-DPO)',
  category: 'SEE-DPO/pictures',
  description: 'Takes any two batches of pictures of your own graph as pairs to vote on.',
  searchAliases: ['see-dpo', 'dpo', 'preference', 'compare images', 'a b test', 'pairs'],
  help: `The first picture of A and the first of B are a pair, then the second ones, and so on: both batches have to hold the same number of pictures of one
size. Both of a pair should be of the same prompt, else the votes teach something else than taste. The same pictures are not taken twice.`,
  outputNode: true,
  hidden: false,
  always: true,
  inputs: [
    { id: 'images_a', type: 'IMAGE', optional: false, tooltip: 'The first picture of each pair. Which side it is shown on is drawn anew for each vote.' },
    { id: 'images_b', type: 'IMAGE', optional: false, tooltip: 'The second picture of each pair, as many as in A.' },
    {
      id: 'prompt',
      type: 'STRING',
      default: '',
      multiline: true,
      maxLength: MAX_PROMPT_LIST,
      tooltip: 'The prompt that the pictures were made from. Give one line for each pair when they differ.',
    },
    {
      id: 'negative',
      type: 'STRING',
      default: '',
      multiline: true,
      maxLength: 4000,
      tooltip: 'The negative prompt of all of them.',
    },
    DATASET,
    FUTURE_MODEL,
  ],
  outputs: [NEW_PREFERENCES, { id: 'report', type: 'STRING', name: 'report', tooltip: 'How many pairs were taken, and which were there already.' }],
})
