/** What Submit Pairs does: the pictures of two batches, one by one, become pairs of the dataset. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { InputError } from '../../errors.ts'
import { readImages } from '../../host/bridge/picture-calls.ts'
import { noteSource } from '../../preferences/note-source.ts'
import type { Store } from '../../preferences/store.ts'
import { announcer } from '../../server/announce.ts'
import { datasetNamed, preferencesOf } from '../node-dataset.ts'
import { runnable, value } from '../node-task.ts'
import { SUBMIT_PAIRS } from '../submit-pairs.ts'
import { counted } from '../words.ts'
import { connectedModelId } from './connected-model.ts'

/** Characters of a prompt; what the store takes. */
const MAX_PROMPT = 4000

export const submitPairs = runnable(SUBMIT_PAIRS, async (inputs, task) => {
  const { context, session } = task
  const { store, changes } = context
  const [a, b] = [await readImages(session, inputs.images_a.$object), await readImages(session, inputs.images_b.$object)]
  if (a.files.length !== b.files.length)
    throw new InputError(`Submit Pairs: expected as many pictures in B as in A, got ${a.files.length} in A and ${b.files.length} in B.`)
  if (a.width !== b.width || a.height !== b.height)
    throw new InputError(`Submit Pairs: expected pictures of one size, got ${a.width} x ${a.height} in A and ${b.width} x ${b.height} in B.`)
  const prompts = promptsOf(inputs.prompt, a.files.length)
  const modelId = await connectedModelId(inputs.model, task)
  const dataset = datasetNamed(context, inputs.dataset, 'imported', modelId)
  const known = knownPairs(store, dataset.id)
  const counts = { taken: 0, known: 0, same: 0 }

  for (const [i, prompt] of prompts.entries()) {
    // A put holds the thread for a sync of the disk: others wait for votes.
    await nextTurn()
    session.signal.throwIfAborted()
    const images = [a, b].map(({ files }) => store.files.put('png', files[i]).hash)
    const key = images.toSorted().join()
    if (images[0] === images[1]) counts.same++
    else if (known.has(key)) counts.known++
    else {
      known.add(key)
      noteSource(store, dataset.id, 'imported')
      const { id: promptId } = store.prompts.ensure(dataset.id, prompt, inputs.negative)
      store.images.insert(
        dataset.id,
        images.map((hash) => ({
          hash,
          format: 'png',
          width: a.width,
          height: a.height,
          promptId,
          generation: { source: 'Submit Pairs', ...(modelId === undefined ? {} : { model: modelId }) },
        })),
      )
      store.pairs.insert(dataset.id, [{ promptId, images, seedGroup: `submitted ${images[0].slice(0, 32)}` }])
      counts.taken++
    }
    session.progress(i + 1, prompts.length)
  }
  announcer(store, changes).dataset(dataset.id)
  const report = [
    `${dataset.name}: ${counted(counts.taken, 'new pair')}, ${store.datasets.get(dataset.id)?.counts.pairs ?? 0} in all.`,
    ...(counts.known > 0 ? [`${counts.known} were there already.`] : []),
    ...(counts.same > 0 ? [`${counts.same} showed the same picture twice and were left out.`] : []),
  ].join(' ')
  session.text(report)
  return { outputs: [value(preferencesOf(dataset, modelId)), value(report)] }
})

/** One prompt for all, or one line a pair. */
function promptsOf(text: string, pairs: number): string[] {
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const prompts = lines.length === pairs && pairs > 1 ? lines : Array<string>(pairs).fill(lines.join(' '))
  if (prompts.some((prompt) => prompt.length > MAX_PROMPT))
    throw new InputError(`prompt: expected ${MAX_PROMPT} characters at most. Give one line for each of the ${pairs} pairs.`)
  if (prompts.some((prompt) => prompt === ''))
    throw new InputError('prompt: expected the prompt that the pictures were made from, got none. Training learns what is better for a prompt.')
  return prompts
}

function knownPairs({ pairs }: Store, datasetId: string): Set<string> {
  const known = new Set<string>()
  for (const { pair } of pairs.all(datasetId)) known.add(pair.images.toSorted().join())
  return known
}
