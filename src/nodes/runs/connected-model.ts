/** Which model is connected to a node that only wants to know it. */
import type { HostObject } from '../node-definition.ts'
import type { NodeTask } from '../node-task.ts'

/** Its id, and it is remembered; undefined where none is connected. */
export async function connectedModelId(model: HostObject | undefined, { host, session, prompt, nodeId }: NodeTask): Promise<string | undefined> {
  if (!model) return undefined
  return host.withModel({ session, prompt, nodeId, model: model.$object }, async ({ id }) => id)
}
