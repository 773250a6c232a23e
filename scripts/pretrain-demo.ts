/**
 * Pre-trains the demo model: `node scripts/pretrain-demo.ts --state FILE [--steps 10000] [--batch 64] [--initial MODEL] [--high-noise 0.5]`. Goes on from the
 * state file when it exists; Ctrl+C keeps the last checkpoint. The finished file is written by scripts/export-demo-model.ts.
 */
import { parseArgs } from 'node:util'
import { pretrain } from '../src/demo/model/pretrain.ts'

const { values } = parseArgs({
  options: {
    state: { type: 'string', default: 'out/pretrain/state.safetensors' },
    steps: { type: 'string', default: '10000' },
    batch: { type: 'string', default: '64' },
    initial: { type: 'string' },
    seed: { type: 'string', default: '1' },
    'learning-rate': { type: 'string', default: '1e-3' },
    'high-noise': { type: 'string', default: '0' },
    threads: { type: 'string', default: '2' },
  },
})

const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

let seconds = 0
let loss = 0
const report = 50
await pretrain({
  state: values.state,
  initial: values.initial,
  seed: Number(values.seed),
  steps: Number(values.steps),
  batch: Number(values.batch),
  learningRate: Number(values['learning-rate']),
  highNoise: Number(values['high-noise']),
  threads: Number(values.threads),
  signal: stop.signal,
  onStep(progress) {
    seconds += progress.seconds / report
    loss += progress.loss / report
    if (progress.step % report !== 0) return
    const left = ((Number(values.steps) - progress.step) * seconds) / 60
    console.log(
      `step ${progress.step} of ${values.steps}  loss ${loss.toFixed(5)}  gradient ${progress.gradientNorm.toFixed(3)}  ${seconds.toFixed(2)} s a step  ${left.toFixed(0)} min left`,
    )
    seconds = 0
    loss = 0
  },
})
