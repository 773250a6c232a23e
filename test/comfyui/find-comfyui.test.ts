/** The harness itself: where hosts are looked for, and what is said where there is none. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findComfyui } from './find-comfyui.ts'

function folderWith(...files: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'see-dpo-find-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), file.endsWith('comfyui_version.py') ? '__version__ = "0.33.0"\n' : '')
  }
  return folder
}

test('nothing found: one line for each version that names the variable to set', () => {
  const found = findComfyui({}, folderWith())
  expect(found.map(({ missing }) => missing)).toEqual([
    'no ComfyUI in ~/ComfyUI; set COMFYUI_DIR to its folder',
    'no ComfyUI in ~/ComfyUI-0.3.64; set COMFYUI_FLOOR_DIR to its folder',
  ])
})

test('the folders below home, and the interpreters in them', () => {
  const home = folderWith('ComfyUI/comfyui_version.py', 'ComfyUI/.venv/bin/python', 'ComfyUI-0.3.64/comfyui_version.py')
  const [newest, floor] = findComfyui({}, home)
  expect(newest).toMatchObject({
    install: { kind: 'newest', version: '0.33.0', folder: join(home, 'ComfyUI'), python: join(home, 'ComfyUI/.venv/bin/python') },
  })
  expect(floor.missing).toContain('COMFYUI_PYTHON')
})

test('variables come first', () => {
  const home = folderWith('elsewhere/comfyui_version.py', 'ComfyUI/comfyui_version.py', 'python')
  const [newest] = findComfyui({ COMFYUI_DIR: join(home, 'elsewhere'), COMFYUI_PYTHON: join(home, 'python') }, home)
  expect(newest).toMatchObject({ install: { folder: join(home, 'elsewhere'), python: join(home, 'python') } })
})
