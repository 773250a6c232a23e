import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ReportData } from '../../../src/demo/report/report-data.ts'
import { reportPage } from '../../../src/demo/report/report-page.ts'
import { svgToPng } from '../../../src/demo/report/svg-to-png.ts'
import { writeReport } from '../../../src/demo/report/write-report.ts'
import { samplePairs, samplePoint, sampleReport } from './sample-report.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'see-dpo-report-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** The page without narrow spaces. */
function page(data: ReportData): string {
  return reportPage(data, [], []).replace(/\u202f/g, ' ')
}

function expectSound(html: string): void {
  // Nothing from outside, nothing that runs.
  expect(html.match(/(?:src|href|action|poster|srcset|xlink:href)\s*=\s*"(?!data:image\/png;base64,)[^"]*"/g)).toBeNull()
  expect(html).not.toMatch(/url\(|@import|<script|<link|<iframe|<object|\son\w+\s*=/i)
  expect(html.replaceAll('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/https?:/)
  expect(html).not.toMatch(/NaN|Infinity|undefined|\[object|null/)
  expectBalanced(html)
}

/** Every element that is opened is closed in its turn. */
function expectBalanced(html: string): void {
  const open: string[] = []
  for (const [tag, closing, name, rest] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:"[^"]*"|[^>"])*)>/g)) {
    if (['meta', 'img', 'br', 'hr'].includes(name) || rest.endsWith('/')) continue
    if (closing === '') open.push(name)
    else expect(open.pop(), `${tag} in ${html.slice(0, 60)}...`).toBe(name)
  }
  expect(open).toEqual([])
}

test('a page and two pictures, the page with everything in it', () => {
  const { html, pictures, notes } = writeReport(folder, sampleReport())
  expect(html).toBe(join(folder, 'report.html'))
  expect(pictures).toContain(join(folder, 'base-and-tuned.png'))
  expect(readdirSync(folder).sort()).toEqual(['report.html', ...pictures.map((path) => path.slice(folder.length + 1))].sort())
  const text = readFileSync(html, 'utf8').replace(/\u202f/g, ' ')
  expectSound(text)
  expect(text.match(/<img /g)?.length).toBe(24)
  expect(text.match(/\(the voter’s choice\)/g)?.length).toBe(8)
  for (const part of [
    'The voter prefers the tuned model’s picture in 83 % of fresh pairs (95 % interval 76–89 %)',
    'No alarm was raised',
    'a small red flower',
    '102 : 17',
    'of 32 held-out votes',
    '1 min 39 s',
    'night owl.safetensors',
    '73 728',
    'gamma_n',
    'npm run demo -- --seed 1',
    'background.night\u00a0+2',
    'In 17 of 128 fresh pairs',
  ]) {
    expect(text).toContain(part)
  }
  if (pictures.length === 1) expect(notes[0]).toMatch(/curves\.png was left out, because/)
})

test('the pictures decode, and the sheet shows base left and tuned right', () => {
  const red = { ...samplePairs(1)[0], base: new Float32Array(3072).fill(1, 0, 1024), tuned: new Float32Array(3072).fill(1, 2048) }
  writeReport(folder, sampleReport({ pairs: [red] }))
  const { width, height, data } = decode(readFileSync(join(folder, 'base-and-tuned.png')))
  const share = (x0: number, x1: number, r: number, g: number, b: number): number => {
    let found = 0
    for (let y = 0; y < height; y++)
      for (let x = x0; x < x1; x++) if (data[3 * (y * width + x)] === r && data[3 * (y * width + x) + 1] === g && data[3 * (y * width + x) + 2] === b) found++
    return found
  }
  const middle = Math.floor(width / 2)
  expect(share(0, middle, 255, 0, 0)).toBe(128 * 128)
  expect(share(middle, width, 0, 0, 255)).toBe(128 * 128)
  expect(share(middle, width, 255, 0, 0)).toBe(0)
  // The words above, in the colours of the charts.
  expect(share(0, middle, 0x7d, 0x79, 0x88)).toBeGreaterThan(300)
  expect(share(middle, width, 0xc2, 0x25, 0x6a)).toBeGreaterThan(300)
})

test('each picture in the page is the pair’s own', () => {
  const pairs = samplePairs(3)
  const sources = [...page(sampleReport({ pairs })).matchAll(/src="data:image\/png;base64,([^"]*)"/g)].map(([, text]) => decode(Buffer.from(text, 'base64')))
  pairs
    .flatMap(({ base, tuned }) => [base, tuned])
    .forEach((picture, i) => {
      expect([sources[i].width, sources[i].height]).toEqual([32, 32])
      for (const at of [0, 500, 1023]) expect(sources[i].data[3 * at + 1]).toBe(Math.round(255 * picture[1024 + at]))
    })
})

