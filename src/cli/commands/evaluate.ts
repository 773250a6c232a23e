/** `evaluate`: the base against a LoRA on the same prompts and seeds, and how often the LoRA wins a blind vote. */
import { InputError } from '../../errors.ts'
import { chooseDataset, chooseLora, chooseModel } from '../choose.ts'
import type { Command, CommandContext } from '../command.ts'
import { followJob } from '../follow.ts'
import { textOption, wholeOption } from '../option-values.ts'
import type { Schemas } from '../see-dpo-api.ts'
import { voteByFile } from '../vote-by-file.ts'

export const evaluateCommand: Command = {
  name: 'evaluate',
  summary: 'draws base and LoRA with the same seeds, and counts who wins a blind vote',
  help: `npm run comfyui -- evaluate [options]

Draws the same prompts and seeds with and without a LoRA. The blind vote is in the panel under LoRAs; on the demo model, a simulated
voter can give it.

  --lora NAME      id, name or part of it (default: the best of the newest run)
  --model NAME     id, name or part of it; may be another than the one that was trained (default: that one)
  --dataset NAME   whose prompts (default: the one that the LoRA was trained on)
  --strengths LIST of the LoRA, with commas; the last one meets the base in the blind vote (default 1)
  --rows N         prompts and seeds (default 16, 256 at most)
  --seed N         everything follows from it (default: drawn)
  --voter FILE     votes as this simulated voter (a file as in assets/voters)
`,
  options: {
    lora: { type: 'string' },
    model: { type: 'string' },
    dataset: { type: 'string' },
    strengths: { type: 'string', default: '1' },
    rows: { type: 'string', default: '16' },
    seed: { type: 'string' },
    voter: { type: 'string' },
  },
  async run(context, values) {
    const { api, say, stop } = context
    const rows = wholeOption(values, 'rows', 1, 256) ?? 16
    const seed = wholeOption(values, 'seed', 0, Number.MAX_SAFE_INTEGER)
    const strengths = strengthsOf(values.strengths as string)
    const voter = textOption(values, 'voter')
    const lora = await chooseLora(api, textOption(values, 'lora'))
    const model = await chooseModel(api, textOption(values, 'model'), lora.modelId)
    const wanted = textOption(values, 'dataset')
    const datasetId = wanted === undefined ? lora.datasetId : (await chooseDataset(api, wanted)).id
    const columns = [{ strength: 1 }, ...strengths.map((strength) => ({ loraId: lora.id, strength }))]
    const body = { datasetId, modelId: model.id, columns, blind: [0, columns.length - 1], rows, seed }
    const { comparison, job } = await api.ask((client) => client.POST('/api/comparisons', { body }))
    say(`'${comparison.name}' on ${model.name}.`)
    const drawn = await followJob(context, job, 'Drawing')
    const params = { path: { comparisonId: comparison.id } }
    if (voter !== undefined && drawn.status === 'finished') {
      const draw = (request: Schemas['ShowingsRequest']) =>
        api.ask((client) => client.POST('/api/comparisons/{comparisonId}/showings', { params, body: request }))
      await voteByFile(context, { file: voter, seed: seed ?? 1, draw })
    }
    const { comparison: now } = await api.ask((client) => client.GET('/api/comparisons/{comparisonId}', { params }))
    tell(context, now)
    return { comparison: { id: now.id, name: now.name, rows: now.rows }, result: now.result, stopped: drawn.status === 'stopped' || stop.aborted }
  },
}

function tell({ say }: CommandContext, { name, rows, result: { wins, ties, losses, rate } }: Schemas['Comparison']): void {
  if (!rate) {
    say(`${rows} rows are drawn. Vote blind in the panel: LoRAs, '${name}'.`)
    return
  }
  const percent = (share: number): string => `${Math.round(100 * share)} %`
  say(`The LoRA wins ${wins}, loses ${losses}, ${ties} ties: ${percent(rate.share)} (95 % interval ${percent(rate.low)} to ${percent(rate.high)}).`)
}

function strengthsOf(text: string): number[] {
  const strengths = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  if (strengths.length > 7 || !strengths.every((strength) => strength >= -10 && strength <= 10))
    throw new InputError(`--strengths: expected one to seven numbers from -10 to 10 with commas, got '${text.slice(0, 80)}'.`)
  return strengths
}
