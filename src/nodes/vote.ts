/** Vote: the gate between pictures and training. Votes themselves are given in the panel and kept in the store. */
import { defineNode } from './node-definition.ts'
import { PREFERENCES } from './shared-inputs.ts'

export const VOTE = defineNode({
  id: 'SeeDpoVote',
  displayName: 'Vote (SEE-DPO)',
  category: 'SEE-DPO/votes',
  description: 'Lets the graph go on once there are enough of your votes; you give them in the SEE-DPO panel in the sidebar.',
  searchAliases: ['see-dpo', 'dpo', 'preference', 'vote', 'choose image', 'pick image', 'human in the loop', 'image chooser', 'rate'],
  help: `Open the **SEE-DPO** tab in the sidebar and choose with the arrow keys. Votes are stored the moment you give them, whatever happens to the page, this graph or
ComfyUI.

- **collect and go on later** (the default): while votes are missing, what comes behind this node is left out without an error, and the queue is free. Queue the
  graph again when you have voted; the panel offers it.
- **wait here**: the graph stands still at this node until the votes are there. Nothing else in the queue runs meanwhile. Cancel it as usual; no vote is lost.`,
  outputNode: true,
  hidden: false,
  always: true,
  inputs: [
    PREFERENCES,
    {
      id: 'votes',
      type: 'INT',
      default: 100,
      min: 0,
      max: 100_000,
      step: 10,
      tooltip:
        'Goes on with this many votes, or with all pairs voted on; 0 waits for all pairs. 100 are a good start; below 30 a training can hardly tell taste from chance.',
    },
    {
      id: 'mode',
      type: 'COMBO',
      options: ['collect and go on later', 'wait here'],
      default: 'collect and go on later',
      tooltip: 'Collecting keeps ComfyUI free while you vote. Wait here when the whole graph should run in one go.',
    },
  ],
  outputs: [
    { id: 'preferences', type: 'SEE_DPO_PREFERENCES', name: 'preferences', tooltip: 'The dataset with your votes; connect it to the trainer.' },
    { id: 'votes', type: 'INT', name: 'votes', tooltip: 'How many votes there are.' },
  ],
})