test('curves.png is a picture where sharp is installed, and otherwise the notes say what is missing', () => {
  let installed = true
  try {
    createRequire(import.meta.url).resolve('sharp')
  } catch {
    installed = false
  }
  const { pictures, notes } = writeReport(folder, sampleReport())
  if (notes.length > 0) {
    expect(notes[0]).toMatch(installed ? /no font/ : /sharp is not installed/)
    return
  }
  expect(pictures).toContain(join(folder, 'curves.png'))
  const { width, height } = decode(readFileSync(join(folder, 'curves.png')))
  expect(width).toBeGreaterThan(1500)
  expect(height).toBeGreaterThan(1000)
})

test('what is no SVG gives a reason in words', () => {
  const result = svgToPng('no picture')
  expect('reason' in result && result.reason).toMatch(/unsupported|not installed|no font/i)
})

test('hostile names, paths and sentences stay text', () => {
  const evil = `"><script>alert(1)</script><img src=x onerror="alert(2)">'&\u0000`
  const data = sampleReport()
  const html = page({
    ...data,
    settings: { ...data.settings, method: evil },
    modelFile: evil,
    voter: { name: evil, description: evil, weights: { [evil]: 1 } },
    phases: [{ name: evil, seconds: 3 }],
    pairs: data.pairs.map((pair) => ({ ...pair, prompt: evil })),
    best: { step: 150, reason: evil },
    alarms: [{ step: 3, sentence: evil }],
    attributes: [{ name: evil, values: [{ name: evil, base: 0.5, tuned: 0.5 }] }],
    lora: { ...data.lora, path: evil, use: [evil] },
    command: evil,
    machine: evil,
    notes: [evil],
  })
  expect(html).not.toMatch(/<script|<img src=x|[^\P{Cc}\n]/u)
  expect(html.split('alert(1)').length).toBeGreaterThan(15)
  expectBalanced(html)
})

test('a run of which next to nothing is known still gives a sound page', () => {
  const nothing = { base: Number.NaN, tuned: Number.NaN }
  const { html: path } = writeReport(
    folder,
    sampleReport({
      votes: 0,
      ties: 0,
      phases: [],
      pairs: [],
      fresh: { wins: 0, ties: 0, losses: 0 },
      evaluations: [],
      diversity: nothing,
      attributeEntropy: nothing,
      valid: nothing,
      promptMatch: nothing,
      attributes: [],
      alarms: [{ step: 12, sentence: 'The loss is not a number.' }],
      notes: ['Stopped by Ctrl+C after 12 of 200 steps.'],
    }),
  )
  const html = readFileSync(path, 'utf8')
  expectSound(html)
  expect(readdirSync(folder)).toEqual(['report.html'])
  for (const part of ['Nothing is proven yet', 'No evaluation was made', 'Step 12: The loss is not a number.', 'Stopped by Ctrl+C', '<dd>–</dd>']) {
    expect(html).toContain(part)
  }
  expect(html).not.toContain('No alarm was raised')
})

test('metrics that are not numbers are dashes in the table and gaps in the curves', () => {
  const broken = { ...samplePoint(100), trainLoss: undefined, heldOutAccuracy: Number.NaN, loserError: Number.POSITIVE_INFINITY, gradientNorm: Number.NaN }
  const html = page(sampleReport({ evaluations: [samplePoint(0), broken, { ...samplePoint(200), heldOutCount: 0 }], best: { step: 100, reason: 'it is' } }))
  expectSound(html)
  const row = /<tr class="kept">(.*?)<\/tr>/.exec(html)?.[1] ?? ''
  expect(row.match(/>–</g)?.length).toBe(4)
  expect(html).toContain('held-out votes that the model sides with: not measured')
})

test('a missed bound is said in the headline, in a warning and among what did not work', () => {
  const html = page(sampleReport({ fresh: { wins: 70, ties: 9, losses: 49 } }))
  expect(html).toMatch(/<h1>Not proven: the voter prefers/)
  expect(html).toContain('This run does not show what the demo sets out to show')
  expect(html.match(/The lower end of the win rate’s interval is 49\.5 %/g)?.length).toBe(2)
  expect(page(sampleReport())).not.toContain('This run does not show')
})

test('a folder that cannot be made is a clear error', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => writeReport(join(file, 'report'), sampleReport())).toThrow(/could not write .*base-and-tuned\.png/)
})
