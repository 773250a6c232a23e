/** A folder for each test of a file, removed after it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'

/** Returns a function that joins names to the folder of the running test. */
export function temporaryFolder(): (...names: string[]) => string {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'see-dpo-transfer-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return (...names) => join(folder, ...names)
}
