/**
 * The closed table of methods by name, with the checks of their settings. Each objective stands in its own file.
 */
import { BugError, InputError } from '../../errors.ts'
import { d3po, seeD3po } from './d3po.ts'
import { diffusionDpo } from './diffusion-dpo.ts'
import { diffusionKto } from './diffusion-kto.ts'
import { type LinkSettings, linkFrom } from './link.ts'
import { mapo } from './mapo.ts'
import type { Objective, PictureObjective } from './objective.ts'
import { seeDiffusionDpo } from './see-diffusion-dpo.ts'
import { seeSpo, spo } from './spo.ts'

export interface ObjectiveSettings extends LinkSettings {
  method: MethodName
  beta: number
  /** 0 for the base methods. */
  gamma: number
  labelSmoothing: number
  loserScaling?: number
  /** e of the trajectory methods. */
  ratioClamp?: number
}

interface Method {
  /** What it trains on: votes on finished pictures, thumbs on single ones, the stored chains behind voted pictures, or pools drawn as it goes. */
  readonly source: 'votes' | 'thumbs' | 'chains' | 'pools'
  /** Whether scores are against a reference. */
  readonly reference: boolean
  /** Whether it has the self-entropy term. */
  readonly entropy: boolean
  /** Whether the link can be chosen. */
  readonly links: boolean
}

const METHODS = {
  'diffusion-dpo': { source: 'votes', reference: true, entropy: false, links: true },
  'see-diffusion-dpo': { source: 'votes', reference: true, entropy: true, links: true },
  d3po: { source: 'chains', reference: true, entropy: false, links: true },
  'see-d3po': { source: 'chains', reference: true, entropy: true, links: true },
  spo: { source: 'pools', reference: true, entropy: false, links: true },
  'see-spo': { source: 'pools', reference: true, entropy: true, links: true },
  mapo: { source: 'votes', reference: false, entropy: false, links: false },
  'diffusion-kto': { source: 'thumbs', reference: true, entropy: false, links: false },
} as const satisfies Record<string, Method>

/** 0.1 in D3PO and SPO: 0.2 was a bug that let pictures fall apart sooner (yk7333/d3po#4). */
export const RATIO_CLAMP = 0.1

export type MethodName = keyof typeof METHODS
export const METHOD_NAMES = Object.keys(METHODS) as readonly MethodName[]

/** Traits of a method. */
export const methodOf = (name: MethodName): Method => METHODS[name]

/** The objective over pairs that `settings` describe. Throws an InputError that names the setting. */
export function objectiveFrom(settings: ObjectiveSettings): Objective {
  checkObjective(settings)
  switch (settings.method) {
    case 'diffusion-dpo':
      return diffusionDpo(settings)
    case 'see-diffusion-dpo':
      return seeDiffusionDpo(settings)
    case 'd3po':
      return d3po({ ...settings, ratioClamp: settings.ratioClamp ?? RATIO_CLAMP })
    case 'see-d3po':
      return seeD3po({ ...settings, ratioClamp: settings.ratioClamp ?? RATIO_CLAMP })
    case 'spo':
      return spo({ ...settings, ratioClamp: settings.ratioClamp ?? RATIO_CLAMP })
    case 'see-spo':
      return seeSpo({ ...settings, ratioClamp: settings.ratioClamp ?? RATIO_CLAMP })
    case 'mapo':
      return mapo(settings)
    case 'diffusion-kto':
      throw new BugError('objective: expected a method over pairs, got diffusion-kto, which is over single pictures')
  }
}

/** The objective over single pictures. */
export function pictureObjectiveFrom(settings: ObjectiveSettings): PictureObjective {
  checkObjective(settings)
  return diffusionKto(settings)
}

/** Throws an InputError that names the first setting that is out of its range or that the method does not use. */
export function checkObjective(settings: ObjectiveSettings): void {
  const { method, beta, gamma, labelSmoothing, link = 'logistic', loserScaling = 0, ratioClamp = RATIO_CLAMP } = settings
  if (!Object.hasOwn(METHODS, method)) throw new InputError(`method: expected ${METHOD_NAMES.join(', ')}, got '${method}'.`)
  const { entropy, links, source } = METHODS[method] as Method
  if (!(beta > 0 && beta <= 1e6))
    throw new InputError(
      `beta: expected a number above 0 and up to 1,000,000, got ${beta}. 500 to 5000 is ordinary with Diffusion-DPO, 0.1 with D3PO, 10 with SPO.`,
    )
  if (!(gamma >= 0 && gamma <= 1e6)) throw new InputError(`gamma: expected 0 or more, up to 1,000,000, got ${gamma}.`)
  if (!entropy && gamma !== 0) throw new InputError(`gamma: expected 0 with ${method}, got ${gamma}. ${withEntropy(method)}`)
  if (!(labelSmoothing >= 0 && labelSmoothing < 0.5)) throw new InputError(`label smoothing: expected 0 or more and below 0.5, got ${labelSmoothing}.`)
  if (source === 'thumbs' && labelSmoothing !== 0)
    throw new InputError(`label smoothing: expected 0 with ${method}, whose loss is bounded as it is, got ${labelSmoothing}.`)
  linkFrom(settings)
  if (!links && link !== 'logistic') throw new InputError(`link: expected 'logistic' with ${method}, which has a loss of its own, got '${link}'.`)
  if (!(loserScaling >= 0 && loserScaling < 1)) throw new InputError(`loserScaling: expected 0 (none) or more and below 1, got ${loserScaling}. 0.9 is usual.`)
  if ((!links || source !== 'votes') && loserScaling !== 0)
    throw new InputError(`loserScaling: expected 0 with ${method}, got ${loserScaling}. It goes with Diffusion-DPO.`)
  if (!(ratioClamp > 0 && ratioClamp < 1)) throw new InputError(`ratioClamp: expected a number above 0 and below 1, got ${ratioClamp}. 0.1 is usual.`)
}

function withEntropy(method: MethodName): string {
  const see = `see-${method}`
  return Object.hasOwn(METHODS, see) ? `Use ${see} for the entropy term.` : 'It has no entropy term.'
}
