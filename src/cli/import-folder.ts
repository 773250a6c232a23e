/**
 * Sends a folder of this machine to the server and has it read into a dataset. What becomes a pair is left to the server.
 */
import { readFile, stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { InputError } from '../errors.ts'
import { walkFolder } from '../preferences/transfer/files/walk-folder.ts'
import { datasetNamed } from './choose.ts'
import type { CommandContext, CommandResult } from './command.ts'
import { followJob } from './follow.ts'
import type { Schemas } from './see-dpo-api.ts'

export interface ImportOrder {
  folder: string
  format: Schemas['ImportRequest']['format']
  picturesPerPair: 2 | 4
  /** Name or id; a new one is made. */
  dataset: string
  isDryRun: boolean
}

const PICTURES = ['.png', '.jpg', '.jpeg', '.webp']
/** The server's own limit for one file. */
const MAX_FILE_BYTES = 64 * 2 ** 20

export async function importFolder(context: CommandContext, order: ImportOrder): Promise<CommandResult> {
  const { api, say, stop } = context
  const { format, picturesPerPair } = order
  const files = await filesOf(context, order)
  const opened = await api.ask((client) => client.POST('/api/imports', { body: { format, picturesPerPair } }))
  const params = { path: { importId: opened.id } }
  let isWritten = false
  try {
    await send(context, resolve(order.folder), opened.id, files)
    if (stop.aborted) return { stopped: true }
    const read = await followJob(context, await api.ask((client) => client.POST('/api/imports/{importId}/preview', { params })), 'Reading')
    if (read.status === 'stopped') return { stopped: true }
    const { preview } = await api.ask((client) => client.GET('/api/imports/{importId}', { params }))
    if (preview) tell(context, preview)
    if (order.isDryRun || preview?.pairs === 0) return { pairs: preview?.pairs ?? 0, votes: preview?.votes ?? 0, written: false }
    // A name that is new here; the dataset is made first, so that a part of it can't be there twice.
    const dataset = await datasetNamed(api, order.dataset)
    const body = { datasetId: dataset.id }
    const written = await followJob(context, await api.ask((client) => client.POST('/api/imports/{importId}/commit', { params, body })), 'Writing')
    isWritten = written.status === 'finished'
    const { pairs = 0, votes = 0 } = written.result ?? {}
    if (isWritten) say(`${pairs} pairs and ${votes} votes are in '${dataset.name}'.`)
    return { dataset: { id: dataset.id, name: dataset.name }, pairs, votes, written: isWritten, stopped: !isWritten }
  } finally {
    // What was sent is of no use any more.
    if (!isWritten) await api.ask((client) => client.DELETE('/api/imports/{importId}', { params })).catch(() => {})
  }
}

async function filesOf({ say }: CommandContext, { folder, format }: ImportOrder): Promise<string[]> {
  const files: string[] = []
  for await (const name of walkFolder(resolve(folder), ({ path, sentence }) => say(`${path}: ${sentence}`))) {
    if (format !== 'pictures' || PICTURES.includes(extname(name).toLowerCase())) files.push(name)
  }
  if (files.length === 0)
    throw new InputError(`--import: expected a folder with ${format === 'pictures' ? PICTURES.join(', ') : 'an export'}, got ${folder} without any.`)
  return files
}

async function send({ api, progress, say, stop }: CommandContext, root: string, importId: string, files: readonly string[]): Promise<void> {
  progress.start('Sending', files.length)
  for (const [index, name] of files.entries()) {
    if (stop.aborted) break
    const { size } = await stat(join(root, name))
    if (size > MAX_FILE_BYTES)
      say(`${name}: left out, because it has ${Math.round(size / 2 ** 20)} MB, more than the ${MAX_FILE_BYTES / 2 ** 20} MB that the server takes.`)
    else {
      const content = await readFile(join(root, name))
      await api.ask((client) =>
        client.PUT('/api/imports/{importId}/files', {
          params: { path: { importId }, query: { name } },
          // The generated type of a binary body is a string; the client sends what the serializer gives.
          body: '',
          bodySerializer: () => content,
          headers: { 'content-type': 'application/octet-stream' },
        }),
      )
    }
    progress.update(index + 1)
  }
  progress.end()
}

function tell(
  { say }: CommandContext,
  { pictures, pairs, votes, leftOver, withoutPrompt, duplicates, problems, problemCount }: Schemas['ImportPreview'],
): void {
  say(`${pictures} pictures make ${pairs} pairs with ${votes} votes.`)
  if (leftOver > 0) say(`${leftOver} found no partner of the same prompt.`)
  if (withoutPrompt > 0) say(`${withoutPrompt} have no prompt in them.`)
  if (duplicates > 0) say(`${duplicates} are there twice.`)
  for (const { path, sentence } of problems.slice(0, 5)) say(`${path}: ${sentence}`)
  if (problemCount > 5) say(`and ${problemCount - 5} more problems`)
}
