/**
 * Photographs ComfyUI's page with the panel in its sidebar, in each version that is laid out on this machine: the tab closed, and every
 * view at the width that the frontend gives it, under its dark and its light palette.
 */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { RunningServer } from '../../src/server/start-server.ts'
import { findComfyui } from '../../test/comfyui/find-comfyui.ts'
import { startComfyui } from '../../test/comfyui/start-comfyui.ts'
import { apiOf, fillServer } from './fill-server.ts'
import { EMPTY_PLACES, PLACES, type Place, type Things } from './places.ts'

const SIZE = { width: 1440, height: 900 }
const PALETTES = ['dark', 'light'] as const
const PAIRS_PER_PROMPT = 5
const STEPS = 100
/** Views fetch what they show, and pictures are decoded. */
const SETTLE_MS = 1500

export async function photographInComfyui(browser: Browser, server: RunningServer, out: string): Promise<void> {
  const installs = findComfyui().flatMap((found) => (found.missing === undefined ? [found.install] : []))
  if (installs.length === 0) throw new Error('screenshots: expected a ComfyUI on this machine, found none. Set COMFYUI_DIR to its folder.')
  const env = { SEE_DPO_SIDECAR_URL: server.origin, SEE_DPO_SIDECAR_TOKEN: server.token }
  const running = await Promise.all(installs.map((install) => startComfyui(install, { env })))
  const nothing = { datasetId: '', runId: '', loraId: '', comparisonId: '' }
  try {
    for (const { url, install } of running) await photograph(await openComfyui(browser, url), EMPTY_PLACES, nothing, join(out, install.version))
    const things = await fillServer(apiOf(server), PAIRS_PER_PROMPT, STEPS)
    for (const { url, install } of running) await photograph(await openComfyui(browser, url), PLACES, things, join(out, install.version))
  } finally {
    for (const comfyui of running) await comfyui.stop()
  }
}

async function openComfyui(browser: Browser, url: string): Promise<Page> {
  // Else a dialog of first steps covers the page.
  await fetch(`${url}/settings/Comfy.TutorialCompleted`, { method: 'POST', body: 'true', headers: { 'content-type': 'application/json' } })
  const page = await browser.newPage({ viewport: SIZE })
  await page.goto(url)
  await page.waitForFunction(`window.app?.extensionManager?.getSidebarTabs().some(({ id }) => id === 'see-dpo')`)
  return page
}

/** `name` begins the files' names. */
async function photograph(page: Page, places: readonly Place[], things: Things, name: string): Promise<void> {
  for (const palette of PALETTES) {
    await page.evaluate(`window.app.extensionManager.setting.set('Comfy.ColorPalette', '${palette}')`)
    await page.waitForTimeout(SETTLE_MS)
    if (!(await page.locator('see-dpo-sidebar').isVisible())) {
      await page.screenshot({ path: `${name}-closed-${palette}.png` })
      await page.evaluate(`window.app.extensionManager.command.execute('Workspace.ToggleSidebarTab.see-dpo')`)
      await page.locator('see-dpo-sidebar see-dpo-panel').waitFor()
    }
    for (const place of places) {
      await place.open(page, things)
      await page.waitForTimeout(SETTLE_MS)
      await page.screenshot({ path: `${name}-${place.name}-${palette}.png` })
      if (place.isDialog) await page.keyboard.press('Escape')
    }
  }
  console.log(`${places.length * PALETTES.length} pictures of ${name}`)
  await page.close()
}
