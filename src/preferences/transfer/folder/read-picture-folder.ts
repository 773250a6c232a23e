/** The pairs of a folder of pictures as records, without votes: those are still to come. */
import { createHash } from 'node:crypto'
import { imageOfFile, readPictureFile } from '../files/picture-file.ts'
import { problemItem } from '../problems.ts'
import { throwIfStopped } from '../stop.ts'
import type { TransferImage, TransferItem } from '../transfer-records.ts'
import type { Pairing } from './pair-pictures.ts'
import type { PictureScan, ScannedPicture } from './scan-pictures.ts'

/** The pairs of `pairing`; a picture that has changed since the scan is a problem. */
export async function* readPictureFolder({ folder }: PictureScan, { prompts }: Pairing, signal?: AbortSignal): AsyncGenerator<TransferItem> {
  for (const { prompt, negative, pairs } of prompts) {
    for (const pictures of pairs) {
      throwIfStopped(signal, 'import')
      try {
        const images: TransferImage[] = []
        for (const picture of pictures) images.push(await openImage(folder, picture))
        yield { kind: 'pair', pair: { id: idOf(pictures), prompt, negative, images, votes: [] } }
      } catch (error) {
        yield problemItem(pictures[0].path, error)
      }
    }
  }
}

async function openImage(folder: string, { path, generation }: ScannedPicture): Promise<TransferImage> {
  return imageOfFile(folder, path, await readPictureFile(folder, path), { generation })
}

/** From the paths, so that two looks at one folder name a pair alike. */
function idOf(pictures: readonly ScannedPicture[]): string {
  const paths = createHash('sha256').update(JSON.stringify(pictures.map(({ path }) => path)))
  return `folder-${paths.digest('hex').slice(0, 24)}`
}
