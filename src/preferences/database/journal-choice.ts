/**
 * Which journal the database gets. WAL is the fast one, but it needs shared memory, which network file systems lack
 * (https://sqlite.org/wal.html), and files that change together, which folder synchronisers tear apart. There a rollback
 * journal is the safe choice. Gathering the facts from the system is left to place-facts.ts.
 */

export interface JournalChoice {
  mode: 'wal' | 'delete'
  /** A sentence for the person who starts the server. */
  reason: string
}

/** What is known about the folder. */
export interface PlaceFacts {
  platform: NodeJS.Platform
  /** Absolute, links resolved (on Windows that turns a mapped drive into its network path). */
  folder: string
  /** The mounted file systems; empty where the system doesn't say. */
  mounts: readonly Mount[]
  /** Whether the folder, or one above it, has a Syncthing marker. */
  hasSyncthingMarker: boolean
}

export interface Mount {
  point: string
  /** As the system names it: ext4, nfs4, smbfs ... */
  type: string
}

/** File systems whose files live on another machine, or behind one: no shared memory that every process sees. */
const NETWORK_TYPES = new Set(
  'nfs nfs3 nfs4 cifs smb smb2 smb3 smbfs afpfs webdav davfs davfs2 9p drvfs virtiofs vboxsf vmhgfs prl_fs afs ceph lustre glusterfs gpfs beegfs ocfs2 ncpfs'.split(
    ' ',
  ),
)

/** FUSE file systems that are local disks; any other may be a network. */
const LOCAL_FUSE = new Set(['fuseblk', 'fuse.ntfs-3g', 'fuse.ext4', 'fuse.bindfs', 'fuse.mergerfs', 'fuse.fuse-overlayfs', 'fuse.gocryptfs', 'fuse.encfs'])

/** Folders that a program keeps equal with other machines, as its makers name them, with account names behind some. */
const SYNCED_FOLDERS: readonly (readonly [RegExp, string])[] = [
  [/^dropbox( \(.*\))?$/i, 'Dropbox'],
  [/^onedrive( ?- ?.*)?$/i, 'OneDrive'],
  [/^(icloud ?drive|mobile documents|com~apple~clouddocs)$/i, 'iCloud Drive'],
  [/^(google ?drive|googledrive-.*|my drive)$/i, 'Google Drive'],
  [/^cloudstorage$/i, 'a cloud storage'],
  [/^nextcloud\d*$/i, 'Nextcloud'],
  [/^owncloud\d*$/i, 'ownCloud'],
  [/^(pcloud ?drive|pcloudsync)$/i, 'pCloud'],
  [/^mega(sync)?$/i, 'MEGA'],
  [/^box sync$/i, 'Box'],
  [/^syncthing$/i, 'Syncthing'],
]

export function journalChoice(facts: PlaceFacts): JournalChoice {
  const because = networkName(facts) ?? syncName(facts)
  if (because === undefined) return { mode: 'wal', reason: `The database in ${facts.folder} is journalled by WAL: the folder is on a local disk.` }
  return {
    mode: 'delete',
    reason: `The database in ${facts.folder} is journalled by rollback, which is slower: the folder ${because}, where WAL could damage it. A folder on a local disk is the better place (--data FOLDER).`,
  }
}

function networkName({ platform, folder, mounts }: PlaceFacts): string | undefined {
  if (platform === 'win32' && /^([\\/]{2})(?![?.][\\/](?!UNC))/i.test(folder)) return 'is on another machine'
  const type = mountOf(folder, mounts)?.type.toLowerCase()
  if (type === undefined) return undefined
  const isNetwork = NETWORK_TYPES.has(type) || (type.startsWith('fuse') && !LOCAL_FUSE.has(type))
  return isNetwork ? `is on a network file system (${type})` : undefined
}

/** The mount that holds the folder: the longest path above it; of several at one point the last, which hides the others. */
export function mountOf(folder: string, mounts: readonly Mount[]): Mount | undefined {
  let best: Mount | undefined
  for (const mount of mounts) {
    const inside = mount.point === '/' || folder === mount.point || folder.startsWith(`${mount.point}/`)
    if (inside && mount.point.length >= (best?.point.length ?? 0)) best = mount
  }
  return best
}

function syncName({ folder, hasSyncthingMarker }: PlaceFacts): string | undefined {
  for (const segment of folder.split(/[\\/]/)) {
    const known = SYNCED_FOLDERS.find(([pattern]) => pattern.test(segment))
    if (known) return `is kept equal with other machines by ${known[1]}`
  }
  return hasSyncthingMarker ? 'is kept equal with other machines by Syncthing' : undefined
}
