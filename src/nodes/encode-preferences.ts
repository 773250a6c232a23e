/** Encode Preferences: latents and conditioning for pictures that came as files, made once by the host. */
import { defineNode } from './node-definition.ts'
import { CLIP, MODEL, PREFERENCES, VAE } from './shared-inputs.ts'

export const ENCODE_PREFERENCES = defineNode({
  id: 'SeeDpoEncodePreferences',
  displayName: 'Encode Preferences (SEE-DPO)',
  category: 'SEE-DPO/pictures',
  description: 'Prepares pictures and prompts for training, with your own VAE and CLIP; once for each picture and prompt.',
  searchAliases: ['see-dpo', 'dpo', 'preference', 'vae encode', 'latents', 'cache'],
  help: `The trainer does this by itself. Use this node to have it done before, or to train from the panel on pictures that came from files: what is encoded here is kept
on disk, named by the picture's or the prompt's own content, and found by every later training of the same model.`,
  outputNode: true,
  hidden: false,
  always: true,
  inputs: [
    PREFERENCES,
    { ...MODEL, tooltip: 'The model that you are going to teach: latents are scaled as it wants them.' },
    { ...CLIP, tooltip: 'Reads the prompts.' },
    { ...VAE, tooltip: 'Turns pictures into latents. Use the one that belongs to the model.' },
  ],
  outputs: [
    { id: 'preferences', type: 'SEE_DPO_PREFERENCES', name: 'preferences', tooltip: 'The same dataset, ready for training.' },
    { id: 'report', type: 'STRING', name: 'report', tooltip: 'How many pictures and prompts are ready for training.' },
  ],
})
