/**
 * Photographs the workflows that ship on ComfyUI's canvas, in each version that is laid out on this machine: as they are loaded, and after
 * they have run with few pairs and steps. The pictures of the template browser, example_workflows/NAME.jpg, are made from the newest one's.
 */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp, { type Sharp } from 'sharp'
import { WORKFLOWS } from '../../examples/workflows/workflows.ts'
import { findComfyui } from '../../test/comfyui/find-comfyui.ts'
import { type RunningComfyui, startComfyui } from '../../test/comfyui/start-comfyui.ts'
import { panelApi, voteOnAll } from '../../test/comfyui/vote-on-all.ts'
import { WORKFLOW_FOLDER } from '../generators/workflows/workflow-files.ts'

/** Large enough for text on nodes: below half its size, the frontends leave it out. */
const SIZE = { width: 2800, height: 1800 }
const SETTLE_MS = 2500
const POLL_MS = 1000
/** Pixels around a graph, and of the template browser's pictures. */
const MARGIN = 24
const PICTURE_WIDTH = 1000
const ROOT = resolve(import.meta.dirname, '../..')

const PAIRS = 12
/** By class of node, so that it takes a minute or two. */
const FEW = {
  SeeDpoPreferenceSampler: { pairs_per_prompt: PAIRS },
  SeeDpoVote: { votes: PAIRS },
  SeeDpoTrainer: { steps: 40, pairs_per_step: 4 },
  SeeDpoEvaluate: { rows: 6 },
  EmptyChromaRadianceLatentImage: { batch_size: 2 * PAIRS },
}

export async function photographWorkflows(browser: Browser, out: string): Promise<void> {
  for (const found of findComfyui()) {
    if (found.missing !== undefined) throw new Error(`screenshots: ${found.missing}`)
    // On a busy machine, threads that wait for each other take minutes over a flower.
    const comfyui = await startComfyui(found.install, { env: { OMP_NUM_THREADS: '1' } })
    try {
      await photographAll(browser, comfyui, out)
    } finally {
      await comfyui.stop()
    }
  }
}

async function photographAll(browser: Browser, comfyui: RunningComfyui, out: string): Promise<void> {
  // Else a dialog of first steps covers the page.
  await fetch(`${comfyui.url}/settings/Comfy.TutorialCompleted`, { method: 'POST', body: 'true', headers: { 'content-type': 'application/json' } })
  const page = await browser.newPage({ viewport: SIZE })
  await page.goto(comfyui.url)
  await page.waitForFunction(
    `window.app?.extensionManager?.getSidebarTabs().some(({ id }) => id === 'see-dpo') && window.app.graph?.serialize().nodes.length > 0`,
  )
  for (const { name, nodes } of WORKFLOWS) {
    // What the one before has saved is in the lists of the next.
    await page.evaluate('window.app.refreshComboInNodes()')
    await page.evaluate(`window.app.loadGraphData(${readFileSync(join(ROOT, WORKFLOW_FOLDER, `${name}.json`), 'utf8')})`)
    const file = join(out, `${comfyui.install.version}-${name[0]}`)
    let picture = await photograph(page, `${file}-loaded.png`)
    // Without a checkpoint of the person's own there is nothing to run.
    if (!Object.values(nodes).some(({ type }) => type === 'CheckpointLoaderSimple')) {
      await runIt(page, comfyui)
      picture = await photograph(page, `${file}-done.png`)
    }
    if (comfyui.install.kind === 'newest')
      await picture
        .resize({ width: PICTURE_WIDTH })
        .jpeg({ quality: 80, mozjpeg: true })
        .toFile(join(ROOT, WORKFLOW_FOLDER, `${name}.jpg`))
    console.log(`${comfyui.install.version}: ${name}`)
  }
  await page.close()
}

/** Queued as by a person's hand, voted on, and queued again. */
async function runIt(page: Page, comfyui: RunningComfyui): Promise<void> {
  const datasetName = await page.evaluate<string>(`(() => {
    const few = ${JSON.stringify(FEW)}
    let dataset
    for (const node of window.app.graph.nodes ?? window.app.graph._nodes) {
      for (const widget of node.widgets ?? []) {
        if (widget.name in (few[node.type] ?? {})) widget.value = few[node.type][widget.name]
        if (widget.name === 'dataset') dataset = widget.value
      }
    }
    return dataset
  })()`)
  await queue(page, comfyui)
  if ((await voteOnAll(panelApi(comfyui), datasetName)) > 0) await queue(page, comfyui)
}

async function queue(page: Page, { url }: RunningComfyui): Promise<void> {
  await page.evaluate('window.app.queuePrompt(0, 1)')
  for (;;) {
    await page.waitForTimeout(POLL_MS)
    const { exec_info } = (await (await fetch(`${url}/prompt`)).json()) as { exec_info: { queue_remaining: number } }
    if (exec_info.queue_remaining === 0) return
  }
}

/** The whole page as a file; returns the graph alone. */
async function photograph(page: Page, path: string): Promise<Sharp> {
  await page.waitForTimeout(SETTLE_MS)
  await page.evaluate(`window.app.extensionManager.command.execute('Comfy.Canvas.FitView')`)
  await page.waitForTimeout(SETTLE_MS)
  const file = await page.screenshot({ path })
  const { left, top, right, bottom } = await page.evaluate<{ left: number; top: number; right: number; bottom: number }>(`(() => {
    const { ds, canvas } = window.app.canvas
    const { left, top } = canvas.getBoundingClientRect()
    const boxes = [
      ...(window.app.graph.nodes ?? window.app.graph._nodes).map(({ pos, size }) => [pos[0], pos[1] - 30, pos[0] + size[0], pos[1] + size[1]]),
      ...(window.app.graph.groups ?? window.app.graph._groups).map(({ pos, size }) => [pos[0], pos[1], pos[0] + size[0], pos[1] + size[1]]),
    ]
    const x = (value) => left + (value + ds.offset[0]) * ds.scale
    const y = (value) => top + (value + ds.offset[1]) * ds.scale
    return {
      left: x(Math.min(...boxes.map((box) => box[0]))),
      top: y(Math.min(...boxes.map((box) => box[1]))),
      right: x(Math.max(...boxes.map((box) => box[2]))),
      bottom: y(Math.max(...boxes.map((box) => box[3]))),
    }
  })()`)
  const [x, y] = [left, top].map((value) => Math.max(0, Math.round(value - MARGIN)))
  const width = Math.min(SIZE.width, Math.round(right + MARGIN)) - x
  const height = Math.min(SIZE.height, Math.round(bottom + MARGIN)) - y
  return sharp(file).extract({ left: x, top: y, width, height })
}
