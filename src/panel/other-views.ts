/**
 * The lazy chunk with every view but the first, Vote. Whatever it shares with the entry lies in a chunk that both import.
 */
import './data/data-view.ts'
import './train/train-view.ts'
import './loras/loras-view.ts'
