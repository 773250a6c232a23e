/** Pictures to know a LoRA by. */
import { expect, test } from 'vitest'
import { LoraPictures } from '../../../src/panel/loras/lora-pictures.ts'
import { type Reply, scriptedPanel } from '../scripted-panel.ts'

const checkpoint = (step: number, count: number) => ({
  step,
  samples: Array.from({ length: count }, (_, i) => ({ hash: `${step}-${i}`, prompt: 'small red flower', seed: i, width: 32, height: 32 })),
})

function pictures(reply: () => Reply) {
  const script = scriptedPanel(reply)
  return { ...script, pictures: new LoraPictures(script.panel) }
}

test('some of its own checkpoint, spread over the prompts, asked for once', async () => {
  const { pictures: known, calls, settle } = pictures(() => ({ checkpoints: [checkpoint(0, 16), checkpoint(50, 16)] }))
  const of = () => known.of({ runId: 'r-1', step: 50 }, 4).map(({ hash }) => hash)
  expect(of()).toEqual([])
  await settle()
  expect(of()).toEqual(['50-0', '50-4', '50-8', '50-12'])
  expect(known.of({ runId: 'r-1', step: 0 }, 99)).toHaveLength(16)
  expect(calls).toHaveLength(1)
})

test('a step that came later is asked for again, once', async () => {
  const checkpoints = [checkpoint(50, 2)]
  const { pictures: known, calls, settle } = pictures(() => ({ checkpoints }))
  known.of({ runId: 'r-1', step: 50 }, 4)
  await settle()
  checkpoints.push(checkpoint(100, 2))
  for (let i = 0; i < 3; i++) {
    known.of({ runId: 'r-1', step: 100 }, 4)
    await settle()
  }
  expect(known.of({ runId: 'r-1', step: 100 }, 4)).toHaveLength(2)
  expect(calls).toHaveLength(2)
})

test('a run that is gone has none, and nobody is bothered', async () => {
  const { pictures: known, panel, calls, settle } = pictures(() => [404, { error: { code: 'not-found', message: 'No such run.' } }])
  for (let i = 0; i < 3; i++) {
    expect(known.of({ runId: 'r-1', step: 50 }, 4)).toEqual([])
    await settle()
  }
  expect(calls).toHaveLength(1)
  expect(panel.toasts.list).toEqual([])
})
