/** Voting in a real browser: the first minute, keys, undo, reload, a server that goes away, and a page around the panel. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, onTestFinished, test } from 'vitest'
import { newFolder } from '../../preferences/new-store.ts'
import { newServer, type TestServer } from '../../server/new-server.ts'
import { openPage } from './chromium.ts'

const said = (page: Page) => page.locator('see-dpo-vote-view .said')
/** Pages are slow on a busy machine. */
const eventually = <Value>(ask: () => Promise<Value> | Value) => expect.poll(ask, { timeout: 15_000 })
const voting = (page: Page, what: string) => page.evaluate(`document.querySelector('see-dpo-panel')?.panel.part('voting').${what}`)
/** The pictures of the pair on screen are painted. */
const painted = (page: Page) => eventually(() => voting(page, 'session.canAnswer')).toBe(true)
/** Presses a key as soon as the pictures of the next pair are painted. */
const press = async (page: Page, key: string, answer: string) => {
  await painted(page)
  await page.keyboard.press(key)
  await eventually(() => said(page).textContent()).toBe(answer)
}

/** What was chosen in votes that aren't undone, in order of time; this server's only dataset. */
function votesOf({ store }: TestServer): string[] {
  const [dataset] = store.datasets.list()
  return [...store.votes.events(dataset.id)].flatMap((event) => (event.kind === 'vote' && event.undoneBy === undefined ? [event.choice.kind] : []))
}

test('from one button to votes by keyboard alone; undo, reload and typing', async (context) => {
  const { page, complaints } = await openPage(context)
  const server = await newServer()
  await page.goto(server.address())
  await page.getByRole('button', { name: /^Sample 20 pairs from Colours/ }).press('Enter')
  await press(page, 'ArrowLeft', 'Picked left.')
  await press(page, 'd', 'Picked right.')
  await press(page, 't', 'Tie.')
  await press(page, 'b', 'Both bad.')
  await press(page, 's', 'Skipped.')
  await press(page, 'z', 'Undone. The pair is back.')
  await press(page, ' ', 'Tie.')
  await eventually(() => votesOf(server)).toEqual(['pick', 'pick', 'tie', 'both-bad', 'tie'])

  await page.reload()
  await press(page, 'z', 'Undone. The pair is back.')
  await eventually(() => votesOf(server)).toEqual(['pick', 'pick', 'tie', 'both-bad'])

  // What is typed into a field is text.
  await page.getByRole('button', { name: /^Voter/ }).click()
  await page.getByLabel('Somebody else').pressSequentially('tabs')
  expect(await page.getByLabel('Somebody else').inputValue()).toBe('tabs')
  await page.getByRole('button', { name: 'Add' }).click()
  await page.keyboard.press('Escape')
  await eventually(() => server.store.voters.list().map(({ name }) => name)).toEqual(['Me', 'tabs'])
  expect(votesOf(server)).toHaveLength(4)
  expect(complaints).toEqual([])
})

test('a press on a picture picks it, its focus does not make the next Space pick again, and a swipe picks a side', async (context) => {
  const { page } = await openPage(context, { hasTouch: true })
  const server = await newServer()
  await page.goto(server.address())
  await page.getByRole('button', { name: /^Sample 20 pairs/ }).click()
  await page.getByRole('button', { name: /left picture/ }).click()
  await eventually(() => said(page).textContent()).toBe('Picked left.')
  await press(page, ' ', 'Tie.')
  await painted(page)
  const { x, y } = (await page.getByRole('button', { name: /left picture/ }).boundingBox()) as { x: number; y: number }
  const touch = await page.context().newCDPSession(page)
  const at = (dx: number) => [{ x: x + 10 + dx, y: y + 10 }]
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(0) })
  for (const dx of [20, 60, 110]) await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(dx) })
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  await eventually(() => said(page).textContent()).toBe('Picked right.')
  await eventually(() => votesOf(server)).toEqual(['pick', 'tie', 'pick'])
})

test('pictures zoom in step and flicker in one place', async (context) => {
  const { page } = await openPage(context)
  const server = await newServer()
  await page.goto(server.address())
  await page.getByRole('button', { name: /^Sample 20 pairs/ }).click()
  const stage = `document.querySelector('see-dpo-panel').renderRoot.querySelector('see-dpo-vote-view').renderRoot.querySelector('see-dpo-stage')`
  const transforms = () =>
    page.evaluate(`[...${stage}.renderRoot.querySelectorAll('img')].map((image) => getComputedStyle(image).transform)`) as Promise<string[]>
  await painted(page)
  await page.keyboard.press('+')
  await eventually(transforms).toEqual(['matrix(1.5, 0, 0, 1.5, 0, 0)', 'matrix(1.5, 0, 0, 1.5, 0, 0)'])
  const { x, y } = (await page.getByRole('button', { name: /right picture/ }).boundingBox()) as { x: number; y: number }
  await page.mouse.move(x + 40, y + 40)
  await page.mouse.wheel(0, -200)
  await eventually(async () => new Set(await transforms()).size).toBe(1)
  expect((await transforms())[0]).not.toBe('matrix(1.5, 0, 0, 1.5, 0, 0)')
  await page.keyboard.press('0')
  await eventually(transforms).toEqual(['matrix(1, 0, 0, 1, 0, 0)', 'matrix(1, 0, 0, 1, 0, 0)'])
  await page.keyboard.down('f')
  await eventually(() => page.locator('see-dpo-stage').getAttribute('flicker')).toBe('')
  await page.keyboard.up('f')
  await eventually(() => page.locator('see-dpo-stage').getAttribute('flicker')).toBeNull()
  expect(votesOf(server)).toEqual([])
})

