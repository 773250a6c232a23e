/**
 * How far a process's own memory rises: anonymous pages at their peak, from Linux's /proc. Mapped weight files are not
 * counted, since the system can take them back.
 */
import { readFileSync, writeFileSync } from 'node:fs'

/** Kernel's name for "forget the peak so far" in clear_refs (proc_pid_clear_refs(5)). */
const RESET_PEAK = '5'

/** Watches this process from now on; undefined where the system does not say (anything but Linux, or a locked /proc). */
export function memoryWatch(): { peakBytes(): number } | undefined {
  try {
    writeFileSync('/proc/self/clear_refs', RESET_PEAK)
    const before = bytes('RssAnon')
    return { peakBytes: () => bytes('VmHWM') - bytes('RssFile') - bytes('RssShmem') - before }
  } catch {
    return undefined
  }
}

function bytes(key: string): number {
  const found = new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(readFileSync('/proc/self/status', 'utf8'))
  if (!found) throw new Error(`/proc/self/status has no ${key}`)
  return Number(found[1]) * 1024
}
