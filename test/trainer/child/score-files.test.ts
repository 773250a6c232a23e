/** Picture files through a scorer: scaled and in the range that it wants. The scorer here is a mean over its pixels, so that all can be computed by hand. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodePng } from '../../../src/files/png.ts'
import { type PixelRange, scoreFiles } from '../../../src/trainer/child/score-files.ts'
import { Graph } from '../../../src/trainer/graph/graph.ts'
import { lower } from '../../../src/trainer/graph/lower.ts'
import { writeOnnx } from '../../../src/trainer/graph/onnx-writer.ts'
import { meanAll } from '../../../src/trainer/graph/ops.ts'
import { newFolder } from '../../preferences/new-store.ts'

const folder = newFolder()

function meanScorer(side: number): string {
  const graph = new Graph()
  const score = meanAll(graph.input('image', [1, 3, side, side]))
  const path = join(folder, `mean-${side}.onnx`)
  writeFileSync(path, writeOnnx(lower(graph, { score }).model))
  return path
}

function picture(name: string, width: number, height: number, rgb: readonly number[]): { path: string; format: 'png' } {
  const path = join(folder, name)
  writeFileSync(path, encodePng({ width, height, data: Uint8Array.from({ length: 3 * width * height }, (_, i) => rgb[i % 3]) }))
  return { path, format: 'png' }
}

const pictures = [picture('a.png', 8, 8, [0, 51, 102]), picture('b.png', 8, 8, [255, 255, 255])]
const scores = (range: PixelRange, side = 8) => scoreFiles({ scorer: meanScorer(8), pictures, side, range, threads: 1 })

test('in each range', async () => {
  expect([...(await scores('0 to 1'))]).toEqual([expect.closeTo(0.2), expect.closeTo(1)])
  expect([...(await scores('-1 to 1'))]).toEqual([expect.closeTo(-0.6), expect.closeTo(1)])
  const imageNet = ((0 - 0.485) / 0.229 + (0.2 - 0.456) / 0.224 + (0.4 - 0.406) / 0.225) / 3
  expect((await scores('ImageNet'))[0]).toBeCloseTo(imageNet, 5)
  const clip = ((0 - 0.48145466) / 0.26862954 + (0.2 - 0.4578275) / 0.26130258 + (0.4 - 0.40821073) / 0.27577711) / 3
  expect((await scores('CLIP'))[0]).toBeCloseTo(clip, 5)
})

test("scaled to the scorer's side, or as they are", async () => {
  const large = [picture('c.png', 37, 20, [51, 51, 51])]
  expect((await scoreFiles({ scorer: meanScorer(8), pictures: large, side: 8, range: '0 to 1', threads: 1 }))[0]).toBeCloseTo(0.2)
  await expect(scoreFiles({ scorer: meanScorer(8), pictures: large, side: 0, range: '0 to 1', threads: 1 })).rejects.toThrow(/an input that takes/)
  expect((await scores('0 to 1', 0))[1]).toBeCloseTo(1)
})

test('a stop keeps the scores so far, and files that are no pictures are refused', async () => {
  let looks = 0
  const stopped = () => ++looks > 1
  expect(await scoreFiles({ scorer: meanScorer(8), pictures, side: 8, range: '0 to 1', threads: 1, stopped })).toHaveLength(1)
  writeFileSync(join(folder, 'none.png'), 'no picture')
  await expect(
    scoreFiles({ scorer: meanScorer(8), pictures: [{ path: join(folder, 'none.png'), format: 'png' }], side: 8, range: '0 to 1', threads: 1 }),
  ).rejects.toThrow(/expected a PNG file/)
})
