/** Copies of the database as the API shows them. Making and bringing them back is the store's. */
import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { backupFolder } from '../preferences/folder-layout.ts'
import type { Store } from '../preferences/store.ts'
import type { Schemas } from './api/operations.ts'

/** Newest first. */
export function backups({ folder }: Pick<Store, 'folder'>): Schemas['Backup'][] {
  let names: string[]
  try {
    names = readdirSync(backupFolder(folder)).filter((name) => name.endsWith('.sqlite'))
  } catch {
    return []
  }
  return names.flatMap((name) => view(join(backupFolder(folder), name)) ?? []).sort((a, b) => b.createdAt.localeCompare(a.createdAt))
}

export function backup(store: Pick<Store, 'folder' | 'backup'>): Schemas['Backup'] {
  const path = store.backup()
  return view(path) ?? { name: basename(path), bytes: 0, createdAt: new Date().toISOString() }
}

function view(path: string): Schemas['Backup'] | undefined {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats?.isFile() ? { name: basename(path), bytes: stats.size, createdAt: stats.mtime.toISOString() } : undefined
}
