/** example_workflows/NAME.json, which ComfyUI's template browser offers, from examples/workflows. Their pictures are photographs (scripts/screenshots/workflows.ts). */
import { WORKFLOWS } from '../../../examples/workflows/workflows.ts'
import { workflowJson } from './workflow-json.ts'

/** Where ComfyUI looks. */
export const WORKFLOW_FOLDER = 'example_workflows'

/** Content by path. */
export function workflowFiles(): Map<string, string> {
  return new Map(WORKFLOWS.map((workflow) => [`${WORKFLOW_FOLDER}/${workflow.name}.json`, `${JSON.stringify(workflowJson(workflow), null, 2)}\n`]))
}
