/**
 * What is known of a model of the host: how its MODEL, CLIP and VAE are made again, and what the host said about it. A record is a file
 * of the data folder, so that the panel can draw and train when no workflow runs, and after a restart.
 */
import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { writeFileAtomic } from '../../files/atomic-write.ts'
import { type ModelDescription, modelDescription } from '../bridge/describe-model.ts'
import { DEMO_MODEL_ID } from '../demo-host.ts'
import { checkedPart, type GraphPart, partIdentity, singleNode } from './graph-part.ts'

export interface ModelRecord {
  id: string
  /** For people. */
  name: string
  /** Absent where the graph around the node was too large, or made by a program as it ran. */
  model?: GraphPart
  clip?: GraphPart
  vae?: GraphPart
  /** Absent before any node of ours has had the model. */
  description?: ModelDescription
}

export interface ModelRecords {
  /** A checkpoint or the demo that nobody has used yet has a record without description; undefined for ids that name nothing. */
  get(id: string): ModelRecord | undefined
  /** Those that were kept, newest first. */
  list(): ModelRecord[]
  /** Keeps what a node has seen; parts that it didn't have stay as they were. */
  keep(record: ModelRecord): ModelRecord
}

/** What the store takes as the id of a model. */
const MAX_ID = 120
const MAX_RECORDS = 1000
const CHECKPOINT = 'checkpoint:'

/** The id of the checkpoint file of that name, as it is loaded by itself; undefined for names that are too long, which go by their graph. */
export function checkpointId(name: string): string | undefined {
  const id = CHECKPOINT + name
  return id.length <= MAX_ID && !/\p{Cc}/u.test(id) ? id : undefined
}

/** The id of what a part makes: the demo, a checkpoint as it is, or "as set up in this workflow". */
export function modelIdOf({ nodes, link }: GraphPart): string {
  const { class_type, inputs } = nodes[link[0]]
  const [name] = [inputs?.ckpt_name]
  if (class_type === 'SeeDpoDemoModel') return DEMO_MODEL_ID
  const isPlain = class_type === 'CheckpointLoaderSimple' && Object.keys(nodes).length === 1 && typeof name === 'string'
  return (isPlain ? checkpointId(name) : undefined) ?? `workflow:${createHash('sha256').update(partIdentity({ nodes, link })).digest('hex').slice(0, 16)}`
}

export function modelRecords(dataFolder: string): ModelRecords {
  const folder = join(dataFolder, 'models')
  const path = (id: string): string => join(folder, `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.json`)
  const read = (file: string): ModelRecord | undefined => {
    try {
      const { id, name, model, clip, vae, description } = JSON.parse(readFileSync(file, 'utf8'))
      if (typeof id !== 'string' || typeof name !== 'string') return undefined
      return {
        id,
        name,
        model: checkedPart(model),
        clip: checkedPart(clip),
        vae: checkedPart(vae),
        description: description === undefined ? undefined : modelDescription(description),
      }
    } catch {
      return undefined
    }
  }

  return {
    get: (id) => read(path(id)) ?? unseen(id),
    list() {
      if (!existsSync(folder)) return []
      const files = readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .slice(0, MAX_RECORDS)
        .map((name) => join(folder, name))
      const times = new Map(files.map((file) => [file, statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0]))
      return files
        .toSorted((a, b) => (times.get(b) as number) - (times.get(a) as number))
        .map(read)
        .filter((record) => record !== undefined)
    },
    keep(seen) {
      const known = read(path(seen.id)) ?? unseen(seen.id)
      const record = {
        ...seen,
        model: seen.model ?? known?.model,
        clip: seen.clip ?? known?.clip,
        vae: seen.vae ?? known?.vae,
        description: seen.description ? withOwnLoras(seen.description, join(folder, 'loras')) : known?.description,
      }
      writeFileAtomic(path(seen.id), JSON.stringify(record, null, 1))
      return record
    },
  }
}

/** A checkpoint as it is, or the demo, before any node has had it. */
function unseen(id: string): ModelRecord | undefined {
  const name = id === DEMO_MODEL_ID ? 'Demo flowers' : id.startsWith(CHECKPOINT) ? id.slice(CHECKPOINT.length) : undefined
  if (name === undefined || name === '') return undefined
  const part = (output: number): GraphPart =>
    id === DEMO_MODEL_ID ? singleNode('SeeDpoDemoModel', {}, output) : singleNode('CheckpointLoaderSimple', { ckpt_name: name }, output)
  return { id, name, model: part(0), clip: part(1), vae: part(2) }
}

/** The host's temporary folder is emptied when it starts: what lies there moves to ours. */
function withOwnLoras(description: ModelDescription, folder: string): ModelDescription {
  const loras = description.loras.map((lora) => {
    if (!lora.isCopy) return lora
    const path = join(folder, basename(lora.path))
    if (!existsSync(path)) {
      mkdirSync(folder, { recursive: true })
      copyFileSync(lora.path, path)
    }
    return { ...lora, path }
  })
  return { ...description, loras }
}
