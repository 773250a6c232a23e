/** Export LoRA: puts a run's LoRA where ComfyUI's loaders find it. */
import { defineNode } from './node-definition.ts'
import { MAX_NODE_NAME } from './shared-inputs.ts'

export const CHECKPOINTS = ['best', 'last'] as const

export const EXPORT_LORA = defineNode({
  id: 'SeeDpoExportLora',
  displayName: 'Export LoRA (SEE-DPO)',
  category: 'SEE-DPO/training',
  description: "Saves a training's LoRA in output/loras, where every LoRA loader of ComfyUI finds it.",
  searchAliases: ['see-dpo', 'save lora', 'export lora', 'safetensors', 'kohya'],
  help: `The file has kohya's key names and says in its metadata what it was made from: it loads in ComfyUI, A1111, Forge, InvokeAI and diffusers. Press **r** in
ComfyUI to have it in the lists of loaders. A name that is taken gets a number, unless the file is the same.`,
  outputNode: true,
  hidden: false,
  always: true,
  inputs: [
    { id: 'run', type: 'SEE_DPO_RUN', optional: false, tooltip: 'The training, from the trainer.' },
    {
      id: 'name',
      type: 'STRING',
      default: 'my-taste',
      multiline: false,
      maxLength: MAX_NODE_NAME,
      tooltip: "The file's name, without an ending.",
    },
    {
      id: 'checkpoint',
      type: 'COMBO',
      options: CHECKPOINTS,
      default: 'best',
      tooltip: 'best: the one that held-out votes agree with most. Choose last, or a step below, when the panel shows that you like another one better.',
    },
    {
      id: 'step',
      type: 'INT',
      default: 0,
      min: 0,
      max: 100_000,
      step: 1,
      advanced: true,
      tooltip: 'The checkpoint of this step, or the one before it; 0 goes by the choice above.',
    },
  ],
  outputs: [
    { id: 'lora_name', type: 'STRING', name: 'lora_name', tooltip: 'The name as LoRA loaders list it.' },
    { id: 'lora', type: 'LORA_MODEL', name: 'lora', tooltip: "The LoRA itself, for ComfyUI's Load LoRA Model." },
  ],
})
