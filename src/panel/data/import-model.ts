/**
 * An import from choosing files to the finished dataset: open it, send the files, have it read, look at what would be written, write
 * it. It lives with the panel, so that looking at another view does not end it.
 */
import type { Import, ImportPreview, Job } from '../api-types.ts'
import type { Answer, Failure } from '../core/failure.ts'
import { jobEnd } from '../core/job-end.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'

export type ImportFormat = Import['format']

/** A file to send, under its path within what was chosen. */
export interface ImportFile {
  name: string
  content: Blob
}

export type ImportPhase = 'choose' | 'sending' | 'reading' | 'preview' | 'writing'

/** Files that travel at the same time. */
const AT_ONCE = 3

export class ImportModel extends Observable {
  phase: ImportPhase = 'choose'
  format: ImportFormat = 'pictures'
  /** On the server's machine; empty when files are sent. */
  path = ''
  picturesPerPair: 2 | 4 = 2
  /** At most so many of one prompt; all when undefined. */
  pairsPerPrompt: number | undefined
  files: readonly ImportFile[] = []
  sent = 0
  jobId: string | undefined
  preview: ImportPreview | undefined
  failure: Failure | undefined
  readonly #panel: Panel
  #importId: string | undefined
  #turn = 0

  constructor(panel: Panel) {
    super()
    this.#panel = panel
  }

  set(fields: Partial<Pick<ImportModel, 'format' | 'path' | 'picturesPerPair' | 'pairsPerPrompt' | 'files'>>): void {
    Object.assign(this, fields)
    this.changed()
  }

  get canRead(): boolean {
    return this.path.trim() !== '' || this.files.length > 0
  }

  /** Sends what was chosen, if anything, and has it read. */
  async read(): Promise<void> {
    const turn = ++this.#turn
    const { api } = this.#panel
    const { format, picturesPerPair, pairsPerPrompt, files } = this
    const path = this.path.trim()
    this.#goTo('sending')
    const body = { format, picturesPerPair, ...(path !== '' && { path }), ...(pairsPerPrompt !== undefined && { pairsPerPrompt }) }
    const opened = await api.ask((client) => client.POST('/api/imports', { body }))
    if (turn !== this.#turn) return
    if (!opened.ok) return this.#failed(opened.failure)
    this.#importId = opened.value.id
    const params = { path: { importId: opened.value.id } }

    if (path === '') {
      const failure = await this.#send(opened.value.id, files, turn)
      if (turn !== this.#turn) return
      if (failure) return this.#failed(failure)
    }
    const reading = await this.#follow('reading', await api.ask((client) => client.POST('/api/imports/{importId}/preview', { params })), turn)
    if (turn !== this.#turn) return
    if (!reading.ok) return this.#failed(reading.failure)
    const read = await api.ask((client) => client.GET('/api/imports/{importId}', { params }))
    if (turn !== this.#turn) return
    if (!read.ok) return this.#failed(read.failure)
    this.preview = read.value.preview
    this.#goTo('preview')
  }

  /** Writes what was read into a dataset that exists, or a new one. Resolves with the dataset's id, or undefined when it failed. */
  async commit(target: { datasetId: string } | { name: string }): Promise<string | undefined> {
    const turn = this.#turn
    const params = { path: { importId: this.#importId as string } }
    const begun = await this.#panel.api.ask((client) => client.POST('/api/imports/{importId}/commit', { params, body: target }))
    const written = await this.#follow('writing', begun, turn)
    if (turn !== this.#turn) return undefined
    if (!written.ok) {
      this.failure = written.failure
      this.#goTo('preview')
      return undefined
    }
    const { datasetId, result } = written.value
    this.#importId = undefined
    this.reset()
    for (const note of result?.notes ?? []) this.#panel.toasts.say(note)
    return datasetId
  }

  /** Forgets everything, here and at the server. */
  abandon(): void {
    const importId = this.#importId
    if (importId) void this.#panel.api.ask((client) => client.DELETE('/api/imports/{importId}', { params: { path: { importId } } }))
    this.reset()
  }

  reset(): void {
    this.#turn++
    this.#importId = undefined
    this.path = ''
    this.files = []
    this.sent = 0
    this.preview = undefined
    this.failure = undefined
    this.#goTo('choose')
  }

  async #send(importId: string, files: readonly ImportFile[], turn: number): Promise<Failure | undefined> {
    this.sent = 0
    const waiting = [...files]
    let failure: Failure | undefined
    const sendNext = async (): Promise<void> => {
      for (let file = waiting.shift(); file && !failure && turn === this.#turn; file = waiting.shift()) {
        const answer = await this.#sendOne(importId, file)
        if (!answer.ok) failure ??= answer.failure
        this.sent++
        this.changed()
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, sendNext))
    return failure
  }

  #sendOne(importId: string, { name, content }: ImportFile): Promise<Answer<unknown>> {
    return this.#panel.api.ask((client) =>
      client.PUT('/api/imports/{importId}/files', {
        params: { path: { importId }, query: { name } },
        // The generated type of a binary body is a string; the client sends what the serializer gives.
        body: '',
        bodySerializer: () => content,
        headers: { 'content-type': 'application/octet-stream' },
      }),
    )
  }

  /** Shows a job's progress until it ends. */
  async #follow(phase: ImportPhase, begun: Answer<Job>, turn: number): Promise<Answer<Job>> {
    if (!begun.ok || turn !== this.#turn) return begun
    this.#panel.state.put('job', begun.value)
    this.jobId = begun.value.id
    this.#goTo(phase)
    return jobEnd(this.#panel.state, begun.value)
  }

  #failed(failure: Failure): void {
    this.failure = failure
    this.#goTo('choose')
  }

  #goTo(phase: ImportPhase): void {
    this.phase = phase
    if (phase === 'sending') this.failure = undefined
    this.changed()
  }
}
