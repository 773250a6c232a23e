/**
 * Where a stand-alone server keeps its data: the platform's own place for it. Inside ComfyUI the host decides.
 */
import { posix, win32 } from 'node:path'

export interface DataFolderFacts {
  platform: NodeJS.Platform
  environment: Readonly<Record<string, string | undefined>>
  /** The person's home folder. */
  home: string
}

/**
 * XDG_DATA_HOME or ~/.local/share on Linux and its like (XDG Base Directory Specification: a relative one doesn't count),
 * ~/Library/Application Support on macOS, %LOCALAPPDATA% on Windows.
 */
export function dataFolder({ platform, environment, home }: DataFolderFacts): string {
  if (platform === 'win32') return win32.join(environment.LOCALAPPDATA || win32.join(home, 'AppData', 'Local'), 'see-dpo')
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'see-dpo')
  const share = environment.XDG_DATA_HOME
  return posix.join(share !== undefined && posix.isAbsolute(share) ? share : posix.join(home, '.local', 'share'), 'see-dpo')
}
