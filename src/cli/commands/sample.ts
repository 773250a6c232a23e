/** `sample`: draws pairs of pictures from a model of the ComfyUI into a dataset. */
import { InputError } from '../../errors.ts'
import { chooseLora, chooseModel, datasetNamed } from '../choose.ts'
import type { Command } from '../command.ts'
import { followJob } from '../follow.ts'
import { linesOf, listOption, numberOption, textOption, wholeOption } from '../option-values.ts'

const DEFAULT_DATASET = 'Command line'

export const sampleCommand: Command = {
  name: 'sample',
  summary: 'draws pairs of pictures from a model, to vote on',
  help: `npm run comfyui -- sample [options]

Draws pairs of pictures of the same prompt into a dataset. Vote on them in the panel, or with \`pairs --voter\` on the demo model.

  --model NAME     id, name or part of it (needed when there are several)
  --dataset NAME   where they go; made when there is none of that name (default '${DEFAULT_DATASET}')
  --prompt TEXT    may be repeated; the model's own suggestions by default
  --prompts FILE   one prompt a line; lines with # are left out
  --pairs N        pairs of each prompt (default 1)
  --pictures N     2, or 4 for best of four (default 2)
  --steps N        sampling steps (default: the model's own)
  --guidance X     guidance, ComfyUI's cfg (default: the model's own)
  --seed N         everything follows from it (default: drawn)
  --lora NAME      draws with this LoRA
  --strength X     of the LoRA (default 1)
`,
  options: {
    model: { type: 'string' },
    dataset: { type: 'string', default: DEFAULT_DATASET },
    prompt: { type: 'string', multiple: true },
    prompts: { type: 'string' },
    pairs: { type: 'string', default: '1' },
    pictures: { type: 'string', default: '2' },
    steps: { type: 'string' },
    guidance: { type: 'string' },
    seed: { type: 'string' },
    lora: { type: 'string' },
    strength: { type: 'string', default: '1' },
  },
  async run(context, values) {
    const { api, say } = context
    const given = [...listOption(values, 'prompt'), ...(values.prompts === undefined ? [] : linesOf(values.prompts as string, 'prompts'))]
    const picturesPerPair = wholeOption(values, 'pictures', 2, 4)
    if (picturesPerPair !== 2 && picturesPerPair !== 4) throw new InputError(`--pictures: expected 2 or 4, got ${picturesPerPair}.`)
    const numbers = {
      pairsPerPrompt: wholeOption(values, 'pairs', 1, 1000) ?? 1,
      steps: wholeOption(values, 'steps', 1, 1000),
      guidance: numberOption(values, 'guidance', 0, 100),
      seed: wholeOption(values, 'seed', 0, Number.MAX_SAFE_INTEGER),
    }
    const strength = numberOption(values, 'strength', -10, 10) ?? 1
    const loraName = textOption(values, 'lora')

    const model = await chooseModel(api, textOption(values, 'model'))
    const prompts = given.length > 0 ? given : model.prompts
    if (prompts.length === 0) throw new InputError(`--prompt: ${model.name} has no suggestions of its own; say what to draw, or give a file by --prompts.`)
    const lora = loraName === undefined ? undefined : { loraId: (await chooseLora(api, loraName)).id, strength }
    const dataset = await datasetNamed(api, values.dataset as string, model.id)
    say(`${prompts.length * numbers.pairsPerPrompt} pairs from ${model.name} into '${dataset.name}'.`)
    const params = { path: { datasetId: dataset.id } }
    const body = { modelId: model.id, prompts, picturesPerPair, lora, ...numbers } as const
    const job = await followJob(context, await api.ask((client) => client.POST('/api/datasets/{datasetId}/samples', { params, body })), 'Drawing')
    return { dataset: { id: dataset.id, name: dataset.name }, model: model.id, pairs: job.result?.pairs ?? 0, stopped: job.status === 'stopped' }
  },
}
