/**
 * The work that the benchmarks measure: 16 pairs of drawn flowers under the demo's settings, and the demo's LoRA with some
 * numbers in it. The same for ours and for peers.
 */
import { join } from 'node:path'
import { DEMO_MODEL, type DemoOptions, demoOptions } from '../src/demo/demo-options.ts'
import { demoRunSettings } from '../src/demo/demo-settings.ts'
import { LATENT_LENGTH, LATENT_SHAPE, toLatent } from '../src/demo/model/demo-latents.ts'
import { demoConditioner } from '../src/demo/model/demo-model-file.ts'
import { drawFlower } from '../src/demo/world/flower.ts'
import { PROMPT_LENGTH, PROMPTS, promptText } from '../src/demo/world/prompt.ts'
import { renderFlower } from '../src/demo/world/render-flower.ts'
import { randomSource } from '../src/random.ts'
import type { Adapter } from '../src/trainer/lora/adapter.ts'
import { newAdapters } from '../src/trainer/lora/new-adapters.ts'
import { writeSafetensors } from '../src/trainer/models/safetensors/write-safetensors.ts'
import { openUnetModel } from '../src/trainer/models/unet/unet-model.ts'
import { TIMESTEPS } from '../src/trainer/noise-schedule.ts'
import { objectiveFrom } from '../src/trainer/objectives/objectives.ts'
import { type RunSettings, resolveSettings } from '../src/trainer/run/run-settings.ts'
import { createFusedStep } from '../src/trainer/step/fused-step.ts'
import { noisedRows, type PairInput, type PairStep } from '../src/trainer/step/pair-step.ts'
import { loraTrainable } from '../src/trainer/step/trainable.ts'

const SEED = 1

/** Set from the offsets' spread in a run; here in its usual place, a third of beta. */
export const GAMMA = 300

export interface DemoStep {
  settings: RunSettings
  adapters: Adapter[]
  pairs: PairInput[]
  step: PairStep
}

/** The demo's fused step, not run yet; `storeReference` comes first. */
export async function demoStep({ checkpoint }: { checkpoint: boolean }): Promise<DemoStep> {
  const settings = resolveSettings({ ...demoRunSettings(DEMO_MODEL, demoOptions([], new Date(0)) as DemoOptions), checkpoint })
  const model = openUnetModel(DEMO_MODEL)
  const adapters = newAdapters(model.modules, settings)
  const step = await createFusedStep({
    model,
    trainable: loraTrainable(adapters),
    objective: objectiveFrom({ ...settings, gamma: GAMMA }),
    reference: 'stored',
    pairs: settings.pairsPerCall,
    latent: LATENT_SHAPE,
    tokens: PROMPT_LENGTH,
    session: settings,
    queryBlock: settings.queryBlock,
    checkpoint,
  })
  return { settings, adapters, step, pairs: drawPairs(settings.pairsPerCall) }
}

/** Stores the reference errors of the pairs and moves the LoRA a little away from zero, as in the middle of a run. */
export async function storeReference({ step, pairs, adapters }: DemoStep): Promise<void> {
  // A LoRA whose up matrices are zero is the reference: its errors are the ones to store.
  const { winnerErrors, loserErrors } = await step.run(pairs)
  pairs.forEach(({ winner, loser }, i) => {
    winner.referenceError = winnerErrors[i]
    loser.referenceError = loserErrors[i]
  })
  const random = randomSource(SEED, 'bench', 'lora')
  for (const { up } of adapters) for (let i = 0; i < up.length; i++) up[i] = 0.005 * random.normal()
}

function drawPairs(count: number): PairInput[] {
  const conditioning = demoConditioner(DEMO_MODEL)
  return Array.from({ length: count }, (_, i) => {
    const random = randomSource(SEED, 'bench', 'pair', i)
    const prompt = PROMPTS[i % PROMPTS.length]
    const member = () => ({ latent: toLatent(renderFlower(drawFlower(random, prompt))), conditioning: conditioning(promptText(prompt)), referenceError: 0 })
    return {
      winner: member(),
      loser: member(),
      timestep: Math.floor(((i + random.uniform()) / count) * TIMESTEPS),
      noise: random.fillNormal(new Float32Array(LATENT_LENGTH)),
      label: 1,
      offset: 1e-3 * random.normal(),
    }
  })
}

/** Writes the step's batch and LoRA where a peer reads them; rows are all winners, then all losers, as in the fused step. Returns the path. */
export function writeDemoBatch(folder: string, { settings, adapters, pairs }: DemoStep): string {
  const rows = [...pairs.map(({ winner, ...draw }) => ({ ...draw, ...winner })), ...pairs.map(({ loser, ...draw }) => ({ ...draw, ...loser }))]
  const { noisy, target } = noisedRows(openUnetModel(DEMO_MODEL), rows)
  const tensor = (name: string, shape: readonly number[], data: Float32Array) => ({ name, dtype: 'F32' as const, shape, data })
  const context = Float32Array.from(rows.flatMap(({ conditioning }) => [...conditioning.context]))
  const path = join(folder, 'batch.safetensors')
  writeSafetensors(
    path,
    [
      tensor('noisy', [rows.length, ...LATENT_SHAPE], noisy),
      tensor('target', [rows.length, ...LATENT_SHAPE], target),
      tensor('context', [rows.length, PROMPT_LENGTH, context.length / rows.length / PROMPT_LENGTH], context),
      tensor(
        'timesteps',
        [rows.length],
        Float32Array.from(rows, ({ timestep }) => timestep),
      ),
      tensor(
        'reference_errors',
        [rows.length],
        Float32Array.from(rows, ({ referenceError }) => referenceError),
      ),
      tensor(
        'offset',
        [pairs.length],
        Float32Array.from(pairs, ({ offset }) => offset),
      ),
      ...adapters.flatMap(({ module, down, downShape, up, upShape }) => [tensor(`${module}.down`, downShape, down), tensor(`${module}.up`, upShape, up)]),
    ],
    { beta: String(settings.beta), gamma: String(GAMMA), scale: String(settings.alpha / settings.rank) },
  )
  return path
}
