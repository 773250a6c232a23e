/** axe-core finds nothing wrong with any view or dialog, in both themes, as narrow as ComfyUI's sidebar and in a whole window. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { newServer } from '../../server/new-server.ts'
import { accessibilityFaults, openPage } from './chromium.ts'

const tab = (page: Page, name: string) => page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click()

const VIEWS: readonly { name: string; open(page: Page): Promise<void> }[] = [
  { name: 'Vote', open: (page) => tab(page, 'Vote') },
  { name: 'its keys', open: (page) => page.keyboard.press('h') },
  { name: 'voters', open: (page) => page.getByRole('button', { name: /^Voter/ }).click() },
  { name: 'Data', open: (page) => tab(page, 'Data') },
  { name: 'sampling', open: (page) => page.getByRole('button', { name: 'Sample pairs' }).click() },
  { name: 'export', open: (page) => page.getByRole('button', { name: 'Export' }).click() },
  { name: 'Train', open: (page) => tab(page, 'Train') },
  { name: 'LoRAs', open: (page) => tab(page, 'LoRAs') },
]

test.for([
  { colorScheme: 'light', width: 1200 },
  { colorScheme: 'dark', width: 320 },
] as const)('$colorScheme, $width px', async ({ colorScheme, width }, context) => {
  const { page } = await openPage(context, { colorScheme, viewport: { width, height: 800 }, bypassCSP: true })
  const server = await newServer()
  await page.goto(server.address())
  await page.getByRole('button', { name: /^Sample 20 pairs/ }).waitFor()
  const faults: Record<string, string[]> = { 'first run': await accessibilityFaults(page) }
  await page.getByRole('button', { name: /^Sample 20 pairs/ }).click()
  await page.getByRole('button', { name: /^Pick/ }).first().waitFor()
  for (const { name, open } of VIEWS) {
    await open(page)
    await page.waitForTimeout(200)
    faults[name] = await accessibilityFaults(page)
    await page.keyboard.press('Escape')
  }
  await tab(page, 'Data')
  if (width < 760) await page.getByRole('button', { name: 'All datasets' }).click()
  await page.getByRole('button', { name: 'Import' }).click()
  faults.import = await accessibilityFaults(page)
  for (const [name, found] of Object.entries(faults)) expect(found, name).toEqual([])
})
