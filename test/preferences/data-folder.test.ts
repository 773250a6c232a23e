/** The platform's own place for data. */
import { expect, test } from 'vitest'
import { type DataFolderFacts, dataFolder } from '../../src/preferences/data-folder.ts'

test.each<[DataFolderFacts['platform'], DataFolderFacts['environment'], string, string]>([
  ['linux', {}, '/home/ann', '/home/ann/.local/share/see-dpo'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/ann', '/data/see-dpo'],
  ['linux', { XDG_DATA_HOME: 'data' }, '/home/ann', '/home/ann/.local/share/see-dpo'],
  ['linux', { XDG_DATA_HOME: '' }, '/home/ann', '/home/ann/.local/share/see-dpo'],
  ['freebsd', {}, '/home/ann', '/home/ann/.local/share/see-dpo'],
  ['darwin', { XDG_DATA_HOME: '/data' }, '/Users/ann', '/Users/ann/Library/Application Support/see-dpo'],
  ['win32', { LOCALAPPDATA: 'C:\\Users\\ann\\AppData\\Local' }, 'C:\\Users\\ann', 'C:\\Users\\ann\\AppData\\Local\\see-dpo'],
  ['win32', {}, 'C:\\Users\\ann', 'C:\\Users\\ann\\AppData\\Local\\see-dpo'],
])('%s, %o', (platform, environment, home, expected) => expect(dataFolder({ platform, environment, home })).toBe(expected))
