/** The base against the LoRA on the same prompts and seeds, as a sheet and as a blind vote. */
import { note, type Workflow } from '../../scripts/generators/workflows/workflow.ts'
import { DEMO_SAMPLER, DEMO_VOTES, demoModel, demoSampler, demoTrainer } from './demo-nodes.ts'
import { lossesShown, picturesShown, textShown } from './shown-nodes.ts'

export const TRAIN_AND_COMPARE: Workflow = {
  name: '4 Train and compare',
  nodes: {
    start: note(
      [0, 0],
      340,
      'Start here',
      `
## Is it better?

1. Press **Run**. What you have voted on in workflow 1 counts here; else vote on ${DEMO_VOTES} pairs in the **SEE-DPO** tab, and run again.
2. **Evaluate** draws the same prompts and seeds without and with the LoRA.
3. Vote once more, blindly: **SEE-DPO** tab, **LoRAs**. You are not told which picture is whose.
4. **Run** again: the report says how often the LoRA wins.
`,
    ),
    demo: demoModel([0, 380]),
    sampler: demoSampler([400, 0]),
    vote: { type: 'SeeDpoVote', at: [800, 0], width: 340, from: { preferences: 'sampler.preferences' }, values: { votes: DEMO_VOTES } },
    losses: lossesShown([800, 260], 'trainer.losses'),
    trained: textShown([800, 620], 'What it has learned', 'trainer.report'),
    trainer: demoTrainer([1200, 0], 'vote.preferences'),
    evaluate: {
      type: 'SeeDpoEvaluate',
      at: [1600, 0],
      width: 340,
      from: { run: 'trainer.run', model: 'demo.model', clip: 'demo.clip', vae: 'demo.vae' },
      values: DEMO_SAMPLER,
    },
    report: textShown([1600, 620], 'Who wins', 'evaluate.report'),
    sheet: { ...picturesShown([2000, 0], 'Base, LoRA at 0.5, LoRA at 1.0', 'evaluate.sheet', 560), width: 400 },
    reading: note(
      [2000, 640],
      400,
      'How to read it',
      `
Rows are prompts and seeds. The further right, the more of your taste; when pictures fall apart, use a lower **strength**.

50 **rows** give a win rate that you can rely on; 16 show a trend. **Variety** well below 100 % means that the pictures have become alike: raise **gamma_n** in the trainer, and train again.
`,
    ),
  },
}
