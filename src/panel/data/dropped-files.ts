/**
 * Files out of a drop or a file field, folders walked, each under its path within what was dropped. Hidden files are left out: file
 * managers put them there, nobody means them.
 */
import type { ImportFile } from './import-model.ts'

/** More than this is a mistake, such as a whole disk; the server's own limits are tighter. */
const MAX_FILES = 200_000

export function filesOfField(list: FileList): ImportFile[] {
  return [...list].map((file) => ({ name: file.webkitRelativePath || file.name, content: file })).filter(({ name }) => !isHidden(name))
}

/** Must be called while the drop event is handled: its items are gone afterwards. */
export async function filesOfDrop(transfer: DataTransfer): Promise<ImportFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null)
  const files: ImportFile[] = []
  for (const entry of entries) await walk(entry, '', files)
  return files
}

async function walk(entry: FileSystemEntry, folder: string, files: ImportFile[]): Promise<void> {
  const name = folder + entry.name
  if (isHidden(name) || files.length >= MAX_FILES) return
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))
    files.push({ name, content: file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A reader gives its entries in parts, and an empty part at the end.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject))
    if (part.length === 0) return
    for (const child of part) await walk(child, `${name}/`, files)
  }
}

function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.'))
}
