/** From a graph to votes and back, with nothing of the tests in between: page, bridge, server and nodes as they are installed. */
import { expect, test } from 'vitest'
import { eventually, inPanel, loadGraph, openComfyui } from './comfyui-page.ts'
import { eachComfyui, sharedComfyui } from './each-comfyui.ts'

/** Eight small pictures, on a machine that is busy with other tests. */
const TEST_MS = 400_000

const GRAPH = {
  1: { class_type: 'SeeDpoDemoModel', inputs: {} },
  2: {
    class_type: 'SeeDpoPreferenceSampler',
    inputs: { model: ['1', 0], clip: ['1', 1], vae: ['1', 2], prompts: 'a large red flower\na small yellow flower', pairs_per_prompt: 2, steps: 4, cfg: 1.1 },
  },
  3: { class_type: 'SeeDpoVote', inputs: { preferences: ['2', 0], votes: 0, mode: 'collect and go on later' } },
  4: { class_type: 'PreviewAny', inputs: { source: ['3', 1] } },
}

eachComfyui('the panel and the graph', (install) => {
  const shared = sharedComfyui(install)

  test('a graph draws pairs and stops for votes, which are given in the sidebar, and from there it goes on', { timeout: TEST_MS }, async (context) => {
    const comfyui = shared()
    const outputs = async (): Promise<Record<string, unknown>[]> =>
      Object.values((await (await fetch(`${comfyui.url}/history`)).json()) as Record<string, { outputs: Record<string, unknown> }>).map(
        ({ outputs }) => outputs,
      )
    const { page, complaints } = await openComfyui(context, comfyui)
    await loadGraph(page, GRAPH)
    expect(comfyui.log()).not.toContain('its server runs')

    await page.evaluate('window.app.queuePrompt(0, 1)')
    await page.getByText('4 pairs wait for your vote').first().waitFor({ timeout: TEST_MS })
    expect(await outputs()).toMatchObject([{ 3: { see_dpo_vote: [{ needed: 4, voted: 0 }] } }])
    await page.evaluate(
      `(window.app.graph.nodes ?? window.app.graph._nodes).find(({ id }) => id == 3).widgets.find(({ type }) => type === 'button').callback()`,
    )
    await page.getByRole('button', { name: 'I do' }).click()
    for (let vote = 0; vote < 4; vote++) {
      await eventually(() => inPanel(page, `panel.part('voting').session.canAnswer`)).toBe(true)
      await page.keyboard.press('ArrowLeft')
    }
    await page.getByRole('heading', { name: 'All voted' }).waitFor()
    await page.getByRole('button', { name: 'Continue the workflow' }).click()
    await eventually(outputs).toHaveLength(2)
    expect((await outputs())[1]).toMatchObject({ 3: { see_dpo_vote: [{ needed: 4, voted: 4 }] }, 4: { text: ['4'] } })
    expect(complaints).toEqual([])
  })
})
