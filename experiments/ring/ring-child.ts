/** Runs one arm with one seed in a process of its own (onnxruntime is loaded here only) and hands the result to its parent. */
import { runRingArm } from './ring-arm.ts'
import { isMeasured, RING_ARMS, type RingArmName } from './ring-arms.ts'

const [name, seed] = process.argv.slice(2)
const arm = RING_ARMS[name as RingArmName]
const result = await runRingArm(arm, Number(seed), (round) => isMeasured(arm, round))
process.send?.({ result })
process.disconnect()
