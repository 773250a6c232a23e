/**
 * The system's Chromium or Chrome, where systems put it; none is downloaded.
 */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const MORE_FOLDERS = ['/Applications/Chromium.app/Contents/MacOS']

/** Path of the browser, or undefined where there is none. */
export function findChromium(environment: Readonly<Record<string, string | undefined>> = process.env): string | undefined {
  const folders = [...(environment.PATH ?? '').split(delimiter), ...MORE_FOLDERS]
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path))
}
