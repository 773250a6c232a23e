/**
 * The layout that trainers for kohya-like scripts take: `winner/0001.png` and `loser/0001.png` with captions of the
 * same name beside them. Our own have `pairs.jsonl` too, so that pairs keep their ids and voters.
 */

/** Names that the two folders go by, ours first (kohya-ss/sd-scripts#1427, Nerogar/OneTrainer#1403). */
export const WINNER_FOLDERS = ['winner', 'w', 'win', 'chosen'] as const
export const LOSER_FOLDERS = ['loser', 'l', 'lose', 'rejected'] as const

/** Each line: {"name":"0001","id":"p-…","voter":"…","votedAt":"…"}. */
export const INDEX_FILE = 'pairs.jsonl'

export interface IndexLine {
  name: string
  id: string
  voter: string
  votedAt?: string
}
