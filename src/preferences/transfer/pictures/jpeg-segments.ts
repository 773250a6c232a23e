/** The size and the EXIF texts of a JPEG file, segment by segment (ITU-T T.81, annex B) up to the first scan. */
import { InputError } from '../../../errors.ts'
import { MAX_PICTURE_CHUNKS } from '../limits.ts'
import type { ByteSource } from './byte-source.ts'
import { readExifTexts } from './exif-texts.ts'
import { latin1 } from './latin1.ts'
import type { PictureHeader } from './picture-header.ts'

const EXIF_MARK = 'Exif\0\0'

/** Reads up to the frame header, which holds the size; EXIF comes before it. InputError when the file breaks off or has none. */
export async function readJpegSegments(source: ByteSource): Promise<PictureHeader> {
  let texts = new Map<string, string>()
  let offset = 2
  for (let count = 0; count < MAX_PICTURE_CHUNKS; count++) {
    const [fill, marker] = await source.read(offset, 2)
    if (fill !== 0xff) break
    // Any number of 0xff may stand before a marker, and 01 and d0 to d7 stand alone.
    if (marker === 0xff || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
      offset += marker === 0xff ? 1 : 2
      continue
    }
    const sizeBytes = await source.read(offset + 2, 2)
    const length = (sizeBytes[0] << 8) | sizeBytes[1]
    if (length < 2 || marker === 0xda || marker === 0xd9) break
    if (isFrame(marker)) {
      const [, hHigh, hLow, wHigh, wLow] = await source.read(offset + 4, 5)
      return { format: 'jpeg', width: (wHigh << 8) | wLow, height: (hHigh << 8) | hLow, texts, remarks: [] }
    }
    if (marker === 0xe1 && texts.size === 0 && length > 2 + EXIF_MARK.length) {
      const data = await source.read(offset + 4, length - 2)
      if (latin1(data.subarray(0, EXIF_MARK.length)) === EXIF_MARK) texts = readExifTexts(data.subarray(EXIF_MARK.length))
    }
    offset += 2 + length
  }
  throw new InputError('the JPEG file is broken: it has no frame header', { code: 'file-format' })
}

/** SOF0 to SOF15; c4, c8 and cc are other things. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}
