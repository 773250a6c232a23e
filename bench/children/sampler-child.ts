/**
 * Child of the benchmark `sampler`: draws the demo's pictures as its own sampling job does and prints seconds. Writes what a
 * peer needs to draw the same ones.
 */
import { join } from 'node:path'
import { DEMO_MODEL } from '../../src/demo/demo-options.ts'
import { SAMPLER, THREADS } from '../../src/demo/demo-settings.ts'
import { LATENT_LENGTH, LATENT_SHAPE } from '../../src/demo/model/demo-latents.ts'
import { demoConditioner } from '../../src/demo/model/demo-model-file.ts'
import { PROMPT_LENGTH, PROMPTS, promptText } from '../../src/demo/world/prompt.ts'
import { ddimSteps } from '../../src/sampler/ddim-step.ts'
import { type SampleOptions, sample, startingNoise } from '../../src/sampler/sample.ts'
import { writeSafetensors } from '../../src/trainer/models/safetensors/write-safetensors.ts'
import { openUnetModel } from '../../src/trainer/models/unet/unet-model.ts'
import { createPredictionSession } from '../../src/trainer/step/error-session.ts'
import { loraTrainable } from '../../src/trainer/step/trainable.ts'

export interface SamplerChildOptions {
  pictures: number
  /** Rounds of all pictures that are timed, after a short one to warm up. */
  rounds: number
  folder: string
}

export interface SamplerChildResult {
  model: string
  threads: number
  steps: number
  guidance: number
  seconds: number[]
  /** What the peer starts from, and the latents that it should come to. */
  batch: string
}

/** Rows of one network call, as in the sampling job: 16 pictures with guidance. */
const ROWS = 32

const { pictures: count, rounds, folder } = JSON.parse(process.argv[2]) as SamplerChildOptions
const model = openUnetModel(DEMO_MODEL)
const conditioning = demoConditioner(DEMO_MODEL)
const conditions = [...PROMPTS.map((prompt) => conditioning(promptText(prompt))), conditioning('')]
const pictures = Array.from({ length: count }, (_, i) => ({ condition: i % PROMPTS.length, seed: 1000 + i }))
const session = await createPredictionSession({
  model,
  trainable: loraTrainable([]),
  role: 'policy',
  rows: ROWS,
  latent: LATENT_SHAPE,
  tokens: PROMPT_LENGTH,
  session: { profile: 'small', threads: THREADS },
})
const options: SampleOptions<number> = {
  predict: (batch) =>
    session.predict(
      batch.latents,
      batch.conditions.map((condition, i) => ({ conditioning: conditions[condition], timestep: batch.timesteps[i] })),
    ),
  schedule: model.schedule,
  shape: LATENT_SHAPE,
  pictures,
  guidance: { scale: SAMPLER.guidance, unconditional: PROMPTS.length },
  spacing: SAMPLER.spacing,
  steps: SAMPLER.steps,
  eta: SAMPLER.eta,
  groupSize: ROWS / 2,
}

await sample({ ...options, pictures: pictures.slice(0, ROWS / 2), steps: 2 })
const seconds: number[] = []
let latents: Float32Array[] = []
for (let round = 0; round < rounds; round++) {
  const start = performance.now()
  latents = (await sample(options)).samples.map(({ latent }) => latent)
  seconds.push((performance.now() - start) / 1000)
}
await session.dispose()

const batch = join(folder, 'sampler.safetensors')
const joined = (parts: readonly Float32Array[]): Float32Array => {
  const all = new Float32Array(parts.length * parts[0].length)
  for (const [i, part] of parts.entries()) all.set(part, i * part.length)
  return all
}
const width = conditions[0].context.length / PROMPT_LENGTH
const plan = ddimSteps(model.schedule, options)
const tensor = (name: string, shape: readonly number[], data: Float32Array) => ({ name, dtype: 'F32' as const, shape, data })
writeSafetensors(batch, [
  tensor('start', [count, ...LATENT_SHAPE], joined(pictures.map((picture) => startingNoise(picture, LATENT_LENGTH)))),
  tensor('context', [count, PROMPT_LENGTH, width], joined(pictures.map(({ condition }) => conditions[condition].context))),
  tensor('empty', [PROMPT_LENGTH, width], conditions[PROMPTS.length].context),
  tensor(
    'timesteps',
    [plan.length],
    Float32Array.from(plan, ({ timestep }) => timestep),
  ),
  tensor('levels', [plan.length + 1], Float32Array.from([...plan.map(({ signalLevel }) => signalLevel), plan[plan.length - 1].nextLevel])),
  tensor('latents', [count, ...LATENT_SHAPE], joined(latents)),
])
const result: SamplerChildResult = { model: DEMO_MODEL, threads: THREADS, steps: SAMPLER.steps, guidance: SAMPLER.guidance, seconds, batch }
console.log(JSON.stringify(result))
