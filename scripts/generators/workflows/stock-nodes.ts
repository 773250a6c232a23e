/**
 * ComfyUI's own nodes as far as our workflows use them, in what 0.3.64 and 0.33.0 have in common: newer versions only append inputs and
 * outputs. test/comfyui/workflows.test.ts holds this against both hosts.
 */

export interface Socket {
  name: string
  type: string
}

export interface Widget extends Socket {
  default: string | number | boolean
  /** A text field of several lines. */
  multiline?: true
  /** The frontend puts a widget of its own behind it, "control after generate". */
  isSeed?: true
}

export interface NodeShape {
  sockets: readonly Socket[]
  widgets: readonly Widget[]
  outputs: readonly Socket[]
  /** Lives in the frontend only: it is drawn, never run. */
  isNote?: true
}

const socket = (name: string, type: string): Socket => ({ name, type })
const MODEL = socket('model', 'MODEL')
const CLIP = socket('clip', 'CLIP')
const IMAGES = socket('images', 'IMAGE')
const out = (type: string): Socket => socket(type, type)
const whole = (name: string, value: number): Widget => ({ name, type: 'INT', default: value })
const number = (name: string, value: number): Widget => ({ name, type: 'FLOAT', default: value })
const text = (name: string, value: string): Widget => ({ name, type: 'STRING', default: value })
const choice = (name: string, value: string): Widget => ({ name, type: 'COMBO', default: value })

export const STOCK_NODES: Readonly<Record<string, NodeShape>> = {
  CheckpointLoaderSimple: { sockets: [], widgets: [choice('ckpt_name', '')], outputs: [out('MODEL'), out('CLIP'), out('VAE')] },
  LoraLoader: {
    sockets: [MODEL, CLIP],
    widgets: [choice('lora_name', ''), number('strength_model', 1), number('strength_clip', 1)],
    outputs: [out('MODEL'), out('CLIP')],
  },
  LoraLoaderModelOnly: { sockets: [MODEL], widgets: [choice('lora_name', ''), number('strength_model', 1)], outputs: [out('MODEL')] },
  LoraModelLoader: { sockets: [MODEL, socket('lora', 'LORA_MODEL')], widgets: [number('strength_model', 1)], outputs: [out('MODEL')] },
  CLIPTextEncode: { sockets: [CLIP], widgets: [{ ...text('text', ''), multiline: true }], outputs: [out('CONDITIONING')] },
  EmptyLatentImage: { sockets: [], widgets: [whole('width', 512), whole('height', 512), whole('batch_size', 1)], outputs: [out('LATENT')] },
  // The demo model's latents are pictures of three channels; EmptyLatentImage makes eighths of a picture.
  EmptyChromaRadianceLatentImage: {
    sockets: [],
    widgets: [whole('width', 1024), whole('height', 1024), whole('batch_size', 1)],
    outputs: [out('LATENT')],
  },
  KSampler: {
    sockets: [MODEL, socket('positive', 'CONDITIONING'), socket('negative', 'CONDITIONING'), socket('latent_image', 'LATENT')],
    widgets: [
      { ...whole('seed', 0), isSeed: true },
      whole('steps', 20),
      number('cfg', 8),
      choice('sampler_name', 'euler'),
      choice('scheduler', 'simple'),
      number('denoise', 1),
    ],
    outputs: [out('LATENT')],
  },
  VAEDecode: { sockets: [socket('samples', 'LATENT'), socket('vae', 'VAE')], widgets: [], outputs: [out('IMAGE')] },
  PreviewImage: { sockets: [IMAGES], widgets: [], outputs: [] },
  SaveImage: { sockets: [IMAGES], widgets: [text('filename_prefix', 'ComfyUI')], outputs: [] },
  PreviewAny: { sockets: [socket('source', '*')], widgets: [], outputs: [] },
  LossGraphNode: { sockets: [socket('loss', 'LOSS_MAP')], widgets: [text('filename_prefix', 'loss_graph')], outputs: [] },
  MarkdownNote: { sockets: [], widgets: [{ ...text('text', ''), multiline: true }], outputs: [], isNote: true },
}
