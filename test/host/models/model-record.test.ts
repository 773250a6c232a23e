import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { modelDescription } from '../../../src/host/bridge/describe-model.ts'
import { singleNode } from '../../../src/host/models/graph-part.ts'
import { checkpointId, modelRecords } from '../../../src/host/models/model-record.ts'
import { DEMO_DESCRIPTION } from '../../nodes/node-server.ts'
import { newFolder } from '../../preferences/new-store.ts'

const description = modelDescription({ ...DEMO_DESCRIPTION, family: 'SD1' })

test('checkpoints and the demo are known before anybody has used them', () => {
  const records = modelRecords(newFolder())
  expect(records.list()).toEqual([])
  expect(records.get('checkpoint:sub/a.safetensors')).toMatchObject({
    name: 'sub/a.safetensors',
    clip: {
      nodes: { [String(singleNode('CheckpointLoaderSimple', { ckpt_name: 'sub/a.safetensors' }, 1).link[0])]: { inputs: { ckpt_name: 'sub/a.safetensors' } } },
    },
  })
  expect(records.get('demo-flowers')?.vae?.link[1]).toBe(2)
  for (const id of ['workflow:0123456789abcdef', 'checkpoint:', 'other', '']) expect(records.get(id), id).toBeUndefined()
  expect(checkpointId('x'.repeat(110))).toBeUndefined()
  expect(checkpointId('a\nb')).toBeUndefined()
})

test('what a node has seen is kept, parts that it had not stay', () => {
  const folder = newFolder()
  const [clip, vae] = [singleNode('CLIPLoader', { clip_name: 'c' }, 0), singleNode('VAELoader', { vae_name: 'v' }, 0)]
  modelRecords(folder).keep({ id: 'checkpoint:a', name: 'a', clip, description })
  modelRecords(folder).keep({ id: 'checkpoint:a', name: 'a', vae })
  expect(modelRecords(folder).get('checkpoint:a')).toMatchObject({ clip, vae, description: { family: 'SD1' }, model: { link: [expect.any(String), 0] } })
  expect(modelRecords(folder).list()).toHaveLength(1)
})

test("a LoRA that the host has written out for us outlives the host's temporary folder", () => {
  const folder = newFolder()
  const temp = join(folder, 'temp')
  mkdirSync(temp)
  writeFileSync(join(temp, 'abc.safetensors'), 'lora')
  const loras = [{ path: join(temp, 'abc.safetensors'), name: 'LoRA 1 of the graph', strength: 0.5, isCopy: true }]
  const kept = modelRecords(folder).keep({ id: 'workflow:1', name: 'w', description: { ...description, loras } })
  rmSync(temp, { recursive: true })
  expect(readFileSync(kept.description?.loras[0].path as string, 'utf8')).toBe('lora')
  expect(modelRecords(folder).get('workflow:1')?.description?.loras).toEqual([{ ...loras[0], path: kept.description?.loras[0].path }])
})

test('a broken file counts as none', () => {
  const folder = newFolder()
  modelRecords(folder).keep({ id: 'workflow:1', name: 'w', description })
  const [file] = readdirSync(join(folder, 'models'))
  for (const text of ['', '{', 'null', '{"id":1,"name":"w"}', JSON.stringify({ id: 'workflow:1', name: 'w', description: { family: 3 } })]) {
    writeFileSync(join(folder, 'models', file), text)
    expect(modelRecords(folder).list()).toEqual([])
    expect(modelRecords(folder).get('workflow:1')).toBeUndefined()
  }
  expect(existsSync(join(folder, 'models', file))).toBe(true)
})
