/** Time that passes a hundred times as fast for the client under test, so that its patience of minutes is over in a second. */
import { realTiming, type Timing } from '../../../src/host/comfyui/timing.ts'

export const SPEED = 100

export const quickTime: Timing = {
  now: () => realTiming.now() * SPEED,
  after: (ms, callback) => realTiming.after(ms / SPEED, callback),
  random: () => 0.5,
}
