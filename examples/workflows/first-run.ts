/** From nothing to a LoRA that ComfyUI's own loader takes, on the model that ships: what a newcomer runs first. */
import { note, type Workflow, type WorkflowNode } from '../../scripts/generators/workflows/workflow.ts'
import { DEMO_FOLDER, DEMO_LORA, DEMO_SAMPLER, DEMO_VOTES, demoModel, demoSampler, demoTrainer } from './demo-nodes.ts'
import { lossesShown, picturesShown, textShown } from './shown-nodes.ts'

const ROW = 1120
const draw = (at: readonly [number, number], model: string): WorkflowNode => ({
  type: 'KSampler',
  at,
  width: 280,
  from: { model, positive: 'positive.CONDITIONING', negative: 'negative.CONDITIONING', latent_image: 'empty.LATENT' },
  values: { seed: 7, ...DEMO_SAMPLER },
})

export const FIRST_RUN: Workflow = {
  name: '1 First run on the demo model',
  nodes: {
    start: note(
      [0, 0],
      340,
      'Start here',
      `
## Teach a model your taste

1. Press **Run**. 120 flowers are drawn, in pairs.
2. Open the **SEE-DPO** tab in the sidebar and vote on ${DEMO_VOTES} pairs: the left and right arrow keys choose, **t** is a tie. Have a taste and keep to it: pointed petals, dark backgrounds, whatever you like.
3. Press **Run** again. In some minutes a LoRA is trained on your votes and put into \`output/loras\`.

Nothing is downloaded: the tiny **Demo Model** ships with SEE-DPO. Your own checkpoint comes in workflow 7.
`,
    ),
    demo: demoModel([0, 380]),
    sampler: demoSampler([400, 0]),
    drawn: picturesShown([800, 0], 'What you vote on', 'sampler.images'),
    vote: { type: 'SeeDpoVote', at: [800, 420], width: 340, from: { preferences: 'sampler.preferences' }, values: { votes: DEMO_VOTES } },
    voting: note(
      [800, 680],
      340,
      'Your turn',
      `
While votes are missing, what comes behind **Vote** is left out, without an error. Each vote is stored the moment you give it.

When you have voted, press **Run** again.
`,
    ),
    trainer: demoTrainer([1200, 0], 'vote.preferences'),
    pictures: picturesShown([1600, 0], 'Before, then after', 'trainer.pictures'),
    losses: lossesShown([1600, 420], 'trainer.losses'),
    report: textShown([1600, 780], 'What it has learned', 'trainer.report'),
    save: { type: 'SeeDpoExportLora', at: [2000, 0], width: 340, from: { run: 'trainer.run' }, values: { name: DEMO_LORA } },
    saved: note(
      [2000, 260],
      340,
      'And then',
      `
Every LoRA loader of ComfyUI takes the file; press **r** to have it in their lists.

- More votes teach more: vote on the other 20 pairs, or change the sampler's **seed** for new ones, and run again.
- Workflow 4 compares the LoRA with the base.
- Workflow 6 goes on from it.
`,
    ),

    stock: note(
      [0, ROW],
      340,
      "By ComfyUI's own nodes",
      `
The left half needs no votes and draws at once. The right half follows with your LoRA: the same prompt, the same seed.

The demo model draws pixels, 32 x 32 of them: hence that **empty latent**.
`,
    ),
    model: demoModel([0, ROW + 240]),
    positive: { type: 'CLIPTextEncode', at: [400, ROW], width: 340, from: { clip: 'model.clip' }, values: { text: 'a large yellow flower' }, title: 'Prompt' },
    negative: { type: 'CLIPTextEncode', at: [400, ROW + 180], width: 340, from: { clip: 'model.clip' }, title: 'Negative prompt' },
    empty: { type: 'EmptyChromaRadianceLatentImage', at: [400, ROW + 360], width: 340, values: { width: 32, height: 32, batch_size: 36 } },
    before: draw([800, ROW], 'model.model'),
    beforeDecoded: { type: 'VAEDecode', at: [800, ROW + 340], width: 280, from: { samples: 'before.LATENT', vae: 'model.vae' } },
    beforeSaved: {
      type: 'SaveImage',
      at: [1140, ROW],
      title: 'Without the LoRA',
      width: 400,
      height: 460,
      from: { images: 'beforeDecoded.IMAGE' },
      values: { filename_prefix: `${DEMO_FOLDER}/base` },
    },
    load: { type: 'LoraModelLoader', at: [1600, ROW], width: 280, from: { model: 'model.model', lora: 'save.lora' } },
    after: draw([1600, ROW + 160], 'load.MODEL'),
    afterDecoded: { type: 'VAEDecode', at: [1600, ROW + 480], width: 280, from: { samples: 'after.LATENT', vae: 'model.vae' } },
    afterShown: { ...picturesShown([1940, ROW], 'With your LoRA', 'afterDecoded.IMAGE', 460), width: 400 },
  },
  groups: [
    { title: 'Draw, vote, train', nodes: ['start', 'demo', 'sampler', 'drawn', 'vote', 'voting', 'trainer', 'pictures', 'losses', 'report', 'save', 'saved'] },
    {
      title: 'Without and with your LoRA',
      nodes: ['stock', 'model', 'positive', 'negative', 'empty', 'before', 'beforeDecoded', 'beforeSaved', 'load', 'after', 'afterDecoded', 'afterShown'],
    },
  ],
}
