/**
 * The settings of a run with their defaults, all in one place, and the checks that a person's values go through. What they
 * do is said beside each; how they work is left to the files that read them.
 */
import { InputError } from '../../errors.ts'
import type { SessionProfile } from '../graph/session.ts'
import { ATTENTION_TARGETS } from '../lora/new-adapters.ts'
import type { PredictionType } from '../noise-schedule.ts'
import { LINK_NAMES, type LinkName, POLY_ALPHA } from '../objectives/link.ts'
import { checkObjective, type MethodName, methodOf, RATIO_CLAMP } from '../objectives/objectives.ts'
import type { ReferenceMode } from '../step/pair-step.ts'

export interface RunSettings {
  /** Checkpoint file that is fine-tuned. */
  model: string
  prediction?: PredictionType
  zeroTerminal?: boolean
  method: MethodName
  /** KL strength; errors are means per latent dimension, hence its size. */
  beta: number
  /** Weight of the entropy, in the scale of beta; absent when `gammaN` sets it. */
  gamma?: number
  /** Spread of the offset term in z, from which gamma is set; of chains with an averaged offset both are used (methods/chains.ts). */
  gammaN: number
  labelSmoothing: number
  /** What a margin costs; IPO, hinge and Poly-DPO in place of the logistic loss. */
  link: LinkName
  /** a of Poly-DPO: above 0 for noisy votes, below for trivially easy ones. */
  polyAlpha: number
  /** mu of Diffusion-SDPO: how much of the winner's progress the loser's gradient must leave; 0 for none, 0.9 (SD1.5) or 0.6 (SDXL) there. */
  loserScaling: number
  /** Share of liked pictures among those that Diffusion-KTO trains on; 0.8 in its launchers. */
  likedShare: number
  /** Candidates of each step of SPO's chains; 4 (SD1.5) or 2 (SDXL) there. */
  pool: number
  /** How sure the scorer must be of the best against the worst, 0 to 1, for the two to be trained on; 0.3 to 0.4 there. */
  confidence: number
  /** Share of the ancestral noise in SPO's chains. */
  eta: number
  /** `half` trains ties as probability 1/2, `omit` leaves them out. */
  ties: 'half' | 'omit'
  /**
   * `averaged` over all draws of the finished pictures, or `raw` from the draw or the chain's step at hand, which is what direct
   * substitution gives: with draws it diverges at gamma near beta.
   */
  offset: 'averaged' | 'raw'
  /** e of D3PO and SPO: each member's ratio of densities is clamped to [1 - e, 1 + e]. */
  ratioClamp: number
  /** k: raw offsets of chains' steps are clipped to +-k, in nats per latent dimension. */
  offsetClip: number
  reference: ReferenceMode
  /** Draws of (timestep, noise) for each prompt. */
  draws: number
  /**
   * Timesteps that are trained, from (inclusive) to (exclusive). Content is decided where there is noise; training the last,
   * nearly clean steps as well mostly teaches to spoil the loser's details.
   */
  timestepFrom: number
  timestepTo: number
  /** Share of draws with the empty prompt. */
  captionDropout: number
  rank: number
  alpha: number
  targets: readonly string[]
  /** LoRA file to start from instead of fresh adapters. */
  initial?: string
  /** LoRAs in front of the trainer. */
  frozen: readonly { path: string; strength: number }[]
  learningRate: number
  /** Steps of linear warm-up. */
  warmup: number
  weightDecay: number
  /** Largest norm of the gradient. */
  gradientLimit: number
  /** Optimizer steps. */
  steps: number
  /** Pairs per optimizer step; of chains whole ones, all their steps; of SPO chains that are drawn. */
  pairsPerStep: number
  /** Pairs, or with chains steps of a pair, per session call: fewer need less memory and are accumulated. */
  pairsPerCall: number
  /** Run members one at a time: half the activations of a single pair. */
  oneMember: boolean
  checkpoint: boolean
  queryBlock: number
  /** Steps between evaluations; each writes a checkpoint. */
  evaluateEvery: number
  /** Keep every checkpoint as a LoRA, to compare them; the best one is always kept. */
  checkpointLoras: boolean
  /** Share of the votes that is held out. */
  heldOut: number
  /** Pictures drawn at each evaluation, 0 for none; steps and guidance of their sampler, and of SPO's chains. */
  samples: number
  sampleSteps: number
  guidance: number
  /** Lowest timestep that is guided. */
  guidanceFrom: number
  seed: number
  threads: number
  profile: SessionProfile
}

