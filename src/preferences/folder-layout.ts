/** Where things lie in the data folder. */
import { join } from 'node:path'

export const databasePath = (folder: string): string => join(folder, 'preferences.sqlite')
export const backupFolder = (folder: string): string => join(folder, 'backups')
export const filesFolder = (folder: string): string => join(folder, 'files')
export const runsFolder = (folder: string): string => join(folder, 'runs')
export const lorasFolder = (folder: string): string => join(folder, 'loras')
