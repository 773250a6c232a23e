/**
 * The claim that the project stands on, small enough for every gate: on an uneven reference SEE-DPO holds diversity that DPO of the
 * same total strength loses. Three seeds; the whole experiment is `npm run experiment -- ring`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ringExperiment } from '../../experiments/ring/ring.ts'

test('the ring, short form: more entropy than DPO of equal strength, without more artefacts', { timeout: 600_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'see-dpo-ring-'))
  try {
    const bounds = await ringExperiment.run({ folder, evidence: folder, short: true, say: () => {} })
    expect(bounds).toHaveLength(2)
    for (const { claim, found, holds } of bounds) expect(holds, `${claim}: ${found}`).toBe(true)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
