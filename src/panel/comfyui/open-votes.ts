/**
 * How many pairs wait for a vote, for the badge on the sidebar's button. The number of last time is shown until the panel has been
 * needed once: opening ComfyUI starts no server.
 */
import type { Dataset } from '../api-types.ts'
import type { Memory } from '../core/memory.ts'
import type { PanelState } from '../core/panel-state.ts'

const KEY = 'open-votes'
/** The badge has room for two digits. */
const MOST_SHOWN = 99

export class OpenVotes {
  readonly #memory: Memory
  readonly #show: (text: string) => void
  #shown = ''

  constructor(memory: Memory, show: (text: string) => void) {
    this.#memory = memory
    this.#show = show
  }

  /** Shows the number of last time. */
  start(): void {
    this.#take(this.#memory.get<number>(KEY))
  }

  /** Keeps the number up from now on. */
  follow(state: PanelState): void {
    const take = () => {
      if (state.isLoaded) this.#take(openVotes(state.datasets.values()))
    }
    state.subscribe(take)
    take()
  }

  #take(count = 0): void {
    const text = count > MOST_SHOWN ? `${MOST_SHOWN}+` : count > 0 ? String(count) : ''
    if (text === this.#shown) return
    this.#shown = text
    this.#memory.set(KEY, Math.min(count, MOST_SHOWN + 1))
    this.#show(text)
  }
}

export function openVotes(datasets: Iterable<Dataset>): number {
  let count = 0
  for (const { counts } of datasets) count += Math.max(0, counts.pairs - counts.votedPairs)
  return count
}
