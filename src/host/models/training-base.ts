/** What a training of a model of ComfyUI's starts from: its file, how it predicts, what stands in front of it, and defaults that suit its family. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { DEMO_MODEL } from '../../demo/demo-options.ts'
import { demoRunSettings } from '../../demo/demo-settings.ts'
import { InputError } from '../../errors.ts'
import type { ModelDescription } from '../bridge/describe-model.ts'
import type { TrainingBase } from '../host.ts'
import type { ModelRecord } from './model-record.ts'

/** SDXL has 2.6 billion parameters to SD1.5's 0.86: a taste takes a wider LoRA there. */
const RANKS: Readonly<Record<string, number>> = { SDXL: 16 }
const RANK = 8

/** An InputError says why the model can't be trained. */
export function trainingBase({ name }: Pick<ModelRecord, 'name'>, description: ModelDescription): TrainingBase {
  const { family, prediction, zeroTerminal, checkpoint, loras, refused } = description
  if (refused !== undefined) throw new InputError(refused, { code: 'unsupported-model' })
  if (checkpoint === undefined)
    throw new InputError(`${name}: expected to find the file behind the MODEL, found none. Choose it as checkpoint in the SEE-DPO Trainer.`)
  if (!existsSync(checkpoint)) throw new InputError(`${name}: expected the file ${checkpoint}, got nothing there. Put it back, or choose another model.`)
  const lost = loras.find(({ path }) => !existsSync(path))
  if (lost) throw new InputError(`${name}: expected the LoRA ${lost.path}, got nothing there. Put it back, or run the workflow with the one that you use.`)
  const frozen = loras.map(({ path, strength }) => ({ path, strength }))
  if (family === 'demo') return { ...demoRunSettings(DEMO_MODEL, { method: 'see-diffusion-dpo', gamma: undefined, seed: 1 }), frozen, byVotes: true }
  const rank = RANKS[family] ?? RANK
  return {
    model: checkpoint,
    prediction: prediction === 'v' ? 'v' : 'eps',
    zeroTerminal,
    frozen,
    rank,
    alpha: rank,
    learningRate: 2e-5,
    gammaN: 0.2,
    samples: 4,
    guidance: 7,
    threads: trainingThreads(),
    byVotes: true,
  }
}

/** Two hardware threads of one core share its arithmetic: half of them do all of the work. */
function trainingThreads(): number {
  return Math.max(Math.min(2, availableParallelism()), Math.floor(availableParallelism() / 2))
}
