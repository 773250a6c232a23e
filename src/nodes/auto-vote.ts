/** Auto Vote: an image scorer votes in place of a person. */
import { defineNode } from './node-definition.ts'
import { PREFERENCES } from './shared-inputs.ts'

export const AUTO_VOTE = defineNode({
  id: 'SeeDpoAutoVote',
  displayName: 'Auto Vote (SEE-DPO)',
  category: 'SEE-DPO/votes',
  description: 'Lets an image scorer in an ONNX file vote on all pairs; it runs in a process of its own and touches nothing of ComfyUI.',
  searchAliases: ['see-dpo', 'dpo', 'preference', 'scorer', 'reward model', 'aesthetic', 'pickscore', 'onnx', 'auto rate'],
  help: `**scorer**: \`demo\` is the one that ships, for the demo model's flowers. Any other is an ONNX file in ComfyUI's input folder that takes one picture
[1, 3, height, width] as F32 and gives one number. Its votes are those of a voter of its own ("Auto: name"): the panel shows them apart from yours, and the trainer
can leave them out.

Two scores that are closer than the **margin** are a tie. A scorer's taste is not yours: use it for a first try, or for what it measures well.`,
  outputNode: true,
  hidden: false,
  always: true,
  inputs: [
    PREFERENCES,
    {
      id: 'scorer',
      type: 'STRING',
      default: 'demo',
      multiline: false,
      maxLength: 1000,
      tooltip: "'demo' for the scorer of the demo's flowers, else the name of an .onnx file in the input folder.",
    },
    {
      id: 'margin',
      type: 'FLOAT',
      default: 0.1,
      min: 0,
      max: 1000,
      step: 0.01,
      tooltip: "Scores that are closer than this are a tie. Raise it when the scorer's numbers are large, or when it decides on trifles.",
    },
    {
      id: 'side',
      type: 'INT',
      default: 0,
      min: 0,
      max: 2048,
      step: 1,
      tooltip: 'Pictures are scaled to this many pixels on both sides before they are scored; 0 leaves them as they are. Most scorers want 224.',
    },
    {
      id: 'pixels',
      type: 'COMBO',
      options: ['0 to 1', '-1 to 1', 'ImageNet', 'CLIP'],
      default: '0 to 1',
      tooltip: "How the scorer wants its colours: plain, around zero, or with the mean and deviation of ImageNet or CLIP. The scorer's page says which.",
    },
  ],
  outputs: [
    { id: 'preferences', type: 'SEE_DPO_PREFERENCES', name: 'preferences', tooltip: 'The dataset with the votes; connect it to the trainer.' },
    { id: 'report', type: 'STRING', name: 'report', tooltip: 'How many votes and ties it gave.' },
  ],
})
