/** Train and LoRAs in a real browser: a run's page as it is looked at, a comparison from the pick to the blind verdict, and axe-core. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { newServer } from '../../server/new-server.ts'
import { accessibilityFaults, openPage } from './chromium.ts'
import { evaluationAt, fillTrained } from './trained-store.ts'

const tab = (page: Page, name: string) => page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).click()
/** Pages are slow on a busy machine. */
const eventually = <Value>(ask: () => Promise<Value> | Value) => expect.poll(ask, { timeout: 15_000 })

async function openTrained(context: Parameters<typeof openPage>[0], options: Parameters<typeof openPage>[1] = {}) {
  const opened = await openPage(context, options)
  const server = await newServer()
  const filled = await fillTrained(server.store)
  await opened.page.goto(server.address())
  await opened.page.getByRole('navigation', { name: 'Views' }).waitFor()
  return { ...opened, ...filled, server }
}

test("a run's page: accuracy first, curves, numbers, pictures by keyboard, and what comes live", async (context) => {
  const { page, complaints, server, runId } = await openTrained(context)
  await tab(page, 'Train')
  await page.getByRole('button', { name: /^Colour taste/ }).click()
  await page.getByText('80 %', { exact: true }).first().waitFor()
  await page.getByText('16 of 20 held-out votes').waitFor()
  await page.getByText('Learning votes by heart').waitFor()
  await eventually(() => page.locator('see-dpo-curve canvas').count()).toBeGreaterThanOrEqual(5)
  expect(await page.getByRole('img', { name: /^Agreement with votes/ }).getAttribute('aria-label')).toContain('80 % at step 100 (best)')

  const rows = page.getByRole('region', { name: 'Numbers of each checkpoint' }).locator('tbody tr')
  await page.getByText('The numbers as a table').click()
  expect(await rows.count()).toBe(4)
  server.hub.tell({ kind: 'metrics', runId, metrics: [{ seq: 99, kind: 'evaluation', step: 200, evaluation: evaluationAt(200) }] })
  await eventually(() => rows.count()).toBe(5)

  await page.getByText('Pictures at step 150').waitFor()
  await page.getByRole('slider', { name: 'Checkpoint' }).press('ArrowLeft')
  await page.getByText('Pictures at step 100').waitFor()
  await page.getByRole('slider', { name: 'Checkpoint' }).press('Home')
  await page.getByText('Pictures of the base model').waitFor()
  await page
    .getByRole('button', { name: /^Compare large/ })
    .first()
    .press('Enter')
  await page.getByRole('dialog').press('ArrowRight')
  await page.getByText('2 of 4').waitFor()
  await page.getByRole('dialog').press('Escape')
  await eventually(() => page.getByRole('dialog').count()).toBe(0)

  await page.getByRole('button', { name: 'Delete' }).click()
  await eventually(() => server.store.runs.get(runId)?.deletedAt !== undefined).toBe(true)
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: /^Colour taste/ }).waitFor()
  expect(complaints).toEqual([])
})

