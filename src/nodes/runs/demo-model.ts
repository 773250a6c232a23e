/** What the Demo Model node does: the host makes the model's objects, we hand them on. */
import { loadDemo } from '../../host/bridge/load-demo.ts'
import { DEMO_MODEL_NODE } from '../demo-model.ts'
import { runnable } from '../node-task.ts'

export const demoModel = runnable(DEMO_MODEL_NODE, async (_inputs, { session }) => {
  const { model, clip, vae } = await loadDemo(session)
  return { outputs: [model, clip, vae].map((id) => ({ kind: 'object', id })) }
})
