/** Task (hidden): lets the server borrow ComfyUI's model, CLIP and VAE. It queues this node with a ticket; whoever waits for the ticket works. */
import { defineNode } from './node-definition.ts'

export const TASK = defineNode({
  id: 'SeeDpoTask',
  displayName: 'Task of the panel (SEE-DPO)',
  category: 'SEE-DPO/internal',
  description: 'Queued by the SEE-DPO panel when it needs the model; of no use in a graph of your own.',
  searchAliases: [],
  help: 'The panel queues this node by itself when it draws pictures or prepares a training.',
  outputNode: true,
  hidden: true,
  always: true,
  inputs: [
    { id: 'ticket', type: 'STRING', default: '', multiline: false, maxLength: 100, tooltip: 'What waits for this node.' },
    { id: 'model', type: 'MODEL', optional: true, tooltip: 'The model that is borrowed.' },
    { id: 'clip', type: 'CLIP', optional: true, tooltip: 'The CLIP that is borrowed.' },
    { id: 'vae', type: 'VAE', optional: true, tooltip: 'The VAE that is borrowed.' },
  ],
  outputs: [],
})
