/** How the tests run. Which checks make up the gate is decided in scripts/test.ts. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Child processes, not threads: onnxruntime-node is a native module, and a crash must not take the other files with it.
    pool: 'forks',
    // The gate has two cores; more workers only make training tests hit their time limits.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default'],
  },
})
