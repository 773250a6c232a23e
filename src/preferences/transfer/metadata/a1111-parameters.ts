/**
 * The text that AUTOMATIC1111's web UI and its descendants write into pictures under `parameters`: prompt, `Negative
 * prompt:`, and one line of settings that begins with `Steps:`.
 */
import type { Generation } from '../transfer-records.ts'

export interface A1111Parameters {
  prompt: string
  negative: string
  generation: Generation
  /** Whether there was a line of settings. Without one, the text may be anything. */
  hasSettings: boolean
}

const NEGATIVE_MARK = 'Negative prompt:'

/** The settings' names there and here, and whether they are numbers. */
const SETTINGS: readonly [theirs: string, ours: string, kind: 'number' | 'text'][] = [
  ['Steps', 'steps', 'number'],
  ['Sampler', 'sampler', 'text'],
  ['Schedule type', 'scheduler', 'text'],
  ['CFG scale', 'guidance', 'number'],
  ['Distilled CFG Scale', 'distilledGuidance', 'number'],
  ['Seed', 'seed', 'number'],
  ['Model', 'model', 'text'],
  ['Model hash', 'modelHash', 'text'],
  ['VAE', 'vae', 'text'],
  ['Clip skip', 'clipSkip', 'number'],
  ['Denoising strength', 'denoise', 'number'],
]

/** Never fails: what is no parameters text comes out as a prompt without settings. */
export function parseA1111Parameters(text: string): A1111Parameters {
  const lines = text.replaceAll('\r\n', '\n').split('\n')
  const settingsAt = lines.findLastIndex((line) => /^\s*Steps:\s*\d/.test(line))
  const body = settingsAt === -1 ? lines : lines.slice(0, settingsAt)
  const negativeAt = body.findIndex((line) => line.trimStart().startsWith(NEGATIVE_MARK))
  const positive = (negativeAt === -1 ? body : body.slice(0, negativeAt)).join('\n')
  const negative = negativeAt === -1 ? '' : body.slice(negativeAt).join('\n').trimStart().slice(NEGATIVE_MARK.length)
  const { prompt, loras } = takeLoras(positive)
  const generation: Generation = settingsAt === -1 ? {} : readSettings(lines[settingsAt])
  if (loras.length > 0) generation.loras = loras
  return { prompt, negative: takeLoras(negative).prompt, generation, hasSettings: settingsAt !== -1 }
}

function readSettings(line: string): Generation {
  const values = splitSettings(line)
  const generation: Generation = {}
  for (const [theirs, ours, kind] of SETTINGS) {
    const value = values.get(theirs)
    if (value === undefined || value === '') continue
    // A seed can have more digits than a number holds.
    generation[ours] = kind === 'number' && Number.isFinite(Number(value)) && Math.abs(Number(value)) <= Number.MAX_SAFE_INTEGER ? Number(value) : value
  }
  const [, width, height] = /^(\d{1,6})x(\d{1,6})$/.exec(values.get('Size') ?? '') ?? []
  if (height !== undefined) Object.assign(generation, { width: Number(width), height: Number(height) })
  return generation
}

/** `Name: value, Name: "value, with a comma"`; the first of two equal names counts. */
function splitSettings(line: string): Map<string, string> {
  const values = new Map<string, string>()
  for (let at = 0; at < line.length; ) {
    const colon = line.indexOf(':', at)
    if (colon === -1) break
    const name = line.slice(at, colon).trim()
    let start = colon + 1
    while (line[start] === ' ') start++
    const [value, end] = line[start] === '"' ? quotedValue(line, start) : plainValue(line, start)
    if (!values.has(name)) values.set(name, value)
    at = end + 1
  }
  return values
}

function plainValue(line: string, start: number): [value: string, end: number] {
  const comma = line.indexOf(',', start)
  const end = comma === -1 ? line.length : comma
  return [line.slice(start, end).trim(), end]
}

/** A value in quotes is a JSON string. */
function quotedValue(line: string, start: number): [value: string, end: number] {
  let close = start + 1
  while (close < line.length && line[close] !== '"') close += line[close] === '\\' ? 2 : 1
  const comma = line.indexOf(',', close)
  const end = comma === -1 ? line.length : comma
  try {
    return [String(JSON.parse(line.slice(start, close + 1))), end]
  } catch {
    return [line.slice(start, end), end]
  }
}

/** The web UI takes `<lora:name:strength>` out of the prompt before the text encoder sees it; so do we. */
function takeLoras(text: string): { prompt: string; loras: { name: string; strength: number }[] } {
  const loras: { name: string; strength: number }[] = []
  const prompt = text.replace(/<lora:([^:<>]{1,200})(?::([^<>]{0,100}))?>/g, (_, name: string, rest: string | undefined) => {
    const strength = Number.parseFloat(rest ?? '1')
    loras.push({ name: name.trim(), strength: Number.isFinite(strength) ? strength : 1 })
    return ''
  })
  return { prompt: prompt.trim(), loras }
}
