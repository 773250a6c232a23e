/** Writing votes as winner and loser folders: a pair of files for each pick of two, three for a pick of four. */

import { withExportFolder } from '../files/export-folder.ts'
import { readImage } from '../files/picture-file.ts'
import { extensionOf } from '../pictures/picture-header.ts'
import { throwIfStopped } from '../stop.ts'
import type { ExportCounts, PairSource, TransferOptions } from '../transfer-records.ts'
import type { IndexLine } from './sides-format.ts'
import { INDEX_FILE, LOSER_FOLDERS, WINNER_FOLDERS } from './sides-format.ts'

/**
 * Writes the picks of `source` to the new folder `path`. Left out and counted: `ties`, `bothBad` and `unvoted`.
 * Errors as writeVotesFolder has them.
 */
export function writeSides(path: string, source: PairSource, { signal, onProgress }: TransferOptions = {}): Promise<ExportCounts> {
  return withExportFolder(path, async (folder) => {
    const counts: ExportCounts = { pairs: 0, votes: 0, pictures: 0, leftOut: {} }
    const leaveOut = (kind: string): void => {
      counts.leftOut[kind] = (counts.leftOut[kind] ?? 0) + 1
    }
    const append = await folder.append(INDEX_FILE)
    let number = 0
    let done = 0
    for await (const { id, prompt, images, votes } of source()) {
      throwIfStopped(signal, 'export')
      if (votes.length === 0) leaveOut('unvoted')
      let hasPick = false
      for (const { choice, voter, votedAt } of votes) {
        if (choice.kind !== 'pick') {
          leaveOut(choice.kind === 'tie' ? 'ties' : 'bothBad')
          continue
        }
        hasPick = true
        counts.votes++
        for (let other = 0; other < images.length; other++) {
          if (other === choice.position) continue
          const name = String(++number).padStart(4, '0')
          for (const [side, position] of [
            [WINNER_FOLDERS[0], choice.position],
            [LOSER_FOLDERS[0], other],
          ] as const) {
            const { data } = await readImage(images[position])
            await folder.write(`${side}/${name}.${extensionOf(images[position].format)}`, data)
            await folder.write(`${side}/${name}.txt`, prompt)
            counts.pictures++
          }
          await append(`${JSON.stringify({ name, id, voter, votedAt } satisfies IndexLine)}\n`)
        }
      }
      if (hasPick) counts.pairs++
      onProgress?.(++done)
    }
    return counts
  })
}
