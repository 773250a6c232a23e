/**
 * Names of files that are sent for an import: relative, of ordinary parts, the same on every system. What is left after this
 * check can be joined to a folder of ours.
 */
import { RequestError } from '../../errors.ts'

/** Folders inside one another, and the file. */
const MAX_PARTS = 16

/** Of one part; file systems take 255, and a temporary ending comes behind it. */
const MAX_PART_BYTES = 200

/** Names that Windows takes for devices, whatever ending they have. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** The name's parts. A RequestError `invalid-request` for one that leads elsewhere, or that some system can't have. */
export function uploadName(name: string): string[] {
  const parts = name.split('/')
  if (parts.length > MAX_PARTS || !parts.every(isOrdinary))
    throw new RequestError(
      'invalid-request',
      `sendImportFile: expected a relative name of up to ${MAX_PARTS} ordinary parts with '/' between them, got ${JSON.stringify(name.slice(0, 100))}. Rename the file.`,
      { field: '/name' },
    )
  return parts
}

function isOrdinary(part: string): boolean {
  if (part === '' || part === '.' || part === '..' || /[. ]$/.test(part)) return false
  return Buffer.byteLength(part) <= MAX_PART_BYTES && !/[\p{Cc}\\:*?"<>|]/u.test(part) && !DEVICE.test(part)
}
