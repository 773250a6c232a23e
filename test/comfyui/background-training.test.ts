/**
 * The panel's own wishes in a real ComfyUI, without any node of ours in a graph of the person's: pictures are drawn by a task that is
 * queued for them, and a training in the background makes way while ComfyUI works for somebody, and goes on afterwards.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import type { components } from '../../openapi/generated/see-dpo.ts'
import { eachComfyui, sharedComfyui } from './each-comfyui.ts'
import { runGraph } from './run-graph.ts'
import { must, panelApi, voteOnAll } from './vote-on-all.ts'

type Run = components['schemas']['Run']

// Drawing and training for real, on a machine that may be busy.
vi.setConfig({ testTimeout: 600_000 })

const PROMPTS = ['a small red flower', 'a large blue flower']
const SETTINGS = { steps: 20_000, evaluateEvery: 1000, draws: 2, samples: 4, pairsPerStep: 4 }

eachComfyui('a training in the background', (install) => {
  // On a busy machine, threads that wait for each other take minutes over a flower.
  const comfyui = sharedComfyui(install, { env: { OMP_NUM_THREADS: '1' } })

  test('draws by a task, makes way for a graph, and goes on afterwards', async () => {
    const api = panelApi(comfyui())
    const { id: datasetId } = await must(api.POST('/api/datasets', { body: { name: 'Flowers', keepChains: false } }))
    // Where imports may read from is known before any node has run.
    expect((await must(api.GET('/api/status'))).host).toMatchObject({
      title: `ComfyUI ${install.version}`,
      importRoots: [`${comfyui().base}/output`, `${comfyui().base}/input`],
    })

    const path = { datasetId }
    const { id: jobId } = await must(
      api.POST('/api/datasets/{datasetId}/samples', {
        params: { path },
        body: { modelId: 'demo-flowers', prompts: PROMPTS, pairsPerPrompt: 6, picturesPerPair: 2, steps: 2 },
      }),
    )
    const job = await until(
      () => must(api.GET('/api/jobs/{jobId}', { params: { path: { jobId } } })),
      ({ status }) => status !== 'queued' && status !== 'running',
    )
    expect(job).toMatchObject({ status: 'finished', result: { pairs: 12, pictures: 24 } })
    expect(await voteOnAll(api, 'Flowers')).toBeGreaterThanOrEqual(12)

    const { id: runId } = await must(api.POST('/api/runs', { body: { datasetId, modelId: 'demo-flowers', settings: SETTINGS } }))
    const run = (isThere: (run: Run) => boolean): Promise<Run> => until(() => must(api.GET('/api/runs/{runId}', { params: { path: { runId } } })), isThere)
    expect(await run(({ status, step }) => status === 'failed' || (status === 'running' && (step ?? 0) > 0))).toMatchObject({ status: 'running' })

    const { done } = await runGraph(comfyui(), {
      1: { class_type: 'SeeDpoDemoModel', inputs: {} },
      2: {
        class_type: 'SeeDpoPreferenceSampler',
        inputs: { ...sampler(), model: ['1', 0], clip: ['1', 1], vae: ['1', 2], prompts: PROMPTS.join('\n'), pairs_per_prompt: 8, dataset: 'Others' },
      },
      3: { class_type: 'SeeDpoVote', inputs: { preferences: ['2', 0], votes: 1, mode: 'wait here' } },
    })
    const held = await run(({ held }) => held === true)
    expect(held.status).toBe('paused')
    const before = held.step as number
    // The graph waits for a vote, and the training for the graph.
    await pause(1000)
    expect((await run(() => true)).held).toBe(true)
    await voteOnAll(api, 'Others')
    expect((await done).status.status_str).toBe('success')

    const after = await run(({ status, step }) => status === 'running' && (step ?? 0) > before)
    expect(after.held).toBeUndefined()
    await must(api.POST('/api/runs/{runId}/stop', { params: { path: { runId } } }))
    expect((await run(({ status }) => status === 'stopped')).loraId).toBeDefined()
    // The last pictures are decoded by a task of their own, which ends by itself.
    const queue = async () => (await (await fetch(`${comfyui().url}/queue`)).json()) as Record<'queue_running' | 'queue_pending', unknown[]>
    await until(queue, ({ queue_running, queue_pending }) => queue_running.length + queue_pending.length === 0)
    const { checkpoints } = await must(api.GET('/api/runs/{runId}/samples', { params: { path: { runId } } }))
    expect(checkpoints.length).toBeGreaterThanOrEqual(2)
  })
})

function sampler(): Record<string, unknown> {
  return {
    negative: '',
    prompts_file: '',
    pictures: '2',
    steps: 2,
    cfg: 1.1,
    sampler_name: 'euler_ancestral',
    scheduler: 'sgm_uniform',
    width: 0,
    height: 0,
    seed: 9,
    keep_chains: false,
  }
}

async function until<Value>(look: () => Promise<Value>, isThere: (value: Value) => boolean): Promise<Value> {
  for (const end = performance.now() + 300_000; ; await pause(50)) {
    const value = await look()
    if (isThere(value)) return value
    if (performance.now() > end) throw new Error(`waited for something else than ${JSON.stringify(value)}`)
  }
}
