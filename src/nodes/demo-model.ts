/** Demo Model: the model that ships, so that every workflow runs on a laptop without a download. */
import { defineNode } from './node-definition.ts'

export const DEMO_MODEL_NODE = defineNode({
  id: 'SeeDpoDemoModel',
  displayName: 'Demo Model (SEE-DPO)',
  category: 'SEE-DPO/demo',
  description: 'A tiny model of flowers that ships with SEE-DPO: the whole loop in minutes, on any machine, without a download.',
  searchAliases: ['see-dpo', 'demo', 'example model', 'flowers', 'test model', 'no download'],
  help: `It draws flowers of 32 x 32 pixels and knows two things of a prompt: a size (small, medium, large) and a colour (red, orange, yellow, pink, violet, blue), as in "a small red flower".
ComfyUI's own KSampler, CLIP Text Encode and VAE nodes work with it. Use guidance 1.1 and 10 steps. What it draws freely (petals, background) is what you can teach it.`,
  outputNode: false,
  hidden: false,
  always: false,
  inputs: [],
  outputs: [
    { id: 'model', type: 'MODEL', name: 'model', tooltip: 'The model.' },
    { id: 'clip', type: 'CLIP', name: 'clip', tooltip: 'Reads prompts such as "a large yellow flower".' },
    { id: 'vae', type: 'VAE', name: 'vae', tooltip: 'Its latents are the pixels themselves, so nothing is lost.' },
  ],
})
