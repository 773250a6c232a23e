/**
 * Turns an SVG into a PNG, where the optional package sharp is there to do it; the work happens in a child process.
 */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('./svg-to-png-child.ts', import.meta.url))

/** A picture takes half a second; a machine that needs longer than this is in trouble. */
const TIME_LIMIT_MS = 30_000

const MAX_PNG_BYTES = 64 * 1024 * 1024

/** The bytes of a PNG at two pixels a unit, or why there is none: half a sentence that fits after "because". */
export function svgToPng(svg: string): { png: Uint8Array } | { reason: string } {
  const { status, signal, error, stdout, stderr } = spawnSync(process.execPath, [CHILD], {
    input: svg,
    timeout: TIME_LIMIT_MS,
    maxBuffer: MAX_PNG_BYTES,
    windowsHide: true,
  })
  if (status === 0 && stdout.length > 0) return { png: stdout }
  const said = stderr?.toString().trim().split('\n').pop()
  return { reason: error?.message || said || `the process that draws it ended with ${signal ?? `exit code ${status}`}` }
}
