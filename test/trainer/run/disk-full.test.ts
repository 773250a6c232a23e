/** A disk that is full at a checkpoint or at the export: old files stay whole, the error says so, and the run goes on later. */
import { basename, dirname } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { ResourceError } from '../../../src/errors.ts'
import { diskWriter, type FileWriter } from '../../../src/files/atomic-write.ts'
import { openSafetensors } from '../../../src/trainer/models/safetensors/open-safetensors.ts'
import { bestPath, loraPath, statePath } from '../../../src/trainer/run/prepare-run.ts'
import { loadRunState } from '../../../src/trainer/run/run-state.ts'
import { leftovers, tensorHashes, tinyRuns } from './tiny-run.ts'

const { run, folder } = tinyRuns()
beforeAll(() => run('undisturbed'))

/** The disk is full when file number `occurrence` of those whose names start with `name` has its header. */
function fullDisk(name: string, occurrence: number): FileWriter {
  let opened = 0
  let writes = Number.NaN
  return {
    ...diskWriter,
    open(path) {
      const isOurs = basename(path).startsWith(name) && ++opened === occurrence
      writes = isOurs ? 0 : Number.NaN
      return diskWriter.open(path)
    },
    write(handle, bytes) {
      if (writes++ > 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
      return diskWriter.write(handle, bytes)
    },
  }
}

describe.each([
  ['the first checkpoint', 'state', 1, statePath],
  ['a later checkpoint', 'state', 3, statePath],
  ['a later best checkpoint', 'best', 2, bestPath],
  ['the export', 'lora', 1, loraPath],
] as const)('disk full at %s', (what, name, occurrence, pathOf) => {
  test('the error says which file and what to do, nothing half-written is left, and the run goes on', async () => {
    const path = pathOf(folder(what))
    const error = await run(what, {}, { writer: fullDisk(name, occurrence) }).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(ResourceError)
    expect(error).toMatchObject({ code: 'disk', message: expect.stringMatching(/ENOSPC.*What was there before is untouched; free some space/) })
    expect((error as Error).message).toContain(path)
    expect(leftovers(dirname(path))).toEqual([])
    if (what.includes('later')) {
      const file = openSafetensors(path)
      const state = loadRunState(path, file.metadata.identity)
      file.close()
      expect(state?.step, 'the checkpoint before').toBeGreaterThanOrEqual(0)
      expect(state?.step).toBeLessThan(8)
    }
    await run(what)
    expect(tensorHashes(folder(what))).toEqual(tensorHashes(folder('undisturbed')))
  })
})

test('an export that fails leaves the LoRA that was there', async () => {
  const before = tensorHashes(folder('undisturbed'))
  await expect(run('undisturbed', {}, { writer: fullDisk('lora', 1) })).rejects.toThrow(ResourceError)
  expect(tensorHashes(folder('undisturbed'))).toEqual(before)
})
