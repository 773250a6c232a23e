/** What a training step takes from the run, whatever its method: the network, what is trained of it, and how its graph is cut. */
import type { StepOptions } from '../../step/pair-step.ts'
import type { MethodContext } from './method-run.ts'

export function networkOptions({
  settings,
  dataset,
  run,
}: MethodContext): Pick<StepOptions, 'model' | 'trainable' | 'latent' | 'tokens' | 'session' | 'queryBlock' | 'checkpoint'> {
  return {
    model: run.model,
    trainable: run.trainable,
    latent: dataset.latentShape,
    tokens: dataset.empty.tokens,
    session: run.forward.session,
    queryBlock: settings.queryBlock,
    checkpoint: settings.checkpoint,
  }
}
