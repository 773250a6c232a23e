/** What the Vote node does: looks how many votes there are, and goes on, stops what comes behind it, or waits. */
import { setTimeout as pause } from 'node:timers/promises'
import { InputError } from '../../errors.ts'
import type { Dataset } from '../../preferences/types.ts'
import { datasetOf, preferencesOf } from '../node-dataset.ts'
import { runnable, value } from '../node-task.ts'
import { VOTE } from '../vote.ts'
import { counted } from '../words.ts'

/** Votes are looked up this often while the graph waits. */
const LOOK_MS = 300

/** By this kind of `ui` the panel knows the node's result (src/panel/comfyui/vote-node.ts). */
const VOTE_RESULT = 'see_dpo_vote'

export const vote = runnable(VOTE, async ({ preferences, votes, mode }, { context, session }) => {
  const progress = (): { dataset: Dataset; voted: number; needed: number } => {
    const dataset = datasetOf(context, preferences)
    const { pairs, votedPairs } = dataset.counts
    if (pairs === 0) throw new InputError(`${dataset.name}: expected pairs to vote on, got none. Put Preference Sampler or Pairs from Folder in front.`)
    return { dataset, voted: votedPairs, needed: votes === 0 ? pairs : Math.min(votes, pairs) }
  }
  let now = progress()
  if (mode === 'wait here') {
    let shown: number | undefined
    for (; now.voted < now.needed; now = progress()) {
      if (now.voted !== shown) {
        session.text(`Waiting for votes: ${now.voted} of ${now.needed}. Open the SEE-DPO tab in the sidebar.`)
        session.progress(now.voted, now.needed)
      }
      shown = now.voted
      await pause(LOOK_MS, undefined, { signal: session.signal })
    }
  }
  const { dataset, voted, needed } = now
  const block = voted < needed
  session.text(
    block
      ? `${dataset.name}: ${counted(needed - voted, 'pair')} still need${needed - voted === 1 ? 's' : ''} your vote. Open the SEE-DPO tab in the sidebar, then queue again.`
      : `${dataset.name}: ${counted(voted, 'pair')} voted on.`,
  )
  return {
    outputs: [value(preferencesOf(dataset, preferences.modelId ?? undefined)), value(voted)],
    ui: { [VOTE_RESULT]: [{ datasetId: dataset.id, needed, voted }] },
    block,
  }
})
