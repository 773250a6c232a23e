/** Preference Sampler: draws the pictures that a person will choose among. */
import { defineNode } from './node-definition.ts'
import { CLIP, DATASET, MAX_PROMPT_LIST, MAX_SEED, MODEL, PICTURES_PER_PAIR, SAMPLING, VAE } from './shared-inputs.ts'

export const PREFERENCE_SAMPLER = defineNode({
  id: 'SeeDpoPreferenceSampler',
  displayName: 'Preference Sampler (SEE-DPO)',
  category: 'SEE-DPO/pictures',
  description: 'Draws pairs of pictures from your prompts with your own sampler settings, ready to be voted on.',
  searchAliases: ['see-dpo', 'dpo', 'preference', 'sample pairs', 'best of four', 'vote', 'rlhf', 'human feedback'],
  help: `Each prompt gets as many pairs as you ask for. A pair is named by its prompt, its seed and the settings: what is there already is not drawn again, so
queueing once more goes on where the last time stopped, and a new seed adds new pairs.

**Prompts**: one a line. \`{red|blue|green}\` takes one of the words for each pair, \`__colour__\` a line of the file \`colour.txt\` in ComfyUI's input folder (or in
\`input/wildcards\`). Lines that begin with \`#\` are left out. Both pictures of a pair have the same prompt.

**Chains**: methods that learn from each step of sampling (D3PO) need every latent on the way. Switch \`keep_chains\` on for them only: a chain is about as many times
larger than a latent as there are steps, and the node says beforehand how much disk it takes. Chains are drawn with euler_ancestral, whose steps are exactly DDIM's
with eta 1, and both pictures of a pair begin with the same noise.`,
  outputNode: true,
  hidden: false,
  always: true,
  inputs: [
    { ...MODEL, tooltip: 'What draws: the model that you want to teach, with the LoRAs that you use.' },
    { ...CLIP, tooltip: "Reads the prompts: the checkpoint's, with the same LoRAs." },
    { ...VAE, tooltip: "Turns latents into pictures: the checkpoint's, or the one that you use." },
    {
      id: 'prompts',
      type: 'STRING',
      default: 'a portrait of a {young|old} {woman|man}, soft light',
      multiline: true,
      maxLength: MAX_PROMPT_LIST,
      tooltip:
        'One prompt a line; {a|b} takes one of the words, __name__ a line of name.txt in the input folder. Use the kind of prompts that you use yourself.',
    },
    {
      id: 'negative',
      type: 'STRING',
      default: '',
      multiline: true,
      maxLength: 4000,
      tooltip: 'The negative prompt of all pictures. Leave it as you have it in your own workflow.',
    },
    {
      id: 'prompts_file',
      type: 'STRING',
      default: '',
      multiline: false,
      maxLength: 400,
      tooltip: 'A text file in the input folder with more prompts, one a line. Use it for long lists.',
    },
    {
      id: 'pairs_per_prompt',
      type: 'INT',
      default: 2,
      min: 1,
      max: 1000,
      step: 1,
      tooltip: 'Pairs of each line. Many prompts with few pairs teach more than the other way round.',
    },
    PICTURES_PER_PAIR,
    ...SAMPLING,
    {
      id: 'seed',
      type: 'INT',
      default: 1,
      min: 0,
      max: MAX_SEED,
      step: 1,
      controlAfterGenerate: false,
      tooltip: 'Names the pictures. Change it when you want new pairs of the same prompts; the same seed never draws twice.',
    },
    DATASET,
    {
      id: 'keep_chains',
      type: 'BOOLEAN',
      default: false,
      advanced: true,
      tooltip: 'Keeps every step of sampling. Only for methods that learn from steps (D3PO); it takes much disk, and the node says how much.',
    },
  ],
  outputs: [
    { id: 'preferences', type: 'SEE_DPO_PREFERENCES', name: 'preferences', tooltip: 'The dataset with the new pairs; connect it to Vote.' },
    { id: 'images', type: 'IMAGE', name: 'images', tooltip: 'The pictures of this seed, for a preview (the first 64).' },
  ],
})