export const RUN_DEFAULTS: Omit<RunSettings, 'model'> = {
  method: 'see-diffusion-dpo',
  beta: 2000,
  gammaN: 0.3,
  labelSmoothing: 0,
  link: 'logistic',
  polyAlpha: POLY_ALPHA,
  loserScaling: 0,
  likedShare: 0.8,
  pool: 4,
  confidence: 0.3,
  eta: 1,
  ties: 'half',
  offset: 'averaged',
  ratioClamp: RATIO_CLAMP,
  offsetClip: 1,
  reference: 'stored',
  draws: 32,
  timestepFrom: 0,
  timestepTo: 1000,
  captionDropout: 0.1,
  rank: 8,
  alpha: 8,
  targets: ATTENTION_TARGETS,
  frozen: [],
  // 1e-5 for full-size models: at 5e-4, the public script's default, runs broke apart (huggingface/diffusers#6565).
  learningRate: 1e-5,
  warmup: 10,
  weightDecay: 0.01,
  gradientLimit: 1,
  steps: 1000,
  pairsPerStep: 16,
  pairsPerCall: 1,
  oneMember: false,
  checkpoint: true,
  queryBlock: 512,
  evaluateEvery: 50,
  checkpointLoras: false,
  heldOut: 0.15,
  samples: 8,
  sampleSteps: 10,
  guidance: 5,
  guidanceFrom: 0,
  seed: 1,
  threads: 2,
  profile: 'lean',
}

/** One pair of chains, all its steps, is an optimizer step there; its learning rate is for a LoRA of rank 4. */
const D3PO_DEFAULTS: Partial<RunSettings> = { beta: 0.1, offset: 'raw', learningRate: 3e-5, weightDecay: 1e-4, pairsPerStep: 1 }

/** Four of twenty steps walk without pools there, which is what `timestepTo` leaves out. */
const SPO_DEFAULTS: Partial<RunSettings> = {
  beta: 10,
  offset: 'raw',
  learningRate: 6e-5,
  weightDecay: 1e-4,
  pairsPerStep: 4,
  sampleSteps: 20,
  timestepTo: 800,
}

/**
 * Where methods want other defaults than Diffusion-DPO's: their own papers' and repositories' (algorithms.md, sections 4 and 7). Scales
 * of beta are the methods' own: 0.1, 10, 1000 and 5000 are all ordinary.
 */
export const METHOD_DEFAULTS: Readonly<Record<MethodName, Partial<RunSettings>>> = {
  'diffusion-dpo': {},
  'see-diffusion-dpo': {},
  mapo: { beta: 0.1 },
  'diffusion-kto': { beta: 1000 },
  d3po: D3PO_DEFAULTS,
  'see-d3po': { ...D3PO_DEFAULTS, gamma: 0.05 },
  spo: SPO_DEFAULTS,
  'see-spo': { ...SPO_DEFAULTS, gamma: 2 },
}

/**
 * What of a method's defaults goes before a model's own: strengths are the method's scale whatever the model, while learning rates, steps
 * and timesteps are chosen for models.
 */
export function methodScale(method: unknown): Partial<Pick<RunSettings, 'beta' | 'gamma' | 'offset' | 'pairsPerStep'>> {
  const { beta, gamma, offset, pairsPerStep } = METHOD_DEFAULTS[method as MethodName] ?? {}
  return { ...(beta && { beta }), ...(gamma && { gamma }), ...(offset && { offset }), ...(pairsPerStep && { pairsPerStep }) }
}

export type NumberRule = readonly [low: number, high: number, whole?: 'whole']

/** Allowed range of each number; the error quotes it. */
export const SETTING_RANGES: Partial<Record<keyof RunSettings, NumberRule>> = {
  gammaN: [0, 10],
  likedShare: [0.01, 0.99],
  offsetClip: [1e-6, 1e6],
  pool: [2, 64, 'whole'],
  confidence: [0, 1],
  eta: [0.01, 1],
  draws: [1, 1024, 'whole'],
  timestepFrom: [0, 999, 'whole'],
  timestepTo: [1, 1000, 'whole'],
  captionDropout: [0, 0.9],
  rank: [1, 4096, 'whole'],
  alpha: [1e-6, 1e6],
  learningRate: [1e-9, 1],
  warmup: [0, 1e6, 'whole'],
  weightDecay: [0, 10],
  gradientLimit: [1e-6, 1e6],
  steps: [1, 1e6, 'whole'],
  pairsPerStep: [1, 4096, 'whole'],
  pairsPerCall: [1, 4096, 'whole'],
  queryBlock: [1, 1e6, 'whole'],
  evaluateEvery: [1, 1e6, 'whole'],
  heldOut: [0.02, 0.5],
  samples: [0, 256, 'whole'],
  sampleSteps: [1, 1000, 'whole'],
  guidance: [0, 100],
  guidanceFrom: [0, 1000],
  seed: [0, Number.MAX_SAFE_INTEGER, 'whole'],
  threads: [1, 256, 'whole'],
}

