/** Time that passes faster for the client under test, so that its patience of minutes is over in seconds. */
import { realTiming, type Timing } from '../../../src/host/comfyui/timing.ts'

/** `speed` times as fast. The client waits 30 s for a connection: a busy machine needs a second of them. */
export function quickened(speed: number): Timing {
  return {
    now: () => realTiming.now() * speed,
    after: (ms, callback) => realTiming.after(ms / speed, callback),
    random: () => 0.5,
  }
}

export const quickTime = quickened(15)
