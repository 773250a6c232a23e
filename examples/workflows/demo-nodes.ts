/** Nodes that several workflows on the demo model have in common, so that the same pairs and votes count in all of them. */
import type { WorkflowNode } from '../../scripts/generators/workflows/workflow.ts'

type Place = readonly [x: number, y: number]
type Values = NonNullable<WorkflowNode['values']>

/** As the demo model is usually drawn from (src/host/models/family-settings.ts). */
export const DEMO_SAMPLER = { steps: 10, cfg: 1.1, sampler_name: 'euler_ancestral', scheduler: 'sgm_uniform' }

const PROMPTS = 'a {small|medium|large} {red|orange|yellow|pink|violet|blue} flower'

/** Of the first workflow; others go on with its votes. */
export const DEMO_DATASET = 'Flowers'
export const DEMO_PAIRS = 60
export const DEMO_VOTES = 40

/** What Export LoRA calls the first workflow's LoRA, and others choose from ComfyUI's lists. */
export const DEMO_LORA = 'my-taste'

/** Below `output`: what the first workflow saves, and the third one takes as pictures that somebody has. */
export const DEMO_FOLDER = 'flowers'

export const demoModel = (at: Place, title?: string): WorkflowNode => ({ type: 'SeeDpoDemoModel', at, width: 340, title })

export function demoSampler(at: Place, values: Values = {}, model = 'demo.model'): WorkflowNode {
  return {
    type: 'SeeDpoPreferenceSampler',
    at,
    width: 340,
    from: { model, clip: 'demo.clip', vae: 'demo.vae' },
    values: { prompts: PROMPTS, pairs_per_prompt: DEMO_PAIRS, dataset: DEMO_DATASET, ...DEMO_SAMPLER, ...values },
  }
}

export function demoTrainer(at: Place, preferences: string, values: Values = {}): WorkflowNode {
  return { type: 'SeeDpoTrainer', at, width: 340, from: { preferences, model: 'demo.model', clip: 'demo.clip', vae: 'demo.vae' }, values }
}
