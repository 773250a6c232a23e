/**
 * What this machine made of a run's arithmetic, kept from run to run so that the next estimate is a measured one.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomic } from '../../files/atomic-write.ts'
import type { RunSettings } from '../../trainer/run/run-settings.ts'

/** Operations a second, and whether they were measured here. */
export interface Speed {
  flops: number
  isMeasured: boolean
}

export interface MachineSpeed {
  of(settings: Pick<RunSettings, 'profile' | 'threads' | 'model'>): Speed
  measured(settings: Pick<RunSettings, 'profile' | 'threads' | 'model'>, flops: number): void
}

/** Of one thread, where nothing was measured yet: half of what a current desktop core reaches, since many are older. */
const ASSUMED_FLOPS: Readonly<Record<RunSettings['profile'], number>> = { small: 50e9, lean: 25e9 }

const FILE = 'speed.json'
const MAX_ENTRIES = 100

/** `folder` is the store's. A file that can't be read counts as none: it only holds measurements. */
export function machineSpeed(folder: string): MachineSpeed {
  const path = join(folder, FILE)
  const speeds = readSpeeds(path)
  const key = ({ profile, threads, model }: Pick<RunSettings, 'profile' | 'threads' | 'model'>): string => `${profile} ${threads} ${model}`
  return {
    of(settings) {
      const known = speeds.get(key(settings))
      return known ? { flops: known, isMeasured: true } : { flops: settings.threads * ASSUMED_FLOPS[settings.profile], isMeasured: false }
    },
    measured(settings, flops) {
      speeds.delete(key(settings))
      speeds.set(key(settings), flops)
      writeFileAtomic(path, JSON.stringify(Object.fromEntries([...speeds].slice(-MAX_ENTRIES)), null, 1))
    },
  }
}

function readSpeeds(path: string): Map<string, number> {
  try {
    const entries = existsSync(path) ? Object.entries(JSON.parse(readFileSync(path, 'utf8'))) : []
    return new Map(entries.filter((entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] > 0).slice(-MAX_ENTRIES))
  } catch {
    return new Map()
  }
}