/** What the settings that are no numbers may be; the error quotes the words. */
const KINDS: Partial<Record<keyof RunSettings, readonly [expected: string, test: (value: unknown) => boolean]>> = {
  model: ['the path of a checkpoint file', isText],
  prediction: ["'eps' or 'v'", (value) => value === undefined || value === 'eps' || value === 'v'],
  zeroTerminal: ['true or false', (value) => value === undefined || typeof value === 'boolean'],
  link: [LINK_NAMES.map((name) => `'${name}'`).join(', '), (value) => LINK_NAMES.includes(value as LinkName)],
  ties: ["'half' or 'omit'", (value) => value === 'half' || value === 'omit'],
  offset: ["'averaged' or 'raw'", (value) => value === 'averaged' || value === 'raw'],
  reference: ["'stored' or 'computed'", (value) => value === 'stored' || value === 'computed'],
  targets: ['a list of module name patterns', (value) => isList(value) && value.length > 0 && value.every(isText)],
  initial: ['the path of a LoRA file', (value) => value === undefined || isText(value)],
  frozen: ['a list of { path, strength }', (value) => isList(value) && value.every(isFrozenLora)],
  oneMember: ['true or false', (value) => typeof value === 'boolean'],
  checkpoint: ['true or false', (value) => typeof value === 'boolean'],
  checkpointLoras: ['true or false', (value) => typeof value === 'boolean'],
  profile: ["'small' or 'lean'", (value) => value === 'small' || value === 'lean'],
}

/** More LoRAs or patterns than anyone has. */
const MAX_ITEMS = 1000

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length <= MAX_ITEMS
}

function isFrozenLora(value: unknown): boolean {
  const { path, strength } = (value ?? {}) as { path?: unknown; strength?: unknown }
  return isText(path) && typeof strength === 'number' && Number.isFinite(strength)
}

/** Fills in defaults and checks; an unknown, missing or impossible setting is an InputError that names it. */
export function resolveSettings(given: Partial<RunSettings> & { model: string }): RunSettings {
  const known = new Set([...Object.keys(RUN_DEFAULTS), 'model', 'prediction', 'zeroTerminal', 'gamma', 'initial'])
  for (const name of Object.keys(given)) {
    if (!known.has(name)) throw new InputError(`run settings: expected one of ${[...known].join(', ')}, got '${name}'. Check the spelling.`)
  }
  const method = given.method ?? RUN_DEFAULTS.method
  const settings: RunSettings = { ...RUN_DEFAULTS, ...(Object.hasOwn(METHOD_DEFAULTS, method) ? METHOD_DEFAULTS[method] : {}), ...given }
  for (const [name, [low, high, whole]] of Object.entries(SETTING_RANGES)) {
    const value = settings[name as keyof RunSettings]
    if (typeof value !== 'number' || !(value >= low && value <= high) || (whole && !Number.isInteger(value))) {
      throw new InputError(`${name}: expected a ${whole ?? ''} number from ${low} to ${high}, got ${value}.`.replace('a  number', 'a number'))
    }
  }
  for (const [name, [expected, test]] of Object.entries(KINDS)) {
    const value = settings[name as keyof RunSettings]
    if (!test(value)) throw new InputError(`${name}: expected ${expected}, got ${JSON.stringify(value)}.`)
  }
  checkObjective({ ...settings, gamma: settings.gamma ?? 0 })
  if (methodOf(settings.method).source === 'pools' && settings.offset !== 'raw') {
    throw new InputError(
      `offset: expected 'raw' with ${settings.method}, got '${settings.offset}'. Candidates of a step are no finished pictures to average over.`,
    )
  }
  if (methodOf(settings.method).source === 'votes' && settings.pairsPerStep % settings.pairsPerCall !== 0) {
    throw new InputError(`pairsPerCall: expected a divisor of pairsPerStep (${settings.pairsPerStep}), got ${settings.pairsPerCall}.`)
  }
  return settings
}
