/**
 * Writes the demo model's file from a pre-training checkpoint: `node scripts/export-demo-model.ts --state FILE --out FILE
 * [--evidence FOLDER]`. The moving average of the weights is what ships; the evidence is the loss curve, as data and as PNG.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { demoShapes } from '../src/demo/model/demo-architecture.ts'
import { writeDemoModel } from '../src/demo/model/demo-model-file.ts'
import { loadState } from '../src/demo/model/pretrain.ts'
import { curvesPicture } from '../src/demo/report/curves-picture.ts'
import { svgToPng } from '../src/demo/report/svg-to-png.ts'
import { writeFileAtomic } from '../src/files/atomic-write.ts'

/** Steps behind one number of the loss curve; the first thousand would flatten the rest. */
const LOSS_STEPS = 100
const SKIPPED = 10

const { values } = parseArgs({
  options: {
    state: { type: 'string', default: 'out/pretrain/state.safetensors' },
    out: { type: 'string', default: 'assets/demo-model.safetensors' },
    seed: { type: 'string', default: '1' },
    evidence: { type: 'string' },
  },
})
const state = loadState(values.state, demoShapes())
writeDemoModel(values.out, new Map(state.names.map((name, i) => [name, state.average[i]])), {
  'see_dpo.pretraining_steps': String(state.step),
  'see_dpo.seed': values.seed,
})
console.log(`wrote ${values.out} from step ${state.step}`)

if (values.evidence !== undefined) {
  writeFileAtomic(join(values.evidence, 'losses.json'), `${JSON.stringify({ stepsPerValue: LOSS_STEPS, losses: state.losses })}\n`)
  const points = state.losses.map((y, i) => ({ x: (i + 1) * LOSS_STEPS, y })).slice(SKIPPED)
  const chart = {
    title: `Pre-training of the demo model: v-prediction loss, means of ${LOSS_STEPS} steps`,
    curves: [{ name: 'training loss', tone: 'tuned' as const, points }],
  }
  const picture = svgToPng(curvesPicture([{ chart }]))
  if ('png' in picture) writeFileSync(join(values.evidence, 'loss-curve.png'), picture.png)
  else console.error(`loss-curve.png was left out because ${picture.reason}`)
}
