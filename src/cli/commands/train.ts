/** `train`: trains a LoRA on the votes of a dataset, and follows the run to its end. */
import { InputError } from '../../errors.ts'
import { chooseDataset, chooseLora, chooseModel } from '../choose.ts'
import type { Command, CommandContext } from '../command.ts'
import { followRun } from '../follow.ts'
import { listOption, textOption, wholeOption } from '../option-values.ts'
import type { Schemas } from '../see-dpo-api.ts'

export const trainCommand: Command = {
  name: 'train',
  summary: 'trains a LoRA on the votes; Ctrl+C stops and keeps the best so far',
  help: `npm run comfyui -- train [options]

Trains a LoRA on a dataset's votes, on the machine that ComfyUI runs on. The run waits while ComfyUI works and goes on afterwards.
Ctrl+C stops it and keeps its best LoRA; Ctrl+C again leaves at once, and the run goes on there.

  --dataset NAME   id, name or part of it (needed when there are several)
  --model NAME     id, name or part of it (default: the one that drew the pictures)
  --name NAME      of the run (default: the server's choice)
  --method NAME    see-diffusion-dpo and what else the server has
  --steps N        training steps (default: from the number of votes)
  --set NAME=VALUE any other setting; may be repeated. --list tells them
  --continues LORA goes on from this LoRA instead of from nothing
  --list           lists the methods and settings with their defaults
  --estimate       only says how long it would take and what it needs
`,
  options: {
    dataset: { type: 'string' },
    model: { type: 'string' },
    name: { type: 'string' },
    method: { type: 'string' },
    steps: { type: 'string' },
    set: { type: 'string', multiple: true },
    continues: { type: 'string' },
    list: { type: 'boolean', default: false },
    estimate: { type: 'boolean', default: false },
  },
  async run(context, values) {
    const { api, say } = context
    const steps = wholeOption(values, 'steps', 1, 1e6)
    if (values.list) return listSettings(context, (await chooseModel(api, textOption(values, 'model'))).id)
    const dataset = await chooseDataset(api, textOption(values, 'dataset'))
    const model = await chooseModel(api, textOption(values, 'model'), dataset.modelId)
    const continues = textOption(values, 'continues')
    const { settings: menu } = await api.ask((client) => client.GET('/api/methods', { params: { query: { modelId: model.id } } }))
    const method = textOption(values, 'method')
    const body: Schemas['RunRequest'] = {
      datasetId: dataset.id,
      modelId: model.id,
      name: textOption(values, 'name'),
      continues: continues === undefined ? undefined : (await chooseLora(api, continues)).id,
      settings: { ...settingsOf(listOption(values, 'set'), menu), ...(method !== undefined && { method }), ...(steps !== undefined && { steps }) },
    }
    if (values.estimate) return estimate(context, body)

    const queued = await api.ask((client) => client.POST('/api/runs', { body }))
    say(`'${queued.name}' trains on ${queued.votes} votes of '${dataset.name}'.`)
    const run = await followRun(context, queued)
    const lora =
      run.loraId === undefined
        ? undefined
        : await api.ask((client) => client.GET('/api/loras/{loraId}', { params: { path: { loraId: run.loraId as string } } }))
    if (lora) say(`The LoRA is '${lora.name}', of step ${lora.step}. \`export\` puts it where ComfyUI looks for LoRAs.`)
    else say('There is no LoRA: it was stopped before its first checkpoint. The run can be resumed in the panel.')
    return {
      run: { id: run.id, name: run.name, status: run.status, step: run.step },
      lora: lora && { id: lora.id, name: lora.name, step: lora.step, accuracy: lora.accuracy },
      stopped: run.status === 'stopped',
    }
  },
}

async function listSettings({ api, say }: CommandContext, modelId: string): Promise<{ methods: unknown; settings: unknown }> {
  const { methods, settings } = await api.ask((client) => client.GET('/api/methods', { params: { query: { modelId } } }))
  for (const { name, sentence } of methods) say(`${name}: ${sentence}`)
  say('')
  for (const { name, sentence, default: usual, choices } of settings)
    say(`  ${name} = ${usual}${choices ? ` (${choices.map(({ value }) => value).join(', ')})` : ''}: ${sentence}`)
  return { methods: methods.map(({ name }) => name), settings: Object.fromEntries(settings.map(({ name, default: usual }) => [name, usual])) }
}

async function estimate({ api, say }: CommandContext, body: Schemas['RunRequest']): Promise<{ estimate: Schemas['RunEstimate'] }> {
  const found = await api.ask((client) => client.POST('/api/runs/estimate', { body }))
  say(`${found.trainingPairs} pairs to train on, ${found.heldOutPairs} held out.`)
  if (found.seconds !== undefined) say(`About ${Math.max(1, Math.round(found.seconds / 60))} min.`)
  for (const { message } of found.problems) say(message)
  for (const line of found.advice ?? []) say(line)
  return { estimate: found }
}

/** "rank=8" by what the setting is. */
function settingsOf(lines: readonly string[], menu: readonly Schemas['Setting'][]): Record<string, Schemas['SettingValue']> {
  const settings: Record<string, Schemas['SettingValue']> = {}
  for (const line of lines) {
    const [name, ...rest] = line.split('=')
    const text = rest.join('=')
    const setting = menu.find((one) => one.name === name)
    if (!setting || rest.length === 0)
      throw new InputError(`--set: expected NAME=VALUE with a name of ${menu.map((one) => one.name).join(', ')}, got '${line.slice(0, 80)}'.`)
    settings[name] = settingValue(setting, text)
  }
  return settings
}

function settingValue({ name, kind }: Schemas['Setting'], text: string): Schemas['SettingValue'] {
  if (kind === 'number' || kind === 'whole') {
    const value = Number(text)
    if (text.trim() === '' || !Number.isFinite(value)) throw new InputError(`--set ${name}: expected a number, got '${text}'.`)
    return value
  }
  if (kind === 'switch') {
    if (text !== 'true' && text !== 'false') throw new InputError(`--set ${name}: expected true or false, got '${text}'.`)
    return text === 'true'
  }
  return kind === 'list' ? text.split(',').map((part) => part.trim()) : text
}
