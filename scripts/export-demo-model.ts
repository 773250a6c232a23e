/**
 * Writes the demo model's file from a pre-training checkpoint: `node scripts/export-demo-model.ts --state FILE --out FILE`.
 * The moving average of the weights is what ships.
 */
import { parseArgs } from 'node:util'
import { demoShapes } from '../src/demo/model/demo-architecture.ts'
import { writeDemoModel } from '../src/demo/model/demo-model-file.ts'
import { loadState } from '../src/demo/model/pretrain.ts'

const { values } = parseArgs({
  options: {
    state: { type: 'string', default: 'out/pretrain/state.safetensors' },
    out: { type: 'string', default: 'assets/demo-model.safetensors' },
    seed: { type: 'string', default: '1' },
  },
})
const state = loadState(values.state, demoShapes())
writeDemoModel(values.out, new Map(state.names.map((name, i) => [name, state.average[i]])), {
  'see_dpo.pretraining_steps': String(state.step),
  'see_dpo.seed': values.seed,
})
console.log(`wrote ${values.out} from step ${state.step}`)
