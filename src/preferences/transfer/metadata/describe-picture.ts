/**
 * Prompt and settings of a picture from the texts in its file. A1111's `parameters` come first, since they say what
 * happened; then ComfyUI's `prompt`, which has to be followed, and `workflow`; a caption file is the caller's last resort.
 */
import { MAX_GENERATION } from '../../checks.ts'
import type { Generation } from '../transfer-records.ts'
import type { A1111Parameters } from './a1111-parameters.ts'
import { parseA1111Parameters } from './a1111-parameters.ts'
import { readGraph } from './comfy-graph.ts'
import { describeComfyGraph } from './comfy-settings.ts'
import { readWorkflow } from './comfy-workflow.ts'
import { parseExactJson } from './exact-json.ts'

export interface PictureDescription {
  /** Undefined when the picture tells none. */
  prompt?: string
  negative?: string
  generation?: Generation
}

/** `fileName` without folders helps where a graph saved several pictures. */
export function describePicture(texts: ReadonlyMap<string, string>, fileName: string): PictureDescription {
  const parameters = texts.get('parameters')
  const stated = parameters === undefined ? undefined : parseA1111Parameters(parameters)
  if (stated?.hasSettings) return fromParameters(stated)
  for (const [key, read] of [
    ['prompt', readGraph],
    ['workflow', readWorkflow],
  ] as const) {
    const text = texts.get(key)
    const graph = text === undefined ? undefined : read(parseExactJson(text))
    const described = graph && describeComfyGraph(graph, fileName)
    if (described?.prompt) return describe(described.prompt, described.negative, described.generation)
  }
  return stated?.prompt ? fromParameters(stated) : {}
}

function fromParameters({ prompt, negative, generation }: A1111Parameters): PictureDescription {
  return describe(prompt, negative, generation)
}

function describe(prompt: string, negative: string | undefined, generation: Generation): PictureDescription {
  const isKept = Object.keys(generation).length > 0 && JSON.stringify(generation).length <= MAX_GENERATION
  return { prompt: prompt === '' ? undefined : prompt, negative: negative || undefined, generation: isKept ? generation : undefined }
}
