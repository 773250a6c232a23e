/**
 * Tells when ComfyUI works for somebody else: a background training then gives the machine back. Our own prompts don't count. What is
 * done about it is left to the supervisor of runs.
 */
import type { ComfyuiClient } from '../comfyui/comfyui-client.ts'
import { realTiming, type Timing } from '../comfyui/timing.ts'

/** The queue has to be empty this long: whoever looks at a picture often queues the next one. */
const CALM_MS = 4000

export interface ActivityOptions {
  client: Pick<ComfyuiClient, 'clientId' | 'connect' | 'onQueueChange' | 'queue'>
  calmMs?: number
  timing?: Pick<Timing, 'after'>
}

/** Calls `listener` with true when a prompt of somebody else waits or runs, and with false when there has been none for a while. Returns what ends it. */
export function watchActivity({ client, calmMs = CALM_MS, timing = realTiming }: ActivityOptions, listener: (isBusy: boolean) => void): () => void {
  let isBusy = false
  let isOver = false
  let cancelCalm: (() => void) | undefined
  let looking: Promise<void> | undefined
  let isStale = false

  const look = async (): Promise<void> => {
    const { running, pending } = await client.queue()
    const isForeign = [...running, ...pending].some(({ clientId }) => clientId !== client.clientId)
    if (isOver) return
    if (isForeign) {
      cancelCalm?.()
      cancelCalm = undefined
      if (!isBusy) {
        isBusy = true
        listener(true)
      }
    } else if (isBusy && !cancelCalm) {
      cancelCalm = timing.after(calmMs, () => {
        cancelCalm = undefined
        isBusy = false
        listener(false)
      })
    }
  }
  /** One look at a time; what changes meanwhile is looked at after it. A ComfyUI that can't be asked is no reason to change anything. */
  const lookSoon = (): void => {
    if (looking) {
      isStale = true
      return
    }
    looking = look()
      .catch(() => {})
      .finally(() => {
        looking = undefined
        const again = isStale && !isOver
        isStale = false
        if (again) lookSoon()
      })
  }
  const stop = client.onQueueChange(lookSoon)
  client.connect()
  return () => {
    isOver = true
    cancelCalm?.()
    stop()
  }
}
