/** A second round: pairs drawn with the LoRA so far, new votes, and training that goes on from it. */
import { note, type Workflow } from '../../scripts/generators/workflows/workflow.ts'
import { DEMO_LORA, DEMO_VOTES, demoModel, demoSampler, demoTrainer } from './demo-nodes.ts'
import { picturesShown, textShown } from './shown-nodes.ts'

const FILE = `${DEMO_LORA}.safetensors`

export const CONTINUE_LORA: Workflow = {
  name: '6 Continue a LoRA with new votes',
  nodes: {
    start: note(
      [0, 0],
      340,
      'Start here',
      `
## A second round

Goes on from the LoRA of workflow 1, \`${FILE}\`. Press **r** if it isn't in the lists yet, or choose another one: in **Load LoRA** and at the trainer's **continue_from**.

1. Press **Run**. New pairs are drawn **with** that LoRA, so that you choose between what it does now.
2. Vote in the **SEE-DPO** tab.
3. Press **Run** again.
`,
    ),
    demo: demoModel([0, 380]),
    soFar: {
      type: 'LoraLoaderModelOnly',
      at: [0, 540],
      title: 'Load LoRA: the one so far',
      width: 340,
      from: { model: 'demo.model' },
      values: { lora_name: FILE },
    },
    sampler: demoSampler([400, 0], { seed: 2, dataset: 'Flowers, second round' }, 'soFar.MODEL'),
    drawn: picturesShown([800, 0], 'What you vote on', 'sampler.images'),
    vote: { type: 'SeeDpoVote', at: [800, 420], width: 340, from: { preferences: 'sampler.preferences' }, values: { votes: DEMO_VOTES } },
    trainer: demoTrainer([1200, 0], 'vote.preferences', { continue_from: FILE }),
    pictures: picturesShown([1600, 0], 'Before, then after', 'trainer.pictures'),
    report: textShown([1600, 420], 'What it has learned', 'trainer.report'),
    save: { type: 'SeeDpoExportLora', at: [2000, 0], width: 340, from: { run: 'trainer.run' }, values: { name: `${DEMO_LORA}-2` } },
    next: note(
      [2000, 220],
      340,
      'And then',
      `
The new LoRA holds the old one's taste as well: use it **in place of** the old one.

The trainer gets the **model without the LoRA**: \`continue_from\` puts it in. A LoRA in front of the trainer's model would stay as it is, and the new one be trained on top.

For a third round, choose the new file in both places, and give the sampler another **seed**.
`,
    ),
  },
}
