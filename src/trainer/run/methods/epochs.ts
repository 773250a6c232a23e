/** The order in which votes come up: round after round, each in an order of its own that seed and round name. */
import { permutation, randomSource } from '../../../random.ts'

/** The index, of `count`, that comes up at `position` (from 0). Orders are made once for as long as the function is kept. */
export function epochOrder(seed: number, count: number, label = 'epoch'): (position: number) => number {
  const orders = new Map<number, number[]>()
  return (position) => {
    const epoch = Math.floor(position / count)
    const order = orders.get(epoch) ?? permutation(randomSource(seed, label, epoch), count)
    orders.set(epoch, order)
    return order[position % count]
  }
}
