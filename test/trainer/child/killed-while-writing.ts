/**
 * A trainer child that kills itself in the middle of writing a file, for the tests of kills: at which file and which call is
 * its first message. Not a test file.
 */

import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { diskWriter, type FileWriter } from '../../../src/files/atomic-write.ts'
import { readDataset } from '../../../src/trainer/run/dataset-file.ts'
import { resolveSettings } from '../../../src/trainer/run/run-settings.ts'
import { trainingRun } from '../../../src/trainer/run/training-run.ts'

export interface KillPlan {
  folder: string
  /** Start of the file's name. */
  file: 'state' | 'best' | 'lora'
  /** Which writing of it, from 1. */
  occurrence: number
  /** Killed just after the temporary file was made, between two writes, before and after the rename. */
  at: 'open' | 'write' | 'sync' | 'rename'
}

function killingWriter({ file, occurrence, at }: KillPlan): FileWriter {
  let count = 0
  const die = (where: KillPlan['at']): void => {
    if (count === occurrence && where === at) process.kill(process.pid, 'SIGKILL')
  }
  let ours = false
  return {
    ...diskWriter,
    open(path) {
      ours = basename(path).startsWith(file)
      if (ours) count++
      const handle = diskWriter.open(path)
      if (ours) die('open')
      return handle
    },
    write(handle, bytes) {
      // Half of what was asked for, as a system may.
      const written = diskWriter.write(handle, bytes.subarray(0, Math.ceil(bytes.length / 2)))
      if (ours) die('write')
      return written
    },
    sync(handle) {
      if (ours) die('sync')
      diskWriter.sync(handle)
    },
    rename(from, to) {
      diskWriter.rename(from, to)
      if (ours) die('rename')
    },
  }
}

process.on('message', async (plan: KillPlan) => {
  const { folder } = plan
  await trainingRun({
    folder,
    settings: resolveSettings(JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'))),
    dataset: readDataset(join(folder, 'dataset.safetensors')),
    writer: killingWriter(plan),
  })
  process.disconnect()
})
