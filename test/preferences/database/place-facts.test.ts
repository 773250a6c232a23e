/** What the system's own lists of mounts are read as. */
import { mkdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linuxMounts, macMounts, placeFacts } from '../../../src/preferences/database/place-facts.ts'
import { newFolder } from '../new-store.ts'

test('/proc/self/mountinfo: optional fields, octal blanks, lines that are none', () => {
  const text = [
    '36 35 98:0 / / rw,noatime master:1 - ext4 /dev/root rw,errors=continue',
    '40 36 0:52 / /mnt/my\\040share\\134x rw,relatime shared:3 propagate_from:2 - fuse.sshfs ann@host:/ rw',
    '41 36 0:53 / /plain rw - tmpfs tmpfs rw',
    'nonsense',
    '',
  ].join('\n')
  expect(linuxMounts(text)).toEqual([
    { point: '/', type: 'ext4' },
    { point: '/mnt/my share\\x', type: 'fuse.sshfs' },
    { point: '/plain', type: 'tmpfs' },
  ])
})

test('mount(8) of macOS', () => {
  const text = '/dev/disk3s1s1 on / (apfs, sealed, local)\n//ann@host/My on it on /Volumes/My on it (smbfs, nodev, nosuid)\nmap auto_home on /home (autofs)\n?'
  expect(macMounts(text)).toEqual([
    { point: '/', type: 'apfs' },
    { point: '/Volumes/My on it', type: 'smbfs' },
    { point: '/home', type: 'autofs' },
  ])
})

test('this machine: there are mounts, and a marker of Syncthing above the folder is found', () => {
  const folder = realpathSync(newFolder())
  const inner = join(folder, 'a', 'b')
  mkdirSync(inner, { recursive: true })
  const facts = placeFacts(inner)
  expect(facts).toMatchObject({ platform: process.platform, folder: inner, hasSyncthingMarker: false })
  if (process.platform === 'linux') expect(facts.mounts.length).toBeGreaterThan(0)
  mkdirSync(join(folder, '.stfolder'))
  expect(placeFacts(inner).hasSyncthingMarker).toBe(true)
})
