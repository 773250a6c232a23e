/** What Export LoRA does: copies one of a run's LoRAs to where the host's loaders look. */
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { InputError } from '../../errors.ts'
import type { Lora } from '../../preferences/types.ts'
import { copyLora } from '../../server/copy-lora.ts'
import { living } from '../../server/living.ts'
import type { ServerContext } from '../../server/server-context.ts'
import { sha256OfFile } from '../../trainer/models/safetensors/file-hash.ts'
import { EXPORT_LORA } from '../export-lora.ts'
import type { TrainedRun } from '../node-definition.ts'
import { runnable, value } from '../node-task.ts'

/** As the API's FileName: a name on every system, in no other folder. */
const FILE_NAME = /^[^/\\:*?"<>|\p{Cc}.][^/\\:*?"<>|\p{Cc}]*$/u

export const exportLora = runnable(EXPORT_LORA, async ({ run, name, checkpoint, step }, { context, host, session }) => {
  const lora = loraOf(context, run, checkpoint, step)
  const source = context.store.loras.file(lora.id)
  const wanted = name.trim().replace(/\.safetensors$/i, '')
  if (!FILE_NAME.test(wanted))
    throw new InputError(`name: expected a file's name without folders, colons and the like, got '${name.slice(0, 100)}'. Shorten it to words.`)
  const known = join(host.loraFolder, `${wanted}.safetensors`)
  const isThere = existsSync(known) && sha256OfFile(known) === lora.hash
  const path = isThere ? known : await copyLora(source, host.loraFolder, wanted)
  session.text(`${basename(path)} (step ${lora.step}) is in ${host.loraFolder}. Press r in ComfyUI to have it in the lists of LoRA loaders.`)
  return { outputs: [value(basename(path)), { kind: 'lora', path }] }
})

/** The checkpoint of that step or the one before it; with 0 the best one, or the last. A NotFoundError, or an InputError where there is none. */
export function loraOf({ store }: ServerContext, { runId, name }: TrainedRun, checkpoint: string, step = 0): Lora {
  living('run', runId, store.runs.get(runId))
  const loras = store.loras.list({ runId }).toSorted((a, b) => b.step - a.step)
  const found = step > 0 ? loras.find((lora) => lora.step <= step) : checkpoint === 'last' ? loras[0] : (loras.find(({ best }) => best) ?? loras[0])
  if (!found)
    throw new InputError(
      loras.length === 0
        ? `Run ${name}: expected a LoRA of it, got none: it ended before its first checkpoint. Train it longer.`
        : `Run ${name}: expected a checkpoint up to step ${step}, its first one is of step ${loras.at(-1)?.step}.`,
    )
  return found
}
