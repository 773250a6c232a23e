/** `export`: puts a LoRA where ComfyUI looks for LoRAs, or fetches it to this machine. */
import { resolve } from 'node:path'
import { InputError } from '../../errors.ts'
import { writeFileAtomic } from '../../files/atomic-write.ts'
import { chooseLora } from '../choose.ts'
import type { Command } from '../command.ts'
import { textOption } from '../option-values.ts'

/** As `FileName` in openapi/see-dpo.yaml. */
const FILE_NAME = /^[^/\\:*?"<>|\p{Cc}.][^/\\:*?"<>|\p{Cc}]{0,119}$/u

export const exportCommand: Command = {
  name: 'export',
  summary: 'puts a LoRA where ComfyUI looks for LoRAs, or fetches it',
  help: `npm run comfyui -- export [options]

  --lora NAME      id, name or part of it (default: the best of the newest run)
  --name FILE      its name there, without folder and ending (default: the LoRA's name)
  --out FILE       fetches it into this file of this machine instead
`,
  options: { lora: { type: 'string' }, name: { type: 'string' }, out: { type: 'string' } },
  async run({ api, say }, values) {
    const name = textOption(values, 'name')
    const out = textOption(values, 'out')
    if (name !== undefined && out !== undefined) throw new InputError('export: expected --name, for ComfyUI, or --out, for this machine, got both.')
    if (name !== undefined && !FILE_NAME.test(name))
      throw new InputError(`--name: expected a file's name without folder and ending, got '${name.slice(0, 120)}'.`)
    const lora = await chooseLora(api, textOption(values, 'lora'))
    const params = { path: { loraId: lora.id } }
    if (out === undefined) {
      const body = { name: name ?? fileName(lora.name) }
      const { path } = await api.ask((client) => client.POST('/api/loras/{loraId}/export', { params, body }))
      say(`'${lora.name}' is now ${path}. In ComfyUI, press R to see it in the LoRA loaders.`)
      return { lora: { id: lora.id, name: lora.name }, path }
    }
    const file = await api.ask((client) => client.GET('/api/loras/{loraId}/file', { params, parseAs: 'arrayBuffer' }))
    writeFileAtomic(resolve(out), new Uint8Array(file as unknown as ArrayBuffer))
    say(`'${lora.name}' is now ${out}.`)
    return { lora: { id: lora.id, name: lora.name }, path: resolve(out) }
  },
}

/** A LoRA's name with what file names can't have left out. */
function fileName(name: string): string {
  const plain = name
    .replace(/[/\\:*?"<>|\p{Cc}]+/gu, '-')
    .replace(/^\.+/, '')
    .trim()
  return plain.slice(0, 120).toWellFormed() || 'lora'
}
