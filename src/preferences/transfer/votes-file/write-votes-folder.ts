/** Writing a folder with `votes.jsonl` and pictures. Nothing is lost: read back, the pairs are the same. */

import { withExportFolder } from '../files/export-folder.ts'
import { readImage } from '../files/picture-file.ts'
import { extensionOf } from '../pictures/picture-header.ts'
import { throwIfStopped } from '../stop.ts'
import type { ExportCounts, PairSource, TransferOptions } from '../transfer-records.ts'
import type { ImageLine, PairLine } from './votes-format.ts'
import { VOTES_FILE, VOTES_FORMAT, VOTES_VERSION } from './votes-format.ts'

/**
 * Writes the pairs of `source` to the new folder `path`, one picture in memory at a time; a picture that several pairs
 * have is written once. Errors as withExportFolder has them; RunError `stopped`; InputError when a picture's bytes are
 * not what its record says.
 */
export function writeVotesFolder(path: string, source: PairSource, { signal, onProgress }: TransferOptions = {}): Promise<ExportCounts> {
  return withExportFolder(path, async (folder) => {
    const counts: ExportCounts = { pairs: 0, votes: 0, pictures: 0, leftOut: {} }
    const append = await folder.append(VOTES_FILE)
    const line = (value: unknown): Promise<void> => append(`${JSON.stringify(value)}\n`)
    await line({ format: VOTES_FORMAT, version: VOTES_VERSION })
    for await (const pair of source()) {
      throwIfStopped(signal, 'export')
      const images: ImageLine[] = []
      for (const image of pair.images) {
        const { data, hash } = await readImage(image)
        const file = `images/${hash}.${extensionOf(image.format)}`
        if (!folder.has(file)) {
          await folder.write(file, data)
          counts.pictures++
        }
        images.push({ file, hash, format: image.format, width: image.width, height: image.height, generation: image.generation })
      }
      await line({ ...pair, images } satisfies PairLine)
      counts.pairs++
      counts.votes += pair.votes.length
      onProgress?.(counts.pairs)
    }
    await line({ end: { pairs: counts.pairs } })
    return counts
  })
}
