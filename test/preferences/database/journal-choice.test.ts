/** WAL on local disks; a rollback journal, with the reason said, where files live on other machines or are synchronised. */
import { expect, test } from 'vitest'
import { journalChoice, mountOf, type PlaceFacts } from '../../../src/preferences/database/journal-choice.ts'

const place = (folder: string, facts: Partial<PlaceFacts> = {}): PlaceFacts => ({ platform: 'linux', folder, mounts: [], hasSyncthingMarker: false, ...facts })

const local: [string, PlaceFacts][] = [
  ['ext4', place('/home/ann/data', { mounts: [{ point: '/', type: 'ext4' }] })],
  [
    'a local disk below a network one',
    place('/net/disk/data', {
      mounts: [
        { point: '/net', type: 'nfs4' },
        { point: '/net/disk', type: 'xfs' },
      ],
    }),
  ],
  [
    'a network disk beside it',
    place('/home/ann', {
      mounts: [
        { point: '/', type: 'ext4' },
        { point: '/home/anna', type: 'nfs' },
      ],
    }),
  ],
  ['NTFS through FUSE', place('/media/usb', { mounts: [{ point: '/media/usb', type: 'fuseblk' }] })],
  ['no facts', place('/home/ann')],
  ['a Windows drive', place('C:\\Users\\ann\\AppData\\Local\\see-dpo', { platform: 'win32' })],
  ['a Windows drive by its long name', place('\\\\?\\C:\\Users\\ann', { platform: 'win32' })],
  ['macOS', place('/Users/ann/Library/Application Support/see-dpo', { platform: 'darwin', mounts: [{ point: '/', type: 'apfs' }] })],
  ['a folder that only sounds like one', place('/home/ann/dropboxes/onedriver')],
]
test.each(local)('WAL: %s', (_, facts) => {
  expect(journalChoice(facts)).toEqual({ mode: 'wal', reason: `The database in ${facts.folder} is journalled by WAL: the folder is on a local disk.` })
})

const remote: [string, PlaceFacts][] = [
  ...['nfs', 'nfs4', 'cifs', 'smb3', '9p', 'fuse.sshfs', 'fuse.rclone', 'drvfs', 'virtiofs'].map((type): [string, PlaceFacts] => [
    `is on a network file system (${type})`,
    place('/mnt/share/data', {
      mounts: [
        { point: '/', type: 'ext4' },
        { point: '/mnt/share', type },
      ],
    }),
  ]),
  ['is on a network file system (smbfs)', place('/Volumes/share/x', { platform: 'darwin', mounts: [{ point: '/Volumes/share', type: 'smbfs' }] })],
  ['is on another machine', place('\\\\server\\share\\see-dpo', { platform: 'win32' })],
  ['is on another machine', place('\\\\?\\UNC\\server\\share', { platform: 'win32' })],
  ['is on another machine', place('//server/share', { platform: 'win32' })],
  ['is kept equal with other machines by Dropbox', place('/home/ann/Dropbox/see-dpo')],
  ['is kept equal with other machines by Dropbox', place('/home/ann/Dropbox (Work)/see-dpo')],
  ['is kept equal with other machines by OneDrive', place('C:\\Users\\ann\\OneDrive - Flowers Ltd\\see-dpo', { platform: 'win32' })],
  ['is kept equal with other machines by iCloud Drive', place('/Users/ann/Library/Mobile Documents/com~apple~CloudDocs/x', { platform: 'darwin' })],
  ['is kept equal with other machines by Google Drive', place('G:\\My Drive\\x', { platform: 'win32' })],
  ['is kept equal with other machines by Nextcloud', place('/home/ann/Nextcloud/x')],
  ['is kept equal with other machines by Syncthing', place('/home/ann/shared/x', { hasSyncthingMarker: true })],
]
test.each(remote)('a rollback journal: %s', (because, facts) => {
  const { mode, reason } = journalChoice(facts)
  expect(mode).toBe('delete')
  expect(reason).toContain(`${facts.folder} is journalled by rollback, which is slower: the folder ${because}, where WAL could damage it.`)
})

test('of two mounts at one point the later one counts, which hides the other', () => {
  const mounts = [
    { point: '/data', type: 'ext4' },
    { point: '/data', type: 'nfs' },
  ]
  expect(mountOf('/data/x', mounts)?.type).toBe('nfs')
})
