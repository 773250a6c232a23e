/** Lending and borrowing over sessions that a test holds: who serves whom, when a graph is queued, and when it may end. */
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { RunError } from '../../../src/errors.ts'
import type { ApiGraph, RunWatch } from '../../../src/host/comfyui/comfyui-types.ts'
import { type Lent, type ModelLoans, modelLoans } from '../../../src/host/models/borrow-models.ts'
import { singleNode } from '../../../src/host/models/graph-part.ts'
import type { ModelRecord } from '../../../src/host/models/model-record.ts'

const RECORD: ModelRecord = {
  id: 'checkpoint:a',
  name: 'a',
  model: singleNode('CheckpointLoaderSimple', { ckpt_name: 'a' }, 0),
  clip: singleNode('CheckpointLoaderSimple', { ckpt_name: 'a' }, 1),
  vae: singleNode('VAELoader', { vae_name: 'v' }, 0),
}

function session(parts: Partial<Lent> = {}): Lent & { end(): void } {
  const over = new AbortController()
  return { session: { signal: over.signal, call: async () => ({ value: {}, attachments: [] }) }, ...parts, end: () => over.abort() }
}

/** A ComfyUI that runs each Task node at once. */
function scene(onRun?: (graph: ApiGraph, watch: RunWatch) => Promise<void>) {
  const graphs: ApiGraph[] = []
  const ended: number[] = []
  const sessions: ReturnType<typeof session>[] = []
  const loans: ModelLoans = modelLoans(
    {
      async run(graph, watch = {}) {
        const number = graphs.push(graph) - 1
        if (onRun) await onRun(graph, watch)
        const { inputs } = graph.task
        const lent = session(Object.fromEntries(['model', 'clip', 'vae'].filter((name) => inputs?.[name]).map((name) => [name, `t-${name}`])))
        sessions.push(lent)
        await loans.takeTask(String(inputs?.ticket), lent)
        ended.push(number)
        return { promptId: 'p', outputs: {} }
      },
    },
    20,
  )
  return { loans, graphs, ended, sessions }
}

describe('a node that runs', () => {
  test('serves those who borrow its model, and nothing is queued', async () => {
    const { loans, graphs } = scene()
    const lent = session({ model: 'm', clip: 'c' })
    await loans.lend('checkpoint:a', lent, async () => {
      expect(await loans.borrow(RECORD, ['clip', 'model'], async ({ clip, model }) => [clip, model])).toEqual(['c', 'm'])
      expect(loans.anyLent()).toBe(lent)
    })
    expect(loans.anyLent()).toBeUndefined()
    expect(graphs).toEqual([])
  })
  test('says what is missing in place of waiting for itself', async () => {
    const { loans, graphs } = scene()
    await loans.lend('checkpoint:a', session({ model: 'm' }), () =>
      expect(loans.borrow(RECORD, ['clip', 'vae'], async () => {})).rejects.toThrow(/a: expected a CLIP and a VAE as well/),
    )
    expect(graphs).toEqual([])
  })
  test('that is gone serves nobody', async () => {
    const { loans, graphs } = scene()
    const lent = session({ model: 'm' })
    await loans.lend('checkpoint:a', lent, async () => {
      lent.end()
      expect(await loans.borrow(RECORD, ['model'], async ({ model }) => model)).toBe('t-model')
    })
    expect(graphs).toHaveLength(1)
  })
})

describe('a graph is queued', () => {
  test('with the loaders that are needed and our node, and ends when nobody uses it any more', async () => {
    const { loans, graphs, ended } = scene()
    expect(await loans.borrow(RECORD, ['model', 'vae'], async ({ model, vae }) => `${model} ${vae}`)).toBe('t-model t-vae')
    const [graph] = graphs
    expect(
      Object.values(graph)
        .map(({ class_type }) => class_type)
        .toSorted(),
    ).toEqual(['CheckpointLoaderSimple', 'SeeDpoTask', 'VAELoader'])
    expect(graph.task.inputs).toMatchObject({ ticket: expect.stringMatching(/^[0-9a-f]{32}$/), model: [expect.any(String), 0], vae: [expect.any(String), 0] })
    expect(ended).toEqual([])
    await pause(80)
    expect(ended).toEqual([0])
  })
  test('once for those who come soon after, and again for others', async () => {
    const { loans, graphs, ended } = scene()
    await loans.borrow(RECORD, ['model', 'clip'], async () => {})
    await loans.borrow(RECORD, ['clip'], async () => {})
    expect(graphs).toHaveLength(1)
    await loans.borrow(RECORD, ['vae'], async () => {})
    expect(graphs).toHaveLength(2)
    expect(ended).toEqual([0])
    await loans.borrow({ ...RECORD, id: 'checkpoint:b' }, ['vae'], async () => {})
    expect(graphs).toHaveLength(3)
    await loans.withSession(async () => {})
    expect(Object.keys(graphs[3])).toEqual(['task'])
  })
  test('one at a time, whatever happens to those before', async () => {
    const { loans } = scene()
    let open = 0
    const work = async (fails: boolean): Promise<void> => {
      expect(++open).toBe(1)
      await pause(5)
      open--
      if (fails) throw new Error('mine')
    }
    const all = [0, 1, 2].map((i) => loans.borrow({ ...RECORD, id: `checkpoint:${i}` }, ['model'], () => work(i === 1)))
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
  test('anew when its session has ended', async () => {
    const { loans, graphs, sessions } = scene()
    await loans.borrow(RECORD, ['model'], async () => {})
    sessions[0].end()
    await loans.borrow(RECORD, ['model'], async () => {})
    expect(graphs).toHaveLength(2)
  })
})

describe('it fails', () => {
  test("with ComfyUI's own reason", async () => {
    const { loans } = scene(async () => {
      throw new RunError('host', 'node 4 failed: no such file')
    })
    await expect(loans.borrow(RECORD, ['model'], async () => {})).rejects.toThrow(/no such file/)
  })
  test('where ComfyUI runs the graph without our node', async () => {
    const loans = modelLoans({ run: async () => ({ promptId: 'p', outputs: {} }) })
    await expect(loans.borrow(RECORD, ['model'], async () => {})).rejects.toThrow(/without SEE-DPO's node/)
  })
  test('where a stop comes while it waits in the queue, which takes it out', async () => {
    let stopped = false
    const { loans } = scene(
      (_graph, { signal }) =>
        new Promise((_resolve, reject) =>
          signal?.addEventListener('abort', () => {
            stopped = true
            reject(new RunError('stopped', 'taken out'))
          }),
        ),
    )
    const stop = new AbortController()
    const borrowed = loans.borrow(RECORD, ['model'], async () => {}, stop.signal)
    setTimeout(() => stop.abort(), 10)
    await expect(borrowed).rejects.toThrow(/taken out/)
    expect(stopped).toBe(true)
    await expect(loans.borrow(RECORD, ['model'], async () => {}, AbortSignal.abort())).rejects.toThrow(/stopped before/)
  })
  test('where nobody has told how to make a part', async () => {
    const { loans } = scene()
    await expect(loans.borrow({ ...RECORD, clip: undefined }, ['clip'], async () => {})).rejects.toThrow(/expected a CLIP that ComfyUI can load again/)
  })
})

test('a ticket that nobody waits for is nothing to do', () => {
  expect(scene().loans.takeTask('0123', session())).toBeUndefined()
})
