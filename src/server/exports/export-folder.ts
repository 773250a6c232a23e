/** Where exports lie: a folder each, named by its id, in a folder of the data folder. They stay until someone removes them. */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'

const FOLDER = 'exports'

export function newExportId(): string {
  return `e-${randomBytes(6).toString('hex')}`
}

/** `exportId` has been checked to be an id: it has no dots and no slashes. */
export function exportFolder(dataFolder: string, exportId: string): string {
  return join(dataFolder, FOLDER, exportId)
}
