/** Inputs that several nodes have, so that they are called and explained the same everywhere. */

/** Characters of a prompt list; a book has a million. */
export const MAX_PROMPT_LIST = 200_000

/** Of a dataset's, run's or LoRA's name. */
export const MAX_NODE_NAME = 120

export const MODEL = { id: 'model', type: 'MODEL', optional: false } as const
export const CLIP = { id: 'clip', type: 'CLIP', optional: false } as const
export const VAE = { id: 'vae', type: 'VAE', optional: false } as const

export const PREFERENCES = {
  id: 'preferences',
  type: 'SEE_DPO_PREFERENCES',
  optional: false,
  tooltip: 'The pictures and votes to work on, from a node that makes or passes preferences.',
} as const

export const DATASET = {
  id: 'dataset',
  type: 'STRING',
  default: 'My preferences',
  multiline: false,
  maxLength: MAX_NODE_NAME,
  tooltip: 'The name of the collection that pairs go into; the panel shows it by this name. Change it to keep tastes or models apart.',
} as const

const STEPS = {
  id: 'steps',
  type: 'INT',
  default: 20,
  min: 1,
  max: 1000,
  step: 1,
  tooltip: 'Sampling steps, as in KSampler. Use what you use for your own pictures: it is those that you vote on.',
} as const

const CFG = {
  id: 'cfg',
  type: 'FLOAT',
  default: 7,
  min: 0,
  max: 100,
  step: 0.1,
  tooltip: 'Guidance, as in KSampler. Lower it where pictures look burnt; the demo model wants 1.1.',
} as const

const SAMPLER_NAME = {
  id: 'sampler_name',
  type: 'COMBO',
  options: { samplers: true },
  default: 'euler_ancestral',
  tooltip: 'As in KSampler. Ancestral samplers differ more from seed to seed, which gives you more to choose from.',
} as const

const SCHEDULER = {
  id: 'scheduler',
  type: 'COMBO',
  options: { schedulers: true },
  default: 'normal',
  tooltip: 'As in KSampler. Change it when your own workflow uses another one.',
} as const

const WIDTH = {
  id: 'width',
  type: 'INT',
  default: 0,
  min: 0,
  max: 4096,
  step: 8,
  tooltip: "Pixels; 0 is the model's own size (512 for SD1.5, 768 for SD2, 1024 for SDXL). All pictures of a training have to be of one size.",
} as const

const HEIGHT = {
  id: 'height',
  type: 'INT',
  default: 0,
  min: 0,
  max: 4096,
  step: 8,
  tooltip: "Pixels; 0 is the model's own size. Change it together with the width.",
} as const

/** How pictures are drawn, as on KSampler, in this order. */
export const SAMPLING = [STEPS, CFG, SAMPLER_NAME, SCHEDULER, WIDTH, HEIGHT] as const

/** Of nodes that take pictures from elsewhere. */
export const FUTURE_MODEL = {
  id: 'model',
  type: 'MODEL',
  optional: true,
  tooltip: 'The model that you are going to teach. With it, the panel knows which one the dataset belongs to.',
} as const

/** Of nodes that make pairs. */
export const NEW_PREFERENCES = {
  id: 'preferences',
  type: 'SEE_DPO_PREFERENCES',
  name: 'preferences',
  tooltip: 'The dataset with the pairs; connect it to Vote.',
} as const

/** The most a seed widget of ComfyUI's frontends can hold exactly. */
export const MAX_SEED = Number.MAX_SAFE_INTEGER

export const PICTURES_PER_PAIR = {
  id: 'pictures',
  type: 'COMBO',
  options: ['2', '4 (best of four)'],
  default: '2',
  tooltip: 'How many pictures you choose among at a time. Four teach three times as much per choice, where you can tell the best one apart.',
} as const