test('a comparison: picked, drawn, voted on blind by keys, and what it says', async (context) => {
  const { page, complaints, server } = await openTrained(context)
  await tab(page, 'LoRAs')
  await page.getByRole('checkbox', { name: /^Pick Colour taste step 100/ }).check()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByLabel('Strengths').fill('0.5, 1')
  await page.getByLabel('Rows').fill('3')
  await page.getByRole('button', { name: 'Draw the comparison' }).click()
  const vote = page.getByRole('button', { name: 'Vote blind' })
  await eventually(() => vote.isEnabled()).toBe(true)
  await eventually(() => page.getByText('0 pairs voted on, 3 to go.').count()).toBe(1)
  // Nothing that would sway the vote is on the page.
  expect(await page.locator('see-dpo-grid').count()).toBe(0)
  await vote.press('Enter')

  const choose = page.getByRole('button', { name: 'Choose a name' })
  const stage = page.locator('see-dpo-stage')
  await choose.or(stage).first().waitFor()
  if (await choose.isVisible()) {
    await choose.click()
    await page.getByRole('radio', { name: 'Ada' }).check()
    await page.keyboard.press('Escape')
  }
  for (let i = 0; i < 3; i++) {
    await eventually(() => page.evaluate(`document.querySelector('see-dpo-panel').panel.part('voting').session.canAnswer`)).toBe(true)
    await page.keyboard.press('ArrowLeft')
  }
  await page.getByRole('button', { name: 'See the result' }).click()
  await page.getByText(/preferred in \d of 3, 95 % interval/).waitFor()
  await page.getByText('That can still be chance').waitFor()
  const [comparison] = server.store.comparisons.list().filter(({ columns }) => columns.length === 3)
  expect(server.store.comparisons.result(comparison.id)).toMatchObject({ votes: 3 })

  await page.getByRole('radio', { name: 'Strength slider' }).check()
  await page.getByRole('slider').press('End')
  await page.getByText('Strength 1', { exact: true }).waitFor()
  await page
    .getByRole('button', { name: /^Colour taste step 100: .*Show large/ })
    .first()
    .click()
  await page.getByRole('button', { name: /Flicker/ }).click()
  await page.keyboard.press('Escape')
  expect(complaints).toEqual([])
})

test('an export says where it went, or why it went nowhere', async (context) => {
  const { page } = await openTrained(context)
  await tab(page, 'LoRAs')
  await page.getByRole('button', { name: /^Colour taste step 100/ }).click()
  for (const [name, expected] of [
    ['mine', /It is now at .*mine\.safetensors/],
    ['mine', /It is now at .*mine-2\.safetensors/],
    ['ü'.repeat(120), /expected a name of 200 bytes at most/],
  ] as const) {
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByLabel('File name').fill(name)
    await page.getByRole('button', { name: 'Export' }).last().click()
    await page.getByText(expected).waitFor()
    await page.keyboard.press('Escape')
  }
})

test.for([
  { colorScheme: 'light', width: 1200 },
  { colorScheme: 'dark', width: 320 },
] as const)('axe-core finds nothing: $colorScheme, $width px', async ({ colorScheme, width }, context) => {
  const { page } = await openTrained(context, { colorScheme, viewport: { width, height: 800 }, bypassCSP: true })
  const faults: Record<string, string[]> = {}
  const look = async (name: string) => {
    await page.waitForTimeout(300)
    faults[name] = await accessibilityFaults(page)
  }
  const isNarrow = width < 760
  await tab(page, 'Train')
  await page.getByRole('button', { name: 'New run' }).click()
  for (const group of ['Method', 'LoRA', 'Memory and speed', 'More'])
    await page
      .locator('summary', { hasText: group })
      .click({ timeout: 1000 })
      .catch(() => {})
  await look('form')
  if (isNarrow) await page.getByRole('button', { name: 'All runs' }).click()
  await page.getByRole('button', { name: /^Colour taste/ }).click()
  for (const part of ['Loss and gradient', 'The numbers as a table', 'Settings and origin']) await page.getByText(part).click()
  await look('run')
  await page
    .getByRole('button', { name: /^Compare large/ })
    .first()
    .click()
  await look('pair')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Use its LoRA' }).click()
  await look('LoRA')
  await page.getByRole('button', { name: 'Export' }).click()
  await look('export')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'All LoRAs' }).click()
  await page.getByText('2 other checkpoints').click()
  await page.getByRole('checkbox').first().check()
  await look('list')
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await look('comparison form')
  await page.getByRole('button', { name: 'All LoRAs' }).click()
  await page.getByRole('button', { name: /^base against LoRA/ }).click()
  await look('blind')
  await page.getByRole('button', { name: 'Show the grid now' }).click()
  await page.locator('see-dpo-grid img').first().waitFor()
  await look('grid')
  for (const [name, found] of Object.entries(faults)) expect(found, name).toEqual([])
})
