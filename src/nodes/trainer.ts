/** SEE-DPO Trainer: trains a LoRA on the votes, in the graph, with progress and previews. */
import { METHOD_NAMES } from '../trainer/objectives/objectives.ts'
import { defineNode } from './node-definition.ts'
import { MAX_NODE_NAME, MAX_SEED, PREFERENCES } from './shared-inputs.ts'

const DEFAULT_METHOD = 'see-diffusion-dpo'

/** Choices that stand for "nothing chosen". */
export const FROM_MODEL = 'from the MODEL'
export const FRESH_LORA = 'a fresh LoRA'

export const TRAINER = defineNode({
  id: 'SeeDpoTrainer',
  displayName: 'SEE-DPO Trainer',
  category: 'SEE-DPO/training',
  description: 'Trains a LoRA on your votes, so that the model draws more of what you choose and keeps its variety.',
  searchAliases: ['see-dpo', 'dpo', 'train lora', 'preference', 'fine-tune', 'finetune', 'rlhf', 'diffusion-dpo', 'reward'],
  help: `Connect the MODEL that drew the pictures, with its CLIP and VAE. The checkpoint file behind it is found by itself; LoRAs in front of it stay as they are, and the new
one is trained on top of them.

Votes and settings name a training: when the same ones were trained before, that LoRA comes back at once. Change the seed to train it again. **Cancel** ends a training within
seconds and keeps the best LoRA so far in the panel; queue the same again to go on from there.

Numbers at 0 are chosen for you: rank 16 for SDXL and 8 for SD1.5, 8 steps for each vote but at least 300 and at
most 1500, learning rate 2e-5. Attention layers only are trained: that is where a
prompt becomes a picture, and small LoRAs forget less.`,
  outputNode: true,
  hidden: false,
  always: true,
  inputs: [
    PREFERENCES,
    { id: 'model', type: 'MODEL', optional: true, tooltip: 'The model to teach: the one that drew the pictures, with the LoRAs that you use.' },
    { id: 'clip', type: 'CLIP', optional: true, tooltip: 'Reads the prompts. Leave it out when Encode Preferences has run for this model.' },
    { id: 'vae', type: 'VAE', optional: true, tooltip: 'Encodes pictures from files, and draws the previews.' },
    {
      id: 'checkpoint',
      type: 'COMBO',
      options: { folder: 'checkpoints', none: FROM_MODEL },
      default: FROM_MODEL,
      tooltip: "The file to train on. Choose it by hand when the node says that it couldn't find the file behind the MODEL.",
    },
    {
      id: 'objective',
      type: 'COMBO',
      options: [DEFAULT_METHOD, ...METHOD_NAMES.filter((name) => name !== DEFAULT_METHOD)],
      default: DEFAULT_METHOD,
      tooltip: 'How votes become a LoRA. see-diffusion-dpo keeps pictures varied; choose diffusion-dpo, what it improves on, to compare.',
    },
    {
      id: 'steps',
      type: 'INT',
      default: 0,
      min: 0,
      max: 100_000,
      step: 50,
      tooltip: '0: by votes, 8 for each, at least 300 and at most 1500. Raise it while held-out votes are still getting better, lower it when they get worse.',
    },
    {
      id: 'learning_rate',
      type: 'FLOAT',
      default: 0,
      min: 0,
      max: 0.01,
      step: 0.000001,
      tooltip: "0: 2e-5 for SD1.5 and SDXL, the demo model's own 4e-4. Give a lower one when pictures fall apart, a higher one when nothing happens.",
    },
    {
      id: 'rank',
      type: 'INT',
      default: 0,
      min: 0,
      max: 256,
      step: 1,
      tooltip: "0: 16 for SDXL, 8 for SD1.5. The LoRA's width: raise it for a taste of many parts and many hundred votes, lower it for a small file.",
    },
    {
      id: 'gamma_n',
      type: 'FLOAT',
      default: 0.2,
      min: 0,
      max: 10,
      step: 0.05,
      tooltip:
        'How much variety is protected (see-diffusion-dpo only). Raise it when pictures become alike, lower it when too little of your taste comes through.',
    },
    {
      id: 'minutes',
      type: 'INT',
      default: 0,
      min: 0,
      max: 10_000,
      step: 5,
      tooltip: 'Budget: ends after so many minutes and keeps the best so far; 0 has none. Set it when you need the machine back.',
    },
    {
      id: 'seed',
      type: 'INT',
      default: 1,
      min: 0,
      max: MAX_SEED,
      step: 1,
      controlAfterGenerate: false,
      tooltip: 'The same seed, votes and settings give the same LoRA. Change it to train once more.',
    },
    {
      id: 'name',
      type: 'STRING',
      default: '',
      multiline: false,
      maxLength: MAX_NODE_NAME,
      tooltip: "The run's name in the panel. Empty: the dataset's, with a number.",
    },
    {
      id: 'continue_from',
      type: 'COMBO',
      options: { folder: 'loras', none: FRESH_LORA },
      default: FRESH_LORA,
      tooltip: 'A LoRA of an earlier training to go on from, as exported. Choose it when you have new votes.',
    },
    {
      id: 'beta',
      type: 'FLOAT',
      default: 0,
      min: 0,
      max: 1_000_000,
      step: 10,
      advanced: true,
      tooltip: "How firmly it holds on to the base model; 0 is the model's own, 2000 for SD1.5 and SDXL. Lower it to move further from the base.",
    },
    {
      id: 'warmup',
      type: 'FLOAT',
      default: 0.05,
      min: 0,
      max: 1,
      step: 0.01,
      advanced: true,
      tooltip: 'The share of steps over which the learning rate rises. Raise it when the first evaluations look worse than the base.',
    },
    {
      id: 'held_out',
      type: 'FLOAT',
      default: 0.2,
      min: 0.02,
      max: 0.5,
      step: 0.01,
      advanced: true,
      tooltip: 'The share of votes that are not trained on but measure it; at least 30 votes where there are enough. Lower it when votes are few and precious.',
    },
    {
      id: 'pairs_per_step',
      type: 'INT',
      default: 0,
      min: 0,
      max: 256,
      step: 1,
      advanced: true,
      tooltip: "Votes that each step looks at; 0 is the method's own, 16 for votes. More make calmer steps, and each takes longer.",
    },
    {
      id: 'gradient_checkpointing',
      type: 'BOOLEAN',
      default: true,
      advanced: true,
      tooltip: 'Much less memory for 12 to 20 % more time. Switch it off when memory is plenty.',
    },
    {
      id: 'one_picture_at_a_time',
      type: 'BOOLEAN',
      default: false,
      advanced: true,
      tooltip: 'Half the memory of a pair, the same result. Switch it on when the node says that memory is short.',
    },
    {
      id: 'label_smoothing',
      type: 'FLOAT',
      default: 0,
      min: 0,
      max: 0.49,
      step: 0.01,
      advanced: true,
      tooltip: 'The share of votes that may be slips. 0.1 keeps a few wrong ones from pulling hard.',
    },
    {
      id: 'ties',
      type: 'COMBO',
      options: ['half', 'omit'],
      default: 'half',
      advanced: true,
      tooltip: "What 'both are equal' teaches: half keeps both alike, omit leaves ties out. Omit them when a scorer gave many.",
    },
    {
      id: 'voters',
      type: 'STRING',
      default: '',
      multiline: false,
      maxLength: 1000,
      advanced: true,
      tooltip: 'Names of the voters whose votes count, with commas between; empty means all. Name yourself to leave out an Auto Vote.',
    },
  ],
  outputs: [
    { id: 'lora', type: 'LORA_MODEL', name: 'lora', tooltip: "The best LoRA, for ComfyUI's own Load LoRA Model, and savers." },
    { id: 'losses', type: 'LOSS_MAP', name: 'losses', tooltip: "The loss of each step, for ComfyUI's own Plot Loss Graph." },
    { id: 'pictures', type: 'IMAGE', name: 'pictures', tooltip: 'Pictures of the best checkpoint, beside those of the base: the same prompts and seeds.' },
    { id: 'report', type: 'STRING', name: 'report', tooltip: 'What it learned in numbers, and what to try next.' },
    { id: 'run', type: 'SEE_DPO_RUN', name: 'run', tooltip: 'The training itself; connect it to Export LoRA and Evaluate.' },
  ],
})
