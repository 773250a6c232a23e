/**
 * Photographs every view of the panel at three widths in both themes: `npm run screenshots -- --out FOLDER`. A server in a folder of
 * its own is filled as a person would fill it: pairs are sampled, voted on, trained on, and compared. With `--quick`, nothing is trained.
 * With `--comfyui`, it is photographed in the sidebar of each ComfyUI that is laid out on this machine. With `--workflows`, the workflows
 * that ship are photographed on its canvas, and their pictures in example_workflows made anew.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { createDemoHost } from '../src/host/demo-host.ts'
import { type RunningServer, startServer } from '../src/server/start-server.ts'
import { apiOf, beginTraining, compare, endTraining, samplePairs, voteOnAll } from './screenshots/fill-server.ts'
import { findChromium } from './screenshots/find-chromium.ts'
import { photographInComfyui } from './screenshots/in-comfyui.ts'
import { EMPTY_PLACES, LIVE_PLACES, PLACES, type Place, type Things } from './screenshots/places.ts'
import { photographWorkflows } from './screenshots/workflows.ts'

const SIZES = [
  { width: 320, height: 800 },
  { width: 480, height: 860 },
  { width: 1200, height: 800 },
]
const THEMES = ['light', 'dark'] as const
/** Pairs of each prompt: a hundred or so in all, enough for curves that say something. */
const PAIRS_PER_PROMPT = 5
const STEPS = 100
/** Given by hand before the Vote view is photographed. */
const VOTES = ['ArrowLeft', 't', 'ArrowRight']
/** Views fetch what they show, and pictures are decoded. */
const SETTLE_MS = 900

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'out/screenshots' },
    quick: { type: 'boolean', default: false },
    comfyui: { type: 'boolean', default: false },
    workflows: { type: 'boolean', default: false },
  },
})
const out = resolve(values.out)
const executablePath = findChromium()
if (!executablePath) {
  console.error('There is no Chromium or Chrome on this machine: install one, then try again.')
  process.exit(1)
}

const dataFolder = mkdtempSync(join(tmpdir(), 'see-dpo-screenshots-'))
const server = await startServer({ dataFolder, host: createDemoHost, port: 0 })
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
mkdirSync(out, { recursive: true })
try {
  if (values.workflows) await photographWorkflows(browser, out)
  else if (values.comfyui) await photographInComfyui(browser, server, out)
  else await photographAll()
} finally {
  await browser.close()
  await server.close()
  rmSync(dataFolder, { recursive: true, force: true })
}

async function photographAll(): Promise<void> {
  const page = await enter(browser, server)
  const nothing = { datasetId: '', runId: '', loraId: '', comparisonId: '' }
  await photograph(page, EMPTY_PLACES, nothing)
  await page.evaluate(`document.querySelector('see-dpo-panel').panel.navigation.go({ view: 'vote' })`)
  await page.getByRole('button', { name: /^Sample \d+ pairs/ }).click()
  await page.getByRole('button', { name: /^Pick/ }).first().waitFor({ timeout: 60_000 })

  const api = apiOf(server)
  const [{ id: datasetId }] = server.store.datasets.list()
  const [{ id: voterId }] = server.store.voters.list()
  const things = { ...nothing, datasetId }
  if (!values.quick) {
    await step('sampling', () => samplePairs(api, datasetId, PAIRS_PER_PROMPT))
    await step('voting', () => voteOnAll(api, datasetId, voterId))
    const { id: runId } = await step('training, first part', () => beginTraining(api, datasetId, STEPS))
    await photograph(page, LIVE_PLACES, { ...things, runId })
    const run = await step('training, the rest', () => endTraining(api, runId))
    const comparison = await step('comparing', () => compare(api, run))
    Object.assign(things, { runId: run.id, loraId: run.loraId, comparisonId: comparison.id })
    // Some that nobody has voted on yet, for the Vote view.
    await step('sampling again', () => samplePairs(api, datasetId, 1))
  }
  await page.reload()
  await page.evaluate(`document.querySelector('see-dpo-panel').panel.navigation.go({ view: 'vote' })`)
  for (const key of VOTES) {
    await page.waitForTimeout(SETTLE_MS)
    await page.keyboard.press(key)
  }
  await photograph(
    page,
    PLACES.filter(({ name }) => !values.quick || /^(vote|data)/.test(name)),
    things,
  )
}

async function enter(browser: Browser, server: RunningServer): Promise<Page> {
  const page = await (await browser.newContext({ viewport: SIZES[2] })).newPage()
  page.on('pageerror', (error) => console.error(`page: ${error.message}`))
  await page.goto(server.address())
  await page.getByRole('navigation', { name: 'Views' }).waitFor()
  return page
}

async function photograph(page: Page, places: readonly Place[], things: Things): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size)
    for (const place of places) {
      await place.open(page, things)
      for (const theme of THEMES) {
        await page.emulateMedia({ colorScheme: theme })
        await page.waitForTimeout(SETTLE_MS)
        await page.screenshot({ path: join(out, `${place.name}-${size.width}-${theme}.png`) })
      }
      if (place.isDialog) await page.keyboard.press('Escape')
    }
  }
  console.log(`${places.length * SIZES.length * THEMES.length} pictures in ${out}`)
}

async function step<Value>(name: string, work: () => Promise<Value>): Promise<Value> {
  const began = performance.now()
  const value = await work()
  console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`)
  return value
}
