/** Four pictures at a time, of which one is chosen: more is learned from each vote. */
import { note, type Workflow } from '../../scripts/generators/workflows/workflow.ts'
import { demoModel, demoSampler } from './demo-nodes.ts'
import { picturesShown } from './shown-nodes.ts'

export const BEST_OF_FOUR: Workflow = {
  name: '2 Best of four',
  nodes: {
    start: note(
      [0, 0],
      340,
      'Start here',
      `
## Choose among four

1. Press **Run**. 30 times four flowers are drawn.
2. Open the **SEE-DPO** tab and choose the best of each four: keys **1** to **4**.

One choice among four says that three others are worse, so it teaches as much as three votes on pairs. It is the quicker way where one picture clearly stands out; pairs are easier where all are alike.
`,
    ),
    demo: demoModel([0, 380]),
    sampler: demoSampler([400, 0], { pictures: '4 (best of four)', pairs_per_prompt: 30, dataset: 'Flowers, best of four' }),
    drawn: picturesShown([800, 0], 'What you choose among', 'sampler.images'),
    vote: { type: 'SeeDpoVote', at: [800, 420], width: 340, from: { preferences: 'sampler.preferences' }, values: { votes: 0 } },
    next: note(
      [1200, 0],
      340,
      'And then',
      `
**Prompts** are the text in the sampler: one a line. \`{a|b|c}\` takes one of the words for each four, \`__colours__\` a line of \`colours.txt\` in ComfyUI's input folder. Write the kind of prompts that you use yourself.

Run again after a change of the **seed**, and new pictures come to those that you have. The same seed never draws twice.

To train, press **Train** in the SEE-DPO tab, or connect **Vote** to an **SEE-DPO Trainer** as in workflow 4.
`,
    ),
  },
}
