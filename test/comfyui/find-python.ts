/** A Python for tests that need no more than Python itself. */
import { spawnSync } from 'node:child_process'
import { findComfyui } from './find-comfyui.ts'

/** Its path; 3.10 or newer: the system's, else that of a ComfyUI; undefined where there is none. */
export function findPython(): string | undefined {
  const programs = ['python3', 'python', ...findComfyui().flatMap((found) => (found.missing === undefined ? [found.install.python] : []))]
  for (const program of programs) {
    const { status, stdout } = spawnSync(program, ['-c', 'import sys; print(sys.executable); sys.exit(sys.version_info < (3, 10))'], { encoding: 'utf8' })
    if (status === 0) return stdout.trim()
  }
  return undefined
}
