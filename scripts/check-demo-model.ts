/**
 * Draws samples from a demo model and says whether it is good enough: `node scripts/check-demo-model.ts [--model FILE]
 * [--count 512] [--sheet FILE.png]`. The sheet shows data in its first two rows and samples below. Exit 0 when all bounds hold.
 */
import { parseArgs } from 'node:util'
import { DEMO_MODEL } from '../src/demo/demo-options.ts'
import { SAMPLER, THREADS } from '../src/demo/demo-settings.ts'
import { checkDemoModel } from '../src/demo/model/check-demo-model.ts'
import { LATENT_SHAPE, toPicture } from '../src/demo/model/demo-latents.ts'
import { demoConditioner } from '../src/demo/model/demo-model-file.ts'
import { drawFlower } from '../src/demo/world/flower.ts'
import { pictureSheet } from '../src/demo/world/picture-sheet.ts'
import { PROMPTS, promptText } from '../src/demo/world/prompt.ts'
import { renderFlower } from '../src/demo/world/render-flower.ts'
import { writePng } from '../src/files/png.ts'
import { randomSource } from '../src/random.ts'
import { startJob } from '../src/trainer/child/start-job.ts'

const { values } = parseArgs({
  options: {
    model: { type: 'string', default: DEMO_MODEL },
    count: { type: 'string', default: '512' },
    seed: { type: 'string', default: '1' },
    sheet: { type: 'string' },
  },
})

/** Bounds of the demo model (issue 3, section 3). */
const BOUNDS = { promptMatch: 0.9, valid: 0.85, worstFrequency: 0.08, colourCasts: 0.01 }

const conditioning = demoConditioner(values.model)
const prompts = Array.from({ length: Number(values.count) }, (_, i) => PROMPTS[i % PROMPTS.length])
const started = performance.now()
const { latents } = await startJob({
  kind: 'sample',
  model: values.model,
  latentShape: LATENT_SHAPE,
  pictures: prompts.map((_, i) => ({ condition: i % PROMPTS.length, seed: randomSource(Number(values.seed), 'check', i).integer(2 ** 31) })),
  conditionings: PROMPTS.map((prompt) => conditioning(promptText(prompt))),
  unconditional: conditioning(''),
  ...SAMPLER,
  threads: THREADS,
}).finished
console.error(`drew ${latents.length} pictures in ${((performance.now() - started) / 1000).toFixed(1)} s`)

const pictures = latents.map(toPicture)
const check = checkDemoModel(pictures, prompts)
console.log(JSON.stringify(check, null, 2))
if (values.sheet) {
  const random = randomSource(Number(values.seed), 'sheet')
  const data = Array.from({ length: 32 }, (_, i) => renderFlower(drawFlower(random, PROMPTS[i % PROMPTS.length])))
  writePng(values.sheet, pictureSheet([...data, ...pictures.slice(0, 96)], { columns: 16, scale: 3, gap: 2 }))
}
const holds =
  check.promptMatch >= BOUNDS.promptMatch &&
  check.valid >= BOUNDS.valid &&
  check.worstFrequency <= BOUNDS.worstFrequency &&
  check.colourCasts <= BOUNDS.colourCasts
console.error(holds ? 'all bounds hold' : `bounds: ${JSON.stringify(BOUNDS)}; at least one does not hold`)
process.exitCode = holds ? 0 : 1
