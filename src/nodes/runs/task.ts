/** What the hidden Task node does: whoever has queued it and waits for its ticket uses its session, until they are done. */
import { runnable } from '../node-task.ts'
import { TASK } from '../task.ts'

export const task = runnable(TASK, async ({ ticket, model, clip, vae }, { session, host }) => {
  // Nobody waits any more where the server was restarted meanwhile: there is nothing to do then, and nothing is wrong.
  await host.loans.takeTask(ticket, { session, model: model?.$object, clip: clip?.$object, vae: vae?.$object })
  return { outputs: [] }
})
