/**
 * Methods over single pictures that were liked or not (Diffusion-KTO). Votes stand in for thumbs where there are none. The run's
 * split holds thumbs as pairs of a picture with itself (dataset.ts).
 */
import { randomSource } from '../../../random.ts'
import type { FilledDraws } from '../../draws/fill-draws.ts'
import { pictureObjectiveFrom } from '../../objectives/objectives.ts'
import { createErrorSession } from '../../step/error-session.ts'
import { createFusedPictureStep, createSinglePictureStep, type PictureInput } from '../../step/picture-step.ts'
import type { DatasetPair } from '../dataset.ts'
import { evaluateThumbs } from '../evaluation.ts'
import { epochOrder } from './epochs.ts'
import type { MethodContext, MethodRun } from './method-run.ts'
import { networkOptions } from './network-options.ts'
import { storedDraws } from './stored-draws.ts'

/** Undefined when the run was stopped while draws were filled. */
export async function openThumbs(context: MethodContext): Promise<MethodRun | undefined> {
  const { settings, dataset, run } = context
  const { split, forward } = run
  const filled = await storedDraws(context, settings.reference === 'stored' ? [...split.training, ...split.heldOut] : split.heldOut)
  if (!filled) return undefined
  // The pictures of a step shift each other's loss: all of them in one call, or one at a time.
  const whole = !settings.oneMember && settings.pairsPerCall === settings.pairsPerStep
  const step = await (whole ? createFusedPictureStep : createSinglePictureStep)({
    ...networkOptions(context),
    objective: pictureObjectiveFrom({ ...settings, gamma: 0 }),
    reference: settings.reference,
    pictures: settings.pairsPerStep,
  })
  const policy = await createErrorSession({ ...forward, role: 'policy' })
  const picturesOf = picturesOfStep(context, filled)
  return {
    gamma: 0,
    async step(number) {
      const pictures = picturesOf(number)
      return { ...(await step.run(pictures)), labels: pictures.map(({ label }) => label) }
    },
    evaluate: () => evaluateThumbs({ dataset, thumbs: split.heldOut, filled, policy, beta: settings.beta }),
    async dispose() {
      await Promise.all([step.dispose(), policy.dispose()])
    },
  }
}

/**
 * The pictures and draws of a step. Liked ones and others go round in epochs of their own, liked ones as `likedShare` of the whole,
 * each picture under another draw of its prompt's pool, or fresh noise when the reference is computed.
 */
function picturesOfStep({ settings, dataset, run: { split } }: MethodContext, filled: FilledDraws): (step: number) => PictureInput[] {
  const { seed, pairsPerStep } = settings
  const kinds = [1, 0].map((label) => split.training.filter((thumb) => thumb.label === label))
  const [liked, disliked] = kinds
  const share = liked.length === 0 ? 0 : disliked.length === 0 ? 1 : settings.likedShare
  const [likedAt, dislikedAt] = [epochOrder(seed, liked.length, 'liked'), epochOrder(seed, disliked.length, 'disliked')]
  const thumbAt = (position: number): DatasetPair => {
    const before = Math.floor(position * share)
    return Math.floor((position + 1) * share) > before ? liked[likedAt(before)] : disliked[dislikedAt(position - before)]
  }
  return (step) => {
    const random = randomSource(seed, 'step', step)
    return Array.from({ length: pairsPerStep }, (_, i) => {
      const { winner: latent, prompt, label } = thumbAt(step * pairsPerStep + i)
      const stored = settings.reference === 'stored'
      const drawIndex = random.integer(settings.draws)
      const draw = filled.draws(prompt)[drawIndex]
      const dropped = stored ? draw.captionDropped : random.uniform() < settings.captionDropout
      const picture = dataset.latents[latent]
      return {
        latent: picture,
        conditioning: dropped ? dataset.empty : dataset.prompts[prompt].conditioning,
        referenceError: stored ? filled.errors(latent, prompt)[drawIndex] : 0,
        timestep: stored ? draw.timestep : settings.timestepFrom + random.integer(settings.timestepTo - settings.timestepFrom),
        noise: stored ? draw.noise(picture.length) : random.fillNormal(new Float32Array(picture.length)),
        label,
      }
    })
  }
}
