/**
 * The ComfyUI versions that are laid out on this machine: the newest one that is supported, and the oldest. None is ever
 * downloaded; starting one is left to start-comfyui.ts.
 */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface ComfyuiInstall {
  kind: 'newest' | 'floor'
  /** As its comfyui_version.py says it. */
  version: string
  folder: string
  python: string
}

/** Either an installation, or one line about what to set. */
export type FoundComfyui = { kind: 'newest' | 'floor'; install: ComfyuiInstall; missing?: undefined } | { kind: 'newest' | 'floor'; missing: string }

const PLACES = [
  { kind: 'newest', variable: 'COMFYUI_DIR', folder: 'ComfyUI' },
  { kind: 'floor', variable: 'COMFYUI_FLOOR_DIR', folder: 'ComfyUI-0.3.64' },
] as const

/** One answer for each of the two versions, newest first. */
export function findComfyui(environment: Readonly<Record<string, string | undefined>> = process.env, home = homedir()): FoundComfyui[] {
  return PLACES.map(({ kind, variable, folder: name }) => {
    const folder = environment[variable] ?? join(home, name)
    const versionFile = join(folder, 'comfyui_version.py')
    if (!existsSync(versionFile)) return { kind, missing: `no ComfyUI in ${environment[variable] ?? `~/${name}`}; set ${variable} to its folder` }
    const python = environment.COMFYUI_PYTHON ?? join(folder, '.venv', ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']))
    if (!existsSync(python))
      return { kind, missing: `${variable}: expected an interpreter with ComfyUI's packages at .venv/bin/python; set COMFYUI_PYTHON to one` }
    const version = /__version__ = "([^"]+)"/.exec(readFileSync(versionFile, 'utf8'))?.[1] ?? 'unknown'
    return { kind, install: { kind, version, folder, python } }
  })
}
