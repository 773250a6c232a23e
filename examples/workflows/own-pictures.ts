/** From pictures that exist already to a LoRA: paired by the prompts that are embedded in them. */
import { note, type Workflow } from '../../scripts/generators/workflows/workflow.ts'
import { DEMO_FOLDER, demoModel, demoTrainer } from './demo-nodes.ts'
import { picturesShown, textShown } from './shown-nodes.ts'

export const OWN_PICTURES: Workflow = {
  name: '3 From the pictures you have',
  nodes: {
    start: note(
      [0, 0],
      340,
      'Start here',
      `
## Vote on pictures that you have

ComfyUI writes the prompt into each picture that it saves. Pictures of the same prompt and size become pairs.

**To try it**: run workflow 1 first. It leaves flowers in \`output/${DEMO_FOLDER}\`, and this workflow takes them from there.

**For your own pictures**:

1. Put **Load Checkpoint** in place of **Demo Model**, with the checkpoint that drew them.
2. Write their folder into **Pairs from Folder**: \`output\`, or a part of it such as \`output/portraits\`.
3. Press **Run**, vote in the **SEE-DPO** tab, and press **Run** again.
`,
    ),
    demo: demoModel([0, 420], 'Demo Model (or your checkpoint)'),
    pairs: {
      type: 'SeeDpoPairsFromFolder',
      at: [400, 0],
      width: 340,
      from: { model: 'demo.model' },
      values: { folder: `output/${DEMO_FOLDER}`, dataset: 'My pictures', pairs_per_prompt: 40 },
    },
    found: textShown([400, 280], 'What was found', 'pairs.report'),
    encode: {
      type: 'SeeDpoEncodePreferences',
      at: [800, 0],
      width: 340,
      from: { preferences: 'pairs.preferences', model: 'demo.model', clip: 'demo.clip', vae: 'demo.vae' },
    },
    encoded: textShown([800, 280], 'What is ready for training', 'encode.report'),
    vote: { type: 'SeeDpoVote', at: [800, 560], width: 340, from: { preferences: 'encode.preferences' } },
    trainer: demoTrainer([1200, 0], 'vote.preferences'),
    pictures: picturesShown([1600, 0], 'Before, then after', 'trainer.pictures'),
    report: textShown([1600, 420], 'What it has learned', 'trainer.report'),
    save: { type: 'SeeDpoExportLora', at: [1600, 680], width: 340, from: { run: 'trainer.run' }, values: { name: 'my-pictures' } },
    voting: note(
      [400, 560],
      340,
      'Good to know',
      `
- Pictures without a prompt, or without a partner, are left out; **What was found** counts them.
- Pictures that are there already are not taken again: run it whenever you have new ones.
- Other pictures of a graph go into **Submit Pairs**, as two batches.
`,
    ),
  },
}
