/**
 * What the system says about a folder: its mounts and Syncthing's marker. What follows from it is left to journal-choice.ts.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Mount, PlaceFacts } from './journal-choice.ts'

/** `folder` is absolute, with its links resolved. Whatever can't be learned is left out: a database works without it. */
export function placeFacts(folder: string): PlaceFacts {
  return { platform: process.platform, folder, mounts: mounts(), hasSyncthingMarker: hasMarkerAbove(folder, '.stfolder') }
}

function mounts(): Mount[] {
  try {
    if (process.platform === 'linux') return linuxMounts(readFileSync('/proc/self/mountinfo', 'utf8'))
    if (process.platform === 'darwin') return macMounts(execFileSync('/sbin/mount', { encoding: 'utf8', timeout: 2000 }))
  } catch {}
  return []
}

/**
 * Lines of /proc/self/mountinfo: number, parent, device, root, mount point, options, some optional fields, a lone dash, type
 * (proc_pid_mountinfo(5)). Blanks and backslashes in paths are octal escapes.
 */
export function linuxMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const fields = line.split(' ')
    const dash = fields.indexOf('-', 6)
    const point = fields[4]
    const type = fields[dash + 1]
    if (dash < 0 || point === undefined || type === undefined) return []
    return [{ point: point.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))), type }]
  })
}

/** Lines of macOS's mount(8): `//user@host/share on /Volumes/share (smbfs, nodev, nosuid)`. */
export function macMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, point, type] = / on (\/.*) \((\w+)[,)]/.exec(line) ?? []
    return point !== undefined && type !== undefined ? [{ point, type }] : []
  })
}

function hasMarkerAbove(folder: string, marker: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, marker))) return true
    if (at === dirname(at)) return false
  }
}
