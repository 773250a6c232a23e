/**
 * The facts about the demo model that its file can't tell and that the Python side needs (bridge/calls/demo_model.py): prompt
 * words in the order of their tokens, latent scale. JSON beside the model, so that no second list can go stale.
 */
import { DEMO_HINTS } from '../../src/demo/model/demo-architecture.ts'
import { LATENT_SCALE } from '../../src/demo/model/demo-latents.ts'
import { PICTURE_SIZE } from '../../src/demo/world/backgrounds.ts'
import { ARTICLES, PROMPT_LENGTH, PROMPTS, promptText, VOCABULARY } from '../../src/demo/world/prompt.ts'

/** Content by path, relative to the checkout. */
export function demoModelFacts(): Map<string, string> {
  const facts = {
    pictureSize: PICTURE_SIZE,
    latentScale: LATENT_SCALE,
    patch: DEMO_HINTS.patch,
    headChannels: DEMO_HINTS.headChannels,
    promptLength: PROMPT_LENGTH,
    words: VOCABULARY,
    articles: ARTICLES,
    examplePrompt: promptText(PROMPTS[0]),
  }
  return new Map([['assets/demo-model.json', `${JSON.stringify(facts, null, 2)}\n`]])
}
