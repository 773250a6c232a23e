/** Which model the trainer works on: the connected one, the one that the dataset's pictures came from, or a file that is chosen by hand. */
import { InputError } from '../../errors.ts'
import type { TrainingBase } from '../../host/host.ts'
import { checkpointId } from '../../host/models/model-record.ts'
import { trainingBase } from '../../host/models/training-base.ts'
import type { Dataset } from '../../preferences/types.ts'
import { fileBelow } from '../host-files.ts'
import type { InputValues } from '../node-definition.ts'
import type { NodeTask } from '../node-task.ts'
import { FROM_MODEL, type TRAINER } from '../trainer.ts'

export interface TrainedModel {
  modelId: string
  base: TrainingBase
}

/** Lends what is connected while `work` goes on. An InputError says what to connect or choose. */
export async function trainedModel<T>(
  { model, clip, vae, checkpoint, preferences }: InputValues<typeof TRAINER.inputs>,
  dataset: Dataset,
  { host, session, prompt, nodeId, places }: NodeTask,
  work: (model: TrainedModel) => Promise<T>,
): Promise<T> {
  const file = checkpoint === FROM_MODEL ? undefined : fileBelow(places.checkpoints, checkpoint)
  if (checkpoint !== FROM_MODEL && file === undefined)
    throw new InputError(
      `checkpoint: expected '${checkpoint.slice(0, 200)}' in ComfyUI's checkpoints folder, found none. Press r in ComfyUI, then choose it again.`,
    )
  const lent = { session, model: model?.$object, clip: clip?.$object, vae: vae?.$object }
  if (model) {
    return host.withModel({ ...lent, prompt, nodeId }, ({ id, name, description }) =>
      work({ modelId: id, base: trainingBase({ name }, file === undefined ? description : { ...description, checkpoint: file }) }),
    )
  }
  const modelId = (file === undefined ? undefined : checkpointId(checkpoint)) ?? preferences.modelId ?? dataset.modelId
  if (modelId === undefined)
    throw new InputError('model: expected a MODEL, or preferences that know theirs, got neither. Connect the MODEL that drew the pictures.')
  const known = host.record(modelId)
  const { description } = known
  if (!description) throw new InputError(`${known.name}: expected its MODEL once, to see what it is. Connect it, with its CLIP and VAE.`)
  return host.loans.lend(modelId, lent, () =>
    work({ modelId, base: trainingBase(known, file === undefined ? description : { ...description, checkpoint: file }) }),
  )
}
