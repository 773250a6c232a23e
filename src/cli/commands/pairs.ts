/** `pairs`: lists datasets and pairs, reads pictures and votes of this machine into a dataset, and votes with a voter's file. */
import { InputError } from '../../errors.ts'
import { chooseDataset } from '../choose.ts'
import type { Command, CommandContext, CommandResult, Values } from '../command.ts'
import { importFolder } from '../import-folder.ts'
import { neededText, textOption, wholeOption } from '../option-values.ts'
import type { Schemas } from '../see-dpo-api.ts'
import { voteByFile } from '../vote-by-file.ts'

const FORMATS = ['pictures', 'jsonl', 'parquet', 'folders'] as const

export const pairsCommand: Command = {
  name: 'pairs',
  summary: 'lists pairs, imports pictures that you have, or votes with a voter file',
  help: `npm run comfyui -- pairs [options]

Lists the datasets; with --dataset, its newest pairs and their votes.

  --dataset NAME   id, name or part of it
  --state STATE    only these pairs: unvoted, voted, tie, both-bad, skip, held-out
  --limit N        pairs that are listed (default 20, 200 at most)

Imports, with --import: reads a folder of this machine and sends it.

  --import FOLDER  pictures of the same embedded prompt become pairs; or an export, with --format
  --format NAME    ${FORMATS.join(', ')} (default pictures)
  --dataset NAME   where they go; made when there is none of that name
  --pictures N     pictures of a pair, 2 or 4 (default 2)
  --dry-run        only says what would be read

Votes, with --voter: as a simulated voter, on pictures of the demo model.

  --voter FILE     a file as in assets/voters
  --votes N        at most so many (default: all open pairs)
  --seed N         of the voter's chance (default 1)
`,
  options: {
    dataset: { type: 'string' },
    state: { type: 'string', default: 'all' },
    limit: { type: 'string', default: '20' },
    import: { type: 'string' },
    format: { type: 'string', default: 'pictures' },
    pictures: { type: 'string', default: '2' },
    'dry-run': { type: 'boolean', default: false },
    voter: { type: 'string' },
    votes: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
  async run(context, values) {
    const folder = textOption(values, 'import')
    const voter = textOption(values, 'voter')
    if (folder !== undefined && voter !== undefined) throw new InputError('pairs: expected --import or --voter, got both. Import first, then vote.')
    if (folder !== undefined) return importPairs(context, folder, values)
    return voter === undefined ? list(context, values) : voteOnPairs(context, voter, values)
  },
}

async function importPairs(context: CommandContext, folder: string, values: Values): Promise<CommandResult> {
  const format = FORMATS.find((one) => one === values.format)
  if (!format) throw new InputError(`--format: expected ${FORMATS.join(', ')}, got '${values.format}'.`)
  const picturesPerPair = wholeOption(values, 'pictures', 2, 4)
  if (picturesPerPair !== 2 && picturesPerPair !== 4) throw new InputError(`--pictures: expected 2 or 4, got ${picturesPerPair}.`)
  const dataset = neededText(values, 'dataset', 'where the pairs go; a new name makes a new dataset')
  return importFolder(context, { folder, format, picturesPerPair, dataset, isDryRun: values['dry-run'] as boolean })
}

async function voteOnPairs(context: CommandContext, file: string, values: Values): Promise<CommandResult> {
  const { api, stop } = context
  const most = wholeOption(values, 'votes', 1, 1e6)
  const seed = wholeOption(values, 'seed', 0, Number.MAX_SAFE_INTEGER) ?? 1
  const dataset = await chooseDataset(api, textOption(values, 'dataset'))
  const params = { path: { datasetId: dataset.id } }
  const draw = (body: Schemas['ShowingsRequest']) => api.ask((client) => client.POST('/api/datasets/{datasetId}/showings', { params, body }))
  const voted = await voteByFile(context, { file, seed, most, draw })
  return { dataset: { id: dataset.id, name: dataset.name }, ...voted, stopped: stop.aborted }
}

async function list({ api, say }: CommandContext, values: Values): Promise<CommandResult> {
  const state = STATES.find((one) => one === values.state)
  if (!state) throw new InputError(`--state: expected ${STATES.join(', ')}, got '${values.state}'.`)
  const limit = wholeOption(values, 'limit', 1, 200)
  const wanted = textOption(values, 'dataset')
  if (wanted === undefined) {
    const { datasets } = await api.ask((client) => client.GET('/api/datasets'))
    if (datasets.length === 0) say('There is no dataset yet: `sample` draws pairs into one, `pairs --import` reads pictures that you have.')
    for (const { name, counts, id } of datasets) say(`${name}  (${id}): ${counts.pairs} pairs of ${counts.prompts} prompts, ${counts.votedPairs} voted on`)
    return { datasets: datasets.map(({ id, name, modelId, counts }) => ({ id, name, modelId, ...counts })) }
  }
  const dataset = await chooseDataset(api, wanted)
  const params = { path: { datasetId: dataset.id }, query: { limit, state } }
  const { pairs, total } = await api.ask((client) => client.GET('/api/datasets/{datasetId}/pairs', { params }))
  for (const { prompt, votes } of pairs) say(`${prompt || '(no prompt)'}: ${votes.map(({ choice }) => choiceText(choice)).join(', ') || 'open'}`)
  if (total > pairs.length) say(`and ${total - pairs.length} more`)
  return {
    dataset: { id: dataset.id, name: dataset.name },
    total,
    pairs: pairs.map(({ id, prompt, votes }) => ({ id, prompt, votes: votes.map(({ choice }) => choiceText(choice)) })),
  }
}

const STATES = ['all', 'unvoted', 'voted', 'pick', 'tie', 'both-bad', 'skip', 'held-out'] as const

function choiceText(choice: Schemas['Choice']): string {
  return choice.kind === 'pick' ? `picture ${choice.position + 1}` : choice.kind
}
