/** A scorer votes in place of a person, so that one run goes from prompts to a LoRA. */
import { note, type Workflow } from '../../scripts/generators/workflows/workflow.ts'
import { demoModel, demoSampler, demoTrainer } from './demo-nodes.ts'
import { lossesShown, picturesShown, textShown } from './shown-nodes.ts'

export const AUTO_VOTE_WORKFLOW: Workflow = {
  name: '5 Auto vote and train',
  nodes: {
    start: note(
      [0, 0],
      340,
      'Start here',
      `
## Let a scorer vote

Press **Run**, once: 100 pairs are drawn, the scorer votes on all of them, a LoRA is trained and saved. It takes some minutes.

The scorer that ships likes flowers as one of our simulated voters does. Any other is an **ONNX file** in ComfyUI's input folder: one picture in, one number out. Write its name into **Auto Vote**.
`,
    ),
    demo: demoModel([0, 380]),
    sampler: demoSampler([400, 0], { pairs_per_prompt: 100, dataset: 'Flowers, auto' }),
    drawn: picturesShown([800, 0], 'What is scored', 'sampler.images'),
    vote: { type: 'SeeDpoAutoVote', at: [800, 420], width: 340, from: { preferences: 'sampler.preferences' } },
    voted: textShown([800, 680], 'How it voted', 'vote.report', 140),
    trainer: demoTrainer([1200, 0], 'vote.preferences'),
    pictures: picturesShown([1600, 0], 'Before, then after', 'trainer.pictures'),
    losses: lossesShown([1600, 420], 'trainer.losses'),
    report: textShown([2000, 0], 'What it has learned', 'trainer.report'),
    save: { type: 'SeeDpoExportLora', at: [2000, 260], width: 340, from: { run: 'trainer.run' }, values: { name: 'auto-taste' } },
    next: note(
      [2000, 480],
      340,
      'And then',
      `
A scorer's taste is not yours. Look at its votes in the **SEE-DPO** tab, give your own on the same pairs, and name yourself in the trainer's **voters** to leave the scorer's out.

Raise the **margin** when it decides on trifles: closer scores are a tie.
`,
    ),
  },
}
