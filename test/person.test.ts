/**
 * A person in a real browser, by keyboard alone, at the server's own process: from the printed address over 40 votes, a reload
 * and a power cut to a LoRA that is trained, compared and exported. In the end the store holds exactly what was pressed.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { permutation, randomSource } from '../src/random.ts'
import { openPage } from './panel/browser/chromium.ts'
import { keyboardOf } from './person/keyboard.ts'
import { freePort, startProcess } from './person/server-process.ts'
import { currentOf, expectStored } from './person/stored.ts'
import { type Answer, type Vote, voterAt } from './person/voter.ts'
import { newFolder } from './preferences/new-store.ts'

const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))

/** 40 that stand in the end, and 3 that are taken back. */
const ANSWERS: Record<Answer, number> = { left: 13, right: 12, tie: 5, 'both-bad': 4, skip: 9 }
/** What a browser itself writes while nobody listens on the port. */
const NOBODY_THERE = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_SOCKET_NOT_CONNECTED|WebSocket connection to .* failed/
const ROWS = 4

test('a person votes, trains, compares and exports by keyboard; the store holds exactly their votes', async (context) => {
  console.log(`a person: SEED=${SEED}`)
  const random = randomSource(SEED, 'person')
  const { page, complaints } = await openPage(context)
  page.setDefaultTimeout(60_000)
  await page.addInitScript("addEventListener('pointerdown', () => console.error('a mouse was used'), true)")
  const folder = join(newFolder(), 'data')
  const port = await freePort()
  const first = await startProcess(folder, port)
  const person = voterAt(page, random)
  const { use, fill, goTo, press } = keyboardOf(page)

  const kinds = Object.entries(ANSWERS).flatMap(([answer, count]) => Array<Answer>(count).fill(answer as Answer))
  const deck = permutation(random, kinds.length).map((i) => kinds[i] as Answer)
  const votes = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await person.answers(deck.shift() as Answer)
  }

  // The first minute: one button.
  await page.goto(first.address)
  await heading(page, 'Two pictures, one choice')
  await use(/^Sample 20 pairs from Demo flowers/)
  await votes(8)
  await person.undoes()
  await votes(4)

  // More pairs, of three prompts.
  await use('Data')
  await use('Sample pairs')
  await heading(page, 'Sample pairs')
  await use('None')
  await goTo(page.getByRole('checkbox').first())
  for (let i = 0; i < 3; i++) {
    await press('Space')
    await press('Tab')
  }
  await fill('Pairs per prompt', '5')
  await use('Draw 30 pictures')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  person.comesBack()
  await use('Vote')
  await votes(6)

  // A reload right after a key, and undo goes on behind it.
  await page.reload()
  await person.sees()
  await person.undoes()
  await votes(5)
  // All pairs are drawn, and the next ones are here.
  await counted(page, person.standing)
  await expect.poll(() => picturesAhead(page), { timeout: 60_000 }).toBe(6)
  expect(complaints).toEqual([])

  // A power cut right after a key; voting goes on with what is here.
  await votes(1)
  await first.kill()
  await page.getByRole('status').filter({ hasText: 'The server does not answer' }).waitFor()
  await votes(2)
  await person.undoes()
  while (await person.hasPair()) await votes(1)
  await page
    .getByRole('status')
    .filter({ hasText: /\d votes not sent yet/ })
    .waitFor()
  const second = await startProcess(folder, port)
  await votes(1)
  await page.getByRole('status').filter({ hasText: 'The server does not answer' }).waitFor({ state: 'detached' })
  for (const complaint of complaints.splice(0)) expect(complaint).toMatch(NOBODY_THERE)
  await votes(deck.length)
  expect(person.standing).toHaveLength(40)
  await counted(page, person.standing)
  expect(await page.getByText(/not sent yet|was not taken/).count()).toBe(0)

  // A run, small enough to be watched, that is stopped early.
  await use('Train')
  await heading(page, 'Train a LoRA on your votes')
  await fill('Name', 'My taste')
  await fill('Steps', '1000')
  await fill('Learning rate', '0.002')
  for (const [group, fields] of Object.entries({
    Method: { Draws: '2' },
    'Memory and speed': { 'Pairs per step': '4', 'Pairs at a time': '4' },
    More: { 'Steps between checkpoints': '5', 'Pictures per checkpoint': '2' },
  })) {
    await goTo(page.locator('summary', { hasText: new RegExp(`^\\s*${group}`) }))
    await press('Enter')
    for (const [name, text] of Object.entries(fields)) await fill(name, text)
  }
  await use('Start training')
  await heading(page, 'My taste')
  await page.getByRole('progressbar', { name: 'Progress of My taste' }).waitFor()
  await page
    .getByText(/\d of 1,000/)
    .first()
    .waitFor()
  await page.getByRole('region', { name: 'Agreement with held-out votes' }).waitFor()
  await page.getByRole('heading', { name: /^Pictures at step/ }).waitFor()
  await use('Stop and keep')
  await page.getByText('Stopped and kept', { exact: true }).first().waitFor()

  // Is its LoRA any better than the model alone?
  await use('Use its LoRA')
  const taught = [...currentOf(person.standing).values()].filter(({ answer }) => answer !== 'skip' && answer !== 'both-bad')
  await heading(page, `${taught.length} votes made it`)
  await use('Compare')
  await heading(page, 'Compare')
  await fill(/^Rows/, String(ROWS))
  await use('Draw the comparison')
  await page.getByText(`0 pairs voted on, ${ROWS} to go.`).waitFor()
  await use('Vote blind')
  for (let row = 0; row < ROWS; row++) await person.answers((['left', 'right', 'tie'] as const)[random.integer(3)] as Answer)
  await heading(page, 'This comparison is voted on')
  await use('See the result')
  const verdict = (await page.getByText(/preferred in [\d.]+ of \d.*, 95 % interval/).textContent()) ?? ''
  await page.getByRole('img', { name: /preferred: \d+ %/ }).waitFor()

  // Taken home.
  await use('All LoRAs')
  await use(/^My taste,? step \d+/)
  await use('Export')
  await fill(/^File name/, 'my taste')
  await press('Enter')
  await page.getByText(/^It is now at/).waitFor()
  const exported = (await page.getByRole('status').locator('code').textContent()) ?? ''
  await use('Done')
  const exportedHash = createHash('sha256').update(readFileSync(exported)).digest('hex')

  expect(complaints).toEqual([])
  expect(person.deeds.filter(({ kind }) => kind === 'undo')).toHaveLength(3)
  await page.close()
  expect(await second.end()).toBe(0)
  expectStored(folder, { deeds: person.deeds, blind: ROWS, verdict, exportedHash })
}, 240_000)

const heading = (page: Page, name: string): Promise<void> => page.getByRole('heading', { name, exact: true }).waitFor()

/** The page counts the pairs that are voted on, and no more are being drawn. */
async function counted(page: Page, standing: readonly Vote[]): Promise<void> {
  const voted = [...currentOf(standing).values()].filter(({ answer }) => answer !== 'skip').length
  await page.getByText(new RegExp(`^${voted} voted, \\d+ left$`)).waitFor()
}

/** Pictures that are here behind the pair on screen: nothing that a person sees, but how long they can vote without a server. */
const picturesAhead = (page: Page): Promise<unknown> =>
  page.evaluate(`(async () => {
    const { session, pictures } = document.querySelector('see-dpo-panel').panel.part('voting')
    const ready = await Promise.all(session.ahead.flatMap((showing) => pictures.of(showing)).map((picture) => picture.ready))
    return ready.filter(Boolean).length
  })()`)