test('the server goes away and comes back: voting goes on, and each vote is stored once', async (context) => {
  const { page } = await openPage(context)
  const dataFolder = join(newFolder(), 'data')
  const first = await newServer({ dataFolder }, true)
  await page.goto(first.address())
  await page.getByRole('button', { name: /^Sample 20 pairs/ }).click()
  await press(page, 'a', 'Picked left.')
  await eventually(() => voting(page, 'session.ahead.length')).toBe(3)
  await eventually(() => voting(page, 'queue.waiting')).toBe(0)
  const { port } = first
  await first.close()
  for (const answer of ['Picked left.', 'Picked left.']) await press(page, 'a', answer)
  await press(page, 'z', 'Undone. The pair is back.')
  await press(page, 'b', 'Both bad.')
  await eventually(() => page.getByText(/4 votes not sent yet/).count()).toBe(1)
  const second = await newServer({ dataFolder, port }, true)
  onTestFinished(() => second.close())
  await eventually(() => voting(page, 'queue.waiting')).toBe(0)
  expect(votesOf(second)).toEqual(['pick', 'pick', 'both-bad'])
  await eventually(() => voting(page, 'session.ahead.length')).toBe(3)
})

test('what the server could not give comes by itself when it is back: the pictures on screen, and the other views', async (context) => {
  const { page } = await openPage(context)
  const dataFolder = join(newFolder(), 'data')
  const first = await newServer({ dataFolder }, true)
  const missed = ['**/other-views.mjs*', '**/api/images/*']
  for (const address of missed) await page.route(address, (route) => route.abort())
  const views = page.waitForEvent('requestfailed', (request) => request.url().includes('/other-views.mjs'))
  await page.goto(first.address())
  await page.getByRole('button', { name: /^Sample 20 pairs/ }).click()
  await page.getByRole('heading', { name: "A picture can't be shown" }).waitFor()
  await views
  const { port } = first
  await first.close()
  await page.getByText('The server does not answer').waitFor()
  for (const address of missed) await page.unroute(address)
  const second = await newServer({ dataFolder, port }, true)
  onTestFinished(() => second.close())
  await page.getByRole('button', { name: /left picture/ }).waitFor()
  await eventually(() => voting(page, 'session.isUnseen')).toBe(false)
  await press(page, 'a', 'Picked left.')
  await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'Train' }).click()
  await page.getByRole('heading', { name: 'Train a LoRA on your votes' }).waitFor()
})

test('inside another page: keys and clipboard stay in the panel, and an element that is made again goes on where the last one was', async (context) => {
  const { page, complaints } = await openPage(context)
  const server = await newServer()
  await page.goto(server.address())
  await page.getByRole('button', { name: /^Sample 20 pairs/ }).click()
  await press(page, 'a', 'Picked left.')
  // A page of somebody else around it, with ComfyUI's variable of its ground.
  await page.evaluate(`
    document.documentElement.style.setProperty('--comfy-menu-bg', '#353535')
    document.body.innerHTML = '<input id="outside"><div id="place"></div>'
    Object.assign(document.querySelector('#place').style, { height: '600px', width: '300px' })
    window.heard = []
    for (const type of ['keydown', 'keyup', 'paste', 'copy', 'wheel']) window.addEventListener(type, () => window.heard.push(type))
    window.put = () => { document.querySelector('#place').innerHTML = '<see-dpo-panel></see-dpo-panel>' }
    window.put()
  `)
  await painted(page)
  // Dark, because the page around it is.
  expect(await page.locator('see-dpo-panel').getAttribute('theme')).toBe('dark')

  await page.locator('#outside').press('t')
  expect(await voting(page, 'session.announcement')).toBe('Picked left.')
  expect(await page.evaluate('window.heard.splice(0)')).toEqual(['keydown', 'keyup'])
  await page.locator('see-dpo-panel .prompt').click()
  await press(page, 't', 'Tie.')
  await page.mouse.wheel(0, 10)
  await page.evaluate('document.querySelector("see-dpo-panel").dispatchEvent(new ClipboardEvent("paste", { bubbles: true, composed: true }))')
  expect(await page.evaluate('window.heard')).toEqual([])

  const before = await voting(page, 'session.showing.id')
  await page.evaluate('window.put()')
  await page.locator('see-dpo-stage').waitFor()
  expect(await voting(page, 'session.showing.id')).toBe(before)
  await page.locator('see-dpo-panel .prompt').click()
  await press(page, 'b', 'Both bad.')
  await eventually(() => votesOf(server)).toEqual(['pick', 'tie', 'both-bad'])
  expect(complaints).toEqual([])
})
