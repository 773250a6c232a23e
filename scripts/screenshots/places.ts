/**
 * The places in the panel that are photographed, and how to get to each. Each leaves the panel so that the next can begin.
 */
import type { Page } from 'playwright-core'

export interface Place {
  name: string
  open(page: Page, things: Things): Promise<void>
  /** A dialog is open: Escape closes it afterwards. */
  isDialog?: boolean
}

export interface Things {
  datasetId: string
  runId: string
  loraId: string
  comparisonId: string
}

/** Below this width lists and what is open of them stand one after the other. */
const SPLIT_WIDTH = 760

/** The panel's element: the page itself has it, or the element in ComfyUI's sidebar. */
const PANEL = `(document.querySelector('see-dpo-sidebar')?.shadowRoot ?? document).querySelector('see-dpo-panel')`

const go = (page: Page, place: object): Promise<unknown> => page.evaluate(`${PANEL}.panel.navigation.go(${JSON.stringify(place)})`)
const isNarrow = async (page: Page): Promise<boolean> => (await page.evaluate<number>(`${PANEL}.clientWidth`)) < SPLIT_WIDTH
const openData = async (page: Page, { datasetId }: Things): Promise<void> => {
  await go(page, { view: 'data' })
  await page.locator('see-dpo-data-view').waitFor()
  await page.evaluate(`${PANEL}.panel.part('data').open(${JSON.stringify(datasetId)})`)
}

/** While a run is under way. */
export const LIVE_PLACES: readonly Place[] = [{ name: 'train-live', open: async (page, { runId }) => void (await go(page, { view: 'train', runId })) }]

/** Before anything is there. */
export const EMPTY_PLACES: readonly Place[] = [
  { name: 'first-run', open: async (page) => void (await go(page, { view: 'vote' })) },
  { name: 'data-empty', open: async (page) => void (await go(page, { view: 'data' })) },
  { name: 'train-empty', open: async (page) => void (await go(page, { view: 'train' })) },
  { name: 'loras-empty', open: async (page) => void (await go(page, { view: 'loras' })) },
]

export const PLACES: readonly Place[] = [
  {
    name: 'vote',
    async open(page) {
      await go(page, { view: 'vote' })
      await page.getByRole('button', { name: /^Pick/ }).first().waitFor()
    },
  },
  { name: 'vote-keys', isDialog: true, open: (page) => page.keyboard.press('h') },
  { name: 'vote-voters', isDialog: true, open: (page) => page.getByRole('button', { name: /^Voter/ }).click() },
  { name: 'data', open: openData },
  {
    name: 'data-list',
    async open(page, things) {
      await openData(page, things)
      if (await isNarrow(page)) await page.getByRole('button', { name: 'All datasets' }).click()
    },
  },
  {
    name: 'data-sample',
    isDialog: true,
    async open(page, things) {
      await openData(page, things)
      await page.getByRole('button', { name: 'Sample pairs' }).click()
    },
  },
  {
    name: 'data-import',
    isDialog: true,
    async open(page) {
      if (await isNarrow(page)) await page.getByRole('button', { name: 'All datasets' }).click()
      await page.getByRole('button', { name: 'Import' }).click()
    },
  },
  {
    name: 'data-export',
    isDialog: true,
    async open(page, things) {
      await openData(page, things)
      await page.getByRole('button', { name: 'Export' }).click()
    },
  },
  { name: 'train-run', open: async (page, { runId }) => void (await go(page, { view: 'train', runId })) },
  {
    name: 'train-curves',
    open: async (page) => void (await page.evaluate(`${PANEL}.renderRoot.querySelector('main').scrollTo(0, 100000)`)),
  },
  {
    name: 'train-new',
    async open(page) {
      if (await isNarrow(page)) await page.getByRole('button', { name: 'All runs' }).click()
      await page.getByRole('button', { name: 'New run' }).click()
    },
  },
  { name: 'lora', open: async (page, { loraId }) => void (await go(page, { view: 'loras', loraId })) },
  {
    name: 'loras',
    async open(page) {
      await page.getByRole('button', { name: 'All LoRAs' }).click()
    },
  },
  { name: 'comparison', open: async (page, { comparisonId }) => void (await go(page, { view: 'loras', comparisonId })) },
  {
    name: 'comparison-grid',
    async open(page) {
      const show = page.getByRole('button', { name: 'Show the grid now' })
      if (await show.isVisible()) await show.click()
    },
  },
]
