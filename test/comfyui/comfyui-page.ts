/**
 * ComfyUI's page in a real browser with our tab in its sidebar, and ways to look into both. What ComfyUI's own page complains about
 * is left out: it does that without us too.
 */
import type { BrowserContextOptions, Page, Request } from 'playwright-core'
import { expect, type TestContext } from 'vitest'
import { openPage } from '../panel/browser/chromium.ts'
import type { RunningComfyui } from './start-comfyui.ts'

export const OURS = /\/(?:extensions\/comfyui-see-dpo|see-dpo)\//

export interface ComfyuiPage {
  page: Page
  /** Errors and warnings that come from a file or an address of ours. */
  complaints: string[]
  /** What was asked of our addresses so far: method and path from the extension's or the API's folder on. */
  requests: string[]
  /** Of ComfyUI's own routes too. */
  all: string[]
}

/** Pages are slow on a busy machine. */
const PATIENCE_MS = 30_000

export const eventually = <Value>(ask: () => Promise<Value> | Value) => expect.poll(ask, { timeout: PATIENCE_MS })

/** What the panel's element in the sidebar gives for an expression on it. */
export const inPanel = <Value>(page: Page, what: string): Promise<Value> =>
  page.evaluate(`document.querySelector('see-dpo-sidebar')?.shadowRoot.querySelector('see-dpo-panel')?.${what}`)

/** A page of its own, whose storage is empty; `prepare` is called before ComfyUI is loaded. */
export async function openComfyui(
  context: TestContext,
  { url }: Pick<RunningComfyui, 'url'>,
  { prepare, ...options }: BrowserContextOptions & { prepare?(page: Page): Promise<void> } = {},
): Promise<ComfyuiPage> {
  // Else a dialog of first steps covers the page.
  await changeSetting({ url }, 'Comfy.TutorialCompleted', true)
  const { page } = await openPage(context, { viewport: { width: 1440, height: 900 }, ...options })
  page.setDefaultTimeout(PATIENCE_MS)
  const complaints: string[] = []
  const requests: string[] = []
  const all: string[] = []
  page.on('pageerror', (error) => {
    if (OURS.test(error.stack ?? '')) complaints.push(error.message)
  })
  page.on('console', (message) => {
    if ((message.type() === 'error' || message.type() === 'warning') && OURS.test(message.location().url)) complaints.push(message.text())
  })
  page.on('request', (request) => {
    all.push(pathOf(request))
    if (OURS.test(request.url())) requests.push(pathOf(request).replace(/\?.*/, ''))
  })
  await prepare?.(page)
  await page.goto(url.endsWith('/') ? url : `${url}/`)
  await ready(page)
  return { page, complaints, requests, all }
}

export async function changeSetting({ url }: Pick<RunningComfyui, 'url'>, id: string, value: boolean): Promise<void> {
  await fetch(`${url}/settings/${id}`, { method: 'POST', body: String(value), headers: { 'content-type': 'application/json' } })
}

/** After a page was loaded again as well. */
export async function ready(page: Page): Promise<void> {
  await page.waitForFunction(`window.app?.extensionManager?.getSidebarTabs().some(({ id }) => id === 'see-dpo') && window.app.graph`)
}

function pathOf(request: Request): string {
  const { pathname, search } = new URL(request.url())
  return `${request.method()} ${pathname}${search}`
}

/** By ComfyUI's own button; a second time closes it. */
export async function pressTab(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'SEE-DPO: vote on pictures, train a LoRA' }).click()
}

export async function openTab(page: Page): Promise<void> {
  await pressTab(page)
  await page.locator('see-dpo-sidebar see-dpo-panel').waitFor()
}

/** Loads a graph in place of ComfyUI's own first one, which would be queued with whatever model is installed, and which comes late. */
export async function loadGraph(page: Page, graph: object): Promise<void> {
  await eventually(() => nodeCount(page)).toBeGreaterThan(0)
  await page.evaluate(`window.app.loadApiJson(${JSON.stringify(graph)}, 'test')`)
  await eventually(() => nodeCount(page)).toBe(Object.keys(graph).length)
}

export const nodeCount = (page: Page): Promise<number> => page.evaluate('window.app.graph.serialize().nodes.length')
