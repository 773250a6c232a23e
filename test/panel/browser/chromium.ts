/**
 * The system's Chromium for tests of the panel in a real page: started once a file, closed at its end.
 * Only tests use it.
 */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, type TestContext } from 'vitest'
import { findChromium } from '../../../scripts/screenshots/find-chromium.ts'

const AXE = readFileSync(resolve(import.meta.dirname, '../../../node_modules/axe-core/axe.min.js'), 'utf8')

let launching: Promise<Browser> | undefined

const executablePath = findChromium()

afterAll(async () => {
  await (await launching)?.close()
})

export interface OpenPage {
  page: Page
  /** What the page complained about: errors, and what its content policy refused. */
  complaints: string[]
}

/** A page of its own; skips the test where there is no browser. */
export async function openPage(context: TestContext, options: BrowserContextOptions = {}): Promise<OpenPage> {
  if (!executablePath) context.skip('there is no Chromium on this machine')
  // Containers run as root, where Chromium's own sandbox does not start.
  launching ??= chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const browser = await launching
  const own = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...options })
  // A page that is left open goes on drawing: twenty of ComfyUI's took both cores.
  context.onTestFinished(() => own.close())
  const page = await own.newPage()
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  return { page, complaints }
}

/** What axe-core finds wrong with the page as it is now, a line each. The page must have been opened with `bypassCSP`. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(AXE)
  const tags = JSON.stringify(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
  const { violations } = (await page.evaluate(`axe.run(document, { runOnly: { type: 'tag', values: ${tags} } })`)) as {
    violations: { id: string; help: string; nodes: { target: unknown }[] }[]
  }
  return violations.map(({ id, help, nodes }) => `${id}: ${help} (${JSON.stringify(nodes[0].target)})`)
}
