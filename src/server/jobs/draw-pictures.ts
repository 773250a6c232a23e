/**
 * Draws pictures from the host's model as one order, and hands each over when it is there. Makes a failure while a picture is
 * stored (a full disk) end the drawing, which the host's callback alone can't.
 */
import { RequestError } from '../../errors.ts'
import type { Host, HostModel, HostPicture, SampleOrder } from '../../host/host.ts'
import type { Task } from './job-runner.ts'

export async function drawPictures(
  host: Host,
  order: SampleOrder,
  task: Pick<Task, 'signal'>,
  onPicture: (picture: HostPicture, index: number) => void,
  onProgress: (done: number) => void,
) {
  const failure = new AbortController()
  let cause: unknown
  await host.sample(order, {
    signal: AbortSignal.any([task.signal, failure.signal]),
    onProgress: (done, total) => onProgress(total > 0 ? (done / total) * order.pictures.length : 0),
    onPicture(picture, index) {
      if (failure.signal.aborted) return
      try {
        onPicture(picture, index)
      } catch (error) {
        cause = error
        failure.abort()
      }
    },
  })
  if (failure.signal.aborted) throw cause
}

/** The model, if the host has it and it takes these prompts: else a RequestError before anything is queued. */
export async function checkedModel(host: Host, modelId: string, prompts: readonly string[]): Promise<HostModel> {
  const models = await host.models()
  const model = models.find(({ id }) => id === modelId)
  if (!model)
    throw new RequestError('invalid-request', `model '${modelId.slice(0, 100)}': expected one of ${models.map(({ id }) => id).join(', ') || 'none'}.`, {
      field: '/modelId',
    })
  const unknown = model.freePrompts ? undefined : prompts.find((prompt) => !model.prompts.includes(prompt))
  if (unknown !== undefined)
    throw new RequestError('invalid-request', `prompt '${unknown.slice(0, 100)}': ${model.name} takes its own prompts only, such as '${model.prompts[0]}'.`, {
      field: '/prompts',
    })
  return model
}
