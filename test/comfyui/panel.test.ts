/** The panel in ComfyUI's sidebar, in a real browser: what is loaded when, and that neither side gets in the way of the other. */
import { rmSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, type TestContext, test, vi } from 'vitest'
import { newFolder } from '../preferences/new-store.ts'
import { COLOURS } from '../server/colour-host.ts'
import { newServer, type TestServer } from '../server/new-server.ts'
import { belowPath } from './below-path.ts'
import { type ComfyuiPage, changeSetting, eventually, inPanel, loadGraph, nodeCount, OURS, openComfyui, openTab, pressTab, ready } from './comfyui-page.ts'
import { eachFrontend } from './each-frontend.ts'
import { type RunningComfyui, startComfyui } from './start-comfyui.ts'

/** A page boots for seconds, and some tests load it several times. */
const TEST_MS = 180_000
const HOOK_MS = 300_000

/** Runs at once, with nodes that every version has. */
const SMALL_GRAPH = {
  1: { class_type: 'EmptyImage', inputs: { width: 64, height: 64, batch_size: 1, color: 0 } },
  2: { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
}
const VOTE_GRAPH = { 1: { class_type: 'SeeDpoVote', inputs: { votes: 20, mode: 'collect and go on later' } } }

/** Keys of ComfyUI's own shortcuts, and of the panel's. */
const KEYS = [...'rwnhqavp.e', 'Delete', 'Backspace', 'Control+Enter', 'ArrowLeft', 'ArrowRight', '1', '2', 't', 'b', 's', 'z']

const painted = (page: Page) => eventually(() => inPanel(page, `panel.part('voting').session.canAnswer`)).toBe(true)
const showing = (page: Page) => inPanel<string>(page, `panel.part('voting').session.showing.id`)
const press = async (page: Page, key: string, answer: string) => {
  await painted(page)
  await page.keyboard.press(key)
  await eventually(() => page.locator('see-dpo-vote-view .said').textContent()).toBe(answer)
}
const badge = (page: Page): Promise<string> => page.evaluate(`window.app.extensionManager.getSidebarTabs().find(({ id }) => id === 'see-dpo').iconBadge`)

/** With enough pairs for all tests of a frontend. */
async function newDataset(server: TestServer): Promise<string> {
  await server.ask('POST', '/voters', { name: 'Me' })
  const { body: dataset } = await server.ask('POST', '/datasets', { name: 'Colours' })
  const { body: job } = await server.ask('POST', `/datasets/${dataset.id}/samples`, {
    modelId: COLOURS,
    prompts: ['red', 'green'],
    pairsPerPrompt: 40,
    picturesPerPair: 2,
  })
  await vi.waitUntil(async () => (await server.ask('GET', `/jobs/${job.id}`)).body.status === 'finished', { timeout: 30_000 })
  return dataset.id
}

eachFrontend('the panel', (install, args) => {
  const base = newFolder()
  let server: TestServer
  let comfyui: RunningComfyui
  let datasetId: string

  const options = () => ({ base, args, env: { SEE_DPO_SIDECAR_URL: server.origin, SEE_DPO_SIDECAR_TOKEN: server.token } })
  const openPage = (context: TestContext, more?: Parameters<typeof openComfyui>[2]) => openComfyui(context, comfyui, more)
  /** As the store has them, whatever the page says. */
  const counts = () => {
    const dataset = server.store.datasets.get(datasetId)
    if (!dataset) throw new Error('the dataset of the tests is gone')
    return dataset.counts
  }

  beforeAll(async () => {
    server = await newServer({}, true)
    datasetId = await newDataset(server)
    comfyui = await startComfyui(install, options())
  }, HOOK_MS)
  afterAll(async () => {
    await comfyui?.stop()
    await server?.close()
    rmSync(base, { recursive: true, force: true })
  }, HOOK_MS)

  test('one file is loaded until the tab is opened; then the panel fills it, and keys vote', { timeout: TEST_MS }, async (context) => {
    const { page, complaints, requests } = await openPage(context)
    await eventually(() => requests).toEqual(['GET /extensions/comfyui-see-dpo/see-dpo.js', 'GET /api/see-dpo/hello'])
    await openTab(page)
    const [width, height] = await page.evaluate<[number, number]>(`(() => {
      const { width, height } = document.querySelector('see-dpo-sidebar').shadowRoot.querySelector('see-dpo-panel').getBoundingClientRect()
      return [width, height]
    })()`)
    expect(width).toBeGreaterThan(220)
    expect(height).toBeGreaterThan(800)
    const { votedPairs: before } = counts()
    await press(page, 'ArrowLeft', 'Picked left.')
    await press(page, 't', 'Tie.')
    await press(page, 'z', 'Undone. The pair is back.')
    await press(page, 'b', 'Both bad.')
    await eventually(() => counts().votedPairs).toBe(before + 2)
    const open = String(counts().pairs - counts().votedPairs)
    await eventually(() => badge(page)).toBe(open)
    await page.getByText(open, { exact: true }).first().waitFor()
    expect(requests.filter((path) => path.endsWith('.js'))).toEqual(['GET /extensions/comfyui-see-dpo/see-dpo.js'])
    await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: 'LoRAs' }).click()
    await page.getByRole('heading', { name: 'No LoRAs yet' }).waitFor()
    expect(complaints).toEqual([])
  })

  test('keys and clipboard stay in the panel', { timeout: TEST_MS }, async (context) => {
    const effects = await effectsOfKeys(await openPage(context))
    expect(effects).toEqual({ nodes: 2, pasted: 2, text: 'words', isOpen: true, asked: [] })
  })

  test('without its shield they would not: the check above can fail', { timeout: TEST_MS }, async (context) => {
    let replaced = 0
    const prepare = async (page: Page) => {
      await page.route('**/panel.mjs?*', async (route) => {
        const text = await (await route.fetch()).text()
        const body = text.replace(/(KEPT_EVENTS = )\[[^\]]*\]/, (_, name) => {
          replaced++
          return `${name}[]`
        })
        await route.fulfill({ body, contentType: 'text/javascript' })
      })
    }
    const effects = await effectsOfKeys(await openPage(context, { prepare }))
    expect(replaced).toBe(1)
    expect(effects.asked).toContain('POST /api/prompt')
    expect(effects.asked).toContain('GET /api/object_info')
    // Deleted by 1.27, pasted by later ones.
    expect([effects.nodes, effects.pasted]).not.toEqual([2, 2])
  })

  /** A graph that is selected and copied lies beside the panel: all that keys in the panel could do to ComfyUI. */
  async function effectsOfKeys({ page, all }: ComfyuiPage) {
    await loadGraph(page, SMALL_GRAPH)
    await openTab(page)
    await page.evaluate(`{
      const { canvas, graph } = window.app
      canvas.selectNodes(graph.nodes ?? graph._nodes)
      canvas.copyToClipboard()
    }`)
    await page.getByRole('button', { name: /^Voter/ }).click()
    const field = page.getByLabel('Somebody else')
    await field.fill('words')
    const before = all.length
    for (const key of ['Control+a', 'Control+x', 'Control+v']) await page.keyboard.press(key)
    await page.waitForTimeout(500)
    const text = await field.inputValue()
    const pasted = await nodeCount(page)
    await page.keyboard.press('Escape')
    await painted(page)
    await page.locator('see-dpo-panel .prompt').click()
    for (const key of KEYS) {
      await page.keyboard.press(key)
      await page.waitForTimeout(60)
    }
    await page.waitForTimeout(500)
    const asked = all.slice(before).filter((path) => !OURS.test(path) && / \/api\/(prompt|object_info|queue|interrupt)$/.test(path))
    return { nodes: await nodeCount(page), pasted, text, isOpen: await page.locator('see-dpo-sidebar').isVisible(), asked }
  }

  test("the panel's colours follow ComfyUI's palette", { timeout: TEST_MS }, async (context) => {
    const { page, complaints } = await openPage(context)
    await openTab(page)
    const theme = () => page.locator('see-dpo-panel').getAttribute('theme')
    await eventually(theme).toBe('dark')
    for (const [palette, expected] of [
      ['light', 'light'],
      ['dark', 'dark'],
    ]) {
      await page.evaluate(`window.app.extensionManager.setting.set('Comfy.ColorPalette', '${palette}')`)
      await eventually(theme).toBe(expected)
    }
    expect(complaints).toEqual([])
  })

  test('another tab, the page again, ComfyUI again: the pair on screen stays, and no vote is lost', { timeout: TEST_MS }, async (context) => {
    const { page, complaints } = await openPage(context)
    await openTab(page)
    await painted(page)
    const before = await showing(page)
    await page.evaluate(`window.app.extensionManager.command.execute('Workspace.ToggleSidebarTab.node-library')`)
    await page.locator('see-dpo-sidebar').waitFor({ state: 'detached' })
    await openTab(page)
    expect(await showing(page)).toBe(before)
    await press(page, 'a', 'Picked left.')

    // On screen before it is on the server: counted too early, one more pair is left than the badge will say.
    await eventually(() => inPanel(page, `panel.part('voting').queue.waiting`)).toBe(0)
    const left = counts()
    await page.reload()
    await ready(page)
    // Known before the panel is there.
    await eventually(() => badge(page)).toBe(String(left.pairs - left.votedPairs))
    await openTab(page)
    await press(page, 'z', 'Undone. The pair is back.')
    await press(page, 'a', 'Picked left.')
    expect(complaints).toEqual([])

    await eventually(() => inPanel(page, `panel.part('voting').queue.waiting`)).toBe(0)
    const votes = counts().votedPairs
    const { port } = comfyui
    await comfyui.stop()
    await page.getByText('The server does not answer').waitFor()
    await press(page, 'a', 'Picked left.')
    await press(page, 'b', 'Both bad.')
    comfyui = await startComfyui(install, { ...options(), port })
    await eventually(() => counts().votedPairs).toBe(votes + 2)
    await page.getByText('The server does not answer').waitFor({ state: 'detached' })
    await press(page, 'a', 'Picked left.')
  })

  test('a window of its own, through ComfyUI', { timeout: TEST_MS }, async (context) => {
    const { page } = await openPage(context)
    await openTab(page)
    const popup = page.context().waitForEvent('page')
    await page.getByRole('button', { name: 'Open in a window of its own' }).click()
    const window = await popup
    const complaints: string[] = []
    window.on('pageerror', ({ message }) => complaints.push(message))
    expect(new URL(window.url())).toMatchObject({ origin: comfyui.url, pathname: '/api/see-dpo/' })
    await window.getByRole('button', { name: /left picture/ }).waitFor()
    const votes = counts().votedPairs
    await eventually(() => window.evaluate(`document.querySelector('see-dpo-panel').panel.part('voting').session.canAnswer`)).toBe(true)
    await window.keyboard.press('a')
    await eventually(() => counts().votedPairs).toBe(votes + 1)
    expect(await window.getByRole('button', { name: 'Open in a window of its own' }).count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('a Vote node asks for votes by a note and the badge, its button opens the panel, and the workflow goes on from there', {
    timeout: TEST_MS,
  }, async (context) => {
    // As elements of the page, where the frontend can do that; as it draws them on its canvas otherwise.
    const inElements = (isOn: boolean) => changeSetting(comfyui, 'Comfy.VueNodes.Enabled', isOn)
    await inElements(true)
    onTestFinished(() => inElements(false))
    const { page, complaints, all } = await openPage(context)
    await loadGraph(page, VOTE_GRAPH)
    // The button is no value: neither what is queued nor what is saved knows it.
    const { inputs, values } = await page.evaluate<{ inputs: object; values: unknown[] }>(`(async () => {
      const { output, workflow } = await window.app.graphToPrompt()
      return { inputs: output[1].inputs, values: workflow.nodes[0].widgets_values }
    })()`)
    expect(inputs).toEqual({ votes: 20, mode: 'collect and go on later' })
    expect(values).toEqual([20, 'collect and go on later'])

    const { votedPairs } = counts()
    const result = { datasetId, needed: votedPairs + 2, voted: votedPairs }
    const detail = { node: '1', display_node: '1', prompt_id: 'p', output: { see_dpo_vote: [result] } }
    await page.evaluate(`window.app.api.dispatchEvent(new CustomEvent('executed', { detail: ${JSON.stringify(detail)} }))`)
    await page.getByText('2 pairs wait for your vote').first().waitFor()
    await eventually(() => badge(page)).not.toBe('')
    expect(await page.locator('see-dpo-sidebar').count()).toBe(0)

    if (install.kind === 'floor') await page.evaluate(`window.app.graph._nodes[0].widgets.find(({ type }) => type === 'button').callback()`)
    else await page.getByRole('button', { name: 'Vote in the panel' }).click()
    await page.locator('see-dpo-panel').getByText('2 more votes, then the workflow can go on.').waitFor()
    for (let vote = 0; vote < 2; vote++) await press(page, 'a', 'Picked left.')
    await loadGraph(page, SMALL_GRAPH)
    const before = all.length
    await page.getByRole('button', { name: 'Continue the workflow' }).click()
    await eventually(() => all.slice(before)).toContain('POST /api/prompt')
    expect(await page.getByRole('button', { name: 'Continue the workflow' }).count()).toBe(0)
    expect(complaints).toEqual([])
  })

  test('says who must be updated, why there is no server, and goes on when that is over', { timeout: TEST_MS }, async (context) => {
    let hello: object | undefined
    let refusal: string | undefined = 'SEE-DPO needs Node 24, and there is none: install it, then restart ComfyUI.'
    const { page } = await openPage(context, {
      async prepare(page) {
        await page.route('**/see-dpo/hello?*', (route) => (hello ? route.fulfill({ json: hello }) : route.fulfill({ status: 404 })))
        await page.route('**/see-dpo/api/**', (route) =>
          refusal ? route.fulfill({ status: 503, json: { error: { code: 'unavailable', message: refusal } } }) : route.fallback(),
        )
        await page.routeWebSocket('**/see-dpo/api/events*', (socket) => (refusal ? void socket.close() : void socket.connectToServer()))
      },
    })
    await pressTab(page)
    await page.getByText('did not start').waitFor()
    hello = { version: '0.0.1', protocol: 1, comfyui: install.version }
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('restart ComfyUI').first().waitFor()
    await page.getByText(refusal).waitFor()
    hello = { ...hello, version: '0.1.0' }
    await page.evaluate(`window.app.api.dispatchEvent(new CustomEvent('reconnected'))`)
    await page.getByText('while ComfyUI still runs').waitFor({ state: 'detached' })
    refusal = undefined
    await page.getByText('SEE-DPO needs Node 24').waitFor({ state: 'detached' })
    await painted(page)
  })

  test('behind a reverse proxy, below a path', { timeout: TEST_MS }, async (context) => {
    const url = await belowPath(comfyui.url, '/some/where/')
    const { page, complaints, requests } = await openComfyui(context, { url })
    await openTab(page)
    await press(page, 'a', 'Picked left.')
    expect(requests.filter((path) => !path.startsWith('GET /some/where/') && !path.startsWith('POST /some/where/'))).toEqual([])
    const popup = page.context().waitForEvent('page')
    await page.getByRole('button', { name: 'Open in a window of its own' }).click()
    await (await popup).getByRole('button', { name: /left picture/ }).waitFor()
    expect(complaints).toEqual([])
  })

  test('a second copy of the pack is named, and takes nothing from the first', { timeout: TEST_MS }, async (context) => {
    const { page, complaints } = await openPage(context)
    await openTab(page)
    await page.evaluate(`Promise.all([import('/extensions/comfyui-see-dpo/see-dpo.js?copy'), import('/api/see-dpo/web/panel.mjs')])`)
    expect(await page.evaluate(`window.app.extensionManager.getSidebarTabs().filter(({ id }) => id === 'see-dpo').length`)).toBe(1)
    expect(complaints).toEqual([expect.stringContaining('installed twice')])
    await press(page, 'a', 'Picked left.')
  })
})
