/** Finds what a person means by a name, an id or a part of the name; what is not clear is an InputError that lists what there is. */
import { InputError } from '../errors.ts'
import type { Schemas, SeeDpoApi } from './see-dpo-api.ts'

interface Named {
  id: string
  name: string
}

const MOST_LISTED = 12

export async function chooseModel(api: SeeDpoApi, wanted: string | undefined, usual?: string): Promise<Schemas['Model']> {
  const { models } = await api.ask((client) => client.GET('/api/models'))
  if (models.length === 0) throw new InputError('This ComfyUI has no model that can be used. Put a checkpoint into its models/checkpoints folder.')
  return choose('--model', models, wanted, usual)
}

export async function chooseDataset(api: SeeDpoApi, wanted: string | undefined): Promise<Schemas['Dataset']> {
  const { datasets } = await api.ask((client) => client.GET('/api/datasets'))
  if (datasets.length === 0) throw new InputError('There is no dataset yet: `sample` draws pairs into one, `pairs --import` reads pictures that you have.')
  return choose('--dataset', datasets, wanted)
}

/** A new one with that name where there is none. */
export async function datasetNamed(api: SeeDpoApi, name: string, modelId?: string): Promise<Schemas['Dataset']> {
  const { datasets } = await api.ask((client) => client.GET('/api/datasets'))
  const found = datasets.find((dataset) => dataset.id === name || dataset.name === name)
  return found ?? api.ask((client) => client.POST('/api/datasets', { body: { name, modelId, keepChains: false } }))
}

/** The newest best one by default. */
export async function chooseLora(api: SeeDpoApi, wanted: string | undefined): Promise<Schemas['Lora']> {
  const { loras } = await api.ask((client) => client.GET('/api/loras'))
  if (loras.length === 0) throw new InputError('There is no LoRA yet: `train` makes one from votes.')
  const [newest] = loras.filter(({ best }) => best)
  return wanted === undefined && newest ? newest : choose('--lora', loras, wanted)
}

export async function voterNamed(api: SeeDpoApi, name: string): Promise<Schemas['Voter']> {
  const { voters } = await api.ask((client) => client.GET('/api/voters'))
  return voters.find((voter) => voter.name === name) ?? api.ask((client) => client.POST('/api/voters', { body: { name } }))
}

/** By id, by the whole name, or by a part of it that only one has; `usual` where nothing is wanted and there are several. */
function choose<Thing extends Named>(option: string, things: readonly Thing[], wanted: string | undefined, usual?: string): Thing {
  const part = wanted?.toLowerCase()
  const ways: ((thing: Thing) => boolean)[] =
    part === undefined
      ? [({ id }) => id === usual, () => true]
      : [({ id }) => id === wanted, ({ name }) => name.toLowerCase() === part, ({ name }) => name.toLowerCase().includes(part)]
  const found = ways.map((way) => things.filter(way)).find((some) => some.length > 0) ?? []
  if (found.length === 1) return found[0]
  const listed = (found.length > 0 ? found : things).slice(0, MOST_LISTED).map(({ id, name }) => `  ${name}  (${id})`)
  const more = (found.length > 0 ? found : things).length > MOST_LISTED ? '\n  and more' : ''
  throw new InputError(`${option}: ${wanted === undefined ? 'say which one' : `expected one of these, got '${wanted}'`}:\n${listed.join('\n')}${more}`)
}
