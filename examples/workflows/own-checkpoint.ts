/** The same with a person's own SD1.5 or SDXL checkpoint and the LoRAs that they use. */
import { note, type Workflow, type WorkflowNode } from '../../scripts/generators/workflows/workflow.ts'
import { lossesShown, picturesShown, textShown } from './shown-nodes.ts'

/** The one that ComfyUI's own first workflow names. */
const CHECKPOINT = 'v1-5-pruned-emaonly-fp16.safetensors'
const PROMPTS = [
  'a portrait of a {young|old} {woman|man}, soft light',
  'a {wooden|stone} house by the sea, {morning fog|evening sun}',
  'a {cat|dog|fox} in tall grass, close-up',
  'a street in the rain at night, {neon signs|lanterns}',
  'a still life with {fruit|flowers|old books}, oil on canvas',
].join('\n')
const NEGATIVE = 'blurry, watermark, text'
const ROW = 1120

const draw = (at: readonly [number, number], model: string): WorkflowNode => ({
  type: 'KSampler',
  at,
  width: 280,
  from: { model, positive: 'positive.CONDITIONING', negative: 'negative.CONDITIONING', latent_image: 'empty.LATENT' },
  values: { seed: 7, steps: 20, cfg: 7, sampler_name: 'euler_ancestral', scheduler: 'normal' },
})

export const OWN_CHECKPOINT: Workflow = {
  name: '7 Your own checkpoint with its LoRAs',
  nodes: {
    start: note(
      [0, 0],
      340,
      'Start here',
      `
## Your own SD1.5 or SDXL model

1. Choose your **checkpoint**. If you use LoRAs, choose them in the two loaders and switch these on (select one, **Ctrl+B**); else leave them as they are.
2. Write your own **prompts**, and the sampler settings that you draw with: it is those pictures that you vote on.
3. Press **Run**. 100 pictures take a while without a graphics card.
4. Vote in the **SEE-DPO** tab, and press **Run** again.

Workflow 1 shows the same with a tiny model, in minutes.
`,
    ),
    checkpoint: { type: 'CheckpointLoaderSimple', at: [0, 380], width: 340, values: { ckpt_name: CHECKPOINT } },
    first: {
      type: 'LoraLoader',
      at: [0, 540],
      width: 340,
      title: 'LoRA (off)',
      from: { model: 'checkpoint.MODEL', clip: 'checkpoint.CLIP' },
      isBypassed: true,
    },
    second: { type: 'LoraLoader', at: [0, 720], width: 340, title: 'LoRA (off)', from: { model: 'first.MODEL', clip: 'first.CLIP' }, isBypassed: true },
    sampler: {
      type: 'SeeDpoPreferenceSampler',
      at: [400, 0],
      width: 340,
      from: { model: 'second.MODEL', clip: 'second.CLIP', vae: 'checkpoint.VAE' },
      values: { prompts: PROMPTS, negative: NEGATIVE, pairs_per_prompt: 10, dataset: 'My style' },
    },
    drawn: picturesShown([800, 0], 'What you vote on', 'sampler.images'),
    vote: { type: 'SeeDpoVote', at: [800, 420], width: 340, from: { preferences: 'sampler.preferences' }, values: { votes: 50 } },
    training: note(
      [800, 680],
      340,
      'While it trains',
      `
ComfyUI's models are put away first, so that memory is free. **Cancel** keeps the best so far; run again to go on.

Numbers at **0** are chosen for you: rank 8 for SD1.5 and 16 for SDXL, 8 steps for each vote. Your LoRAs stay as they are; the new one is trained on top of them, so use it together with them.

50 votes are a beginning, 200 are good.
`,
    ),
    trainer: {
      type: 'SeeDpoTrainer',
      at: [1200, 0],
      width: 340,
      from: { preferences: 'vote.preferences', model: 'second.MODEL', clip: 'second.CLIP', vae: 'checkpoint.VAE' },
    },
    pictures: picturesShown([1600, 0], 'Before, then after', 'trainer.pictures'),
    losses: lossesShown([1600, 420], 'trainer.losses'),
    report: textShown([1600, 780], 'What it has learned', 'trainer.report'),
    save: { type: 'SeeDpoExportLora', at: [2000, 0], width: 340, from: { run: 'trainer.run' }, values: { name: 'my-style' } },
    next: note(
      [2000, 260],
      340,
      'And then',
      `
Every LoRA loader of ComfyUI takes the file; press **r** to have it in their lists.

Workflow 4 shows how to compare it with the base, and workflow 6 how to go on with new votes: both take your checkpoint as well.
`,
    ),

    stock: note(
      [0, ROW],
      340,
      "By ComfyUI's own nodes",
      `
The same prompt and seed, without and with your LoRA.

For SDXL, make the **empty latent** 1024 x 1024.
`,
    ),
    positive: {
      type: 'CLIPTextEncode',
      at: [400, ROW],
      width: 340,
      title: 'Prompt',
      from: { clip: 'second.CLIP' },
      values: { text: 'a portrait of an old woman, soft light' },
    },
    negative: { type: 'CLIPTextEncode', at: [400, ROW + 180], width: 340, title: 'Negative prompt', from: { clip: 'second.CLIP' }, values: { text: NEGATIVE } },
    empty: { type: 'EmptyLatentImage', at: [400, ROW + 360], width: 340, values: { batch_size: 4 } },
    before: draw([800, ROW], 'second.MODEL'),
    beforeDecoded: { type: 'VAEDecode', at: [800, ROW + 340], width: 280, from: { samples: 'before.LATENT', vae: 'checkpoint.VAE' } },
    beforeShown: { ...picturesShown([1140, ROW], 'Without the LoRA', 'beforeDecoded.IMAGE', 460), width: 400 },
    load: { type: 'LoraModelLoader', at: [1600, ROW], width: 280, from: { model: 'second.MODEL', lora: 'save.lora' } },
    after: draw([1600, ROW + 160], 'load.MODEL'),
    afterDecoded: { type: 'VAEDecode', at: [1600, ROW + 480], width: 280, from: { samples: 'after.LATENT', vae: 'checkpoint.VAE' } },
    afterShown: { ...picturesShown([1940, ROW], 'With your LoRA', 'afterDecoded.IMAGE', 460), width: 400 },
  },
  groups: [
    {
      title: 'Draw, vote, train',
      nodes: ['start', 'checkpoint', 'first', 'second', 'sampler', 'drawn', 'vote', 'training', 'trainer', 'pictures', 'losses', 'report', 'save', 'next'],
    },
    {
      title: 'Without and with your LoRA',
      nodes: ['stock', 'positive', 'negative', 'empty', 'before', 'beforeDecoded', 'beforeShown', 'load', 'after', 'afterDecoded', 'afterShown'],
    },
  ],
}
