/**
 * What is open in the Data view, and what one can do with a dataset. Forms and imports have models of their own.
 */
import type { Dataset, Pair } from '../api-types.ts'
import { deleteWithUndo } from '../core/delete-with-undo.ts'
import type { Failure } from '../core/failure.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { votingOf } from '../vote/voting.ts'
import { ImportModel } from './import-model.ts'
import { PairListModel } from './pair-list-model.ts'
import { SampleForm, type SampleRequest } from './sample-form.ts'
import { samplingSpeedOf } from './sampling-speed.ts'

export type DataDialog = 'new' | 'sample' | 'import' | 'export'

export type ExportFormat = 'jsonl' | 'parquet' | 'folders'

export class DataModel extends Observable {
  /** The open dataset; 'list' when a narrow panel shows the list instead, undefined before anything was chosen. */
  openId: string | undefined
  dialog: DataDialog | undefined
  /** The dataset that the dialog is about. */
  dialogDatasetId: string | undefined
  /** Why the open dialog's request did not work. */
  failure: Failure | undefined
  /** Ended jobs whose outcome has been read. */
  readonly read = new Set<string>()
  readonly sampleForm = new SampleForm()
  readonly import: ImportModel
  readonly #panel: Panel
  #pairs: PairListModel | undefined

  constructor(panel: Panel) {
    super()
    this.#panel = panel
    samplingSpeedOf(panel)
    this.import = new ImportModel(panel)
  }

  open(datasetId: string | undefined): void {
    this.openId = datasetId
    this.changed()
  }

  show(dialog: DataDialog | undefined, datasetId?: string): void {
    this.dialog = dialog
    this.dialogDatasetId = datasetId
    this.failure = undefined
    this.changed()
  }

  /** The list of the open dataset; kept while another view is shown, loaded anew by the view. */
  pairsOf(datasetId: string): PairListModel {
    if (this.#pairs?.datasetId !== datasetId) {
      this.#pairs = new PairListModel(this.#panel, datasetId, () => votingOf(this.#panel).session.voterId)
      void this.#pairs.load()
    }
    return this.#pairs
  }

  async create(name: string): Promise<void> {
    const answer = await this.#panel.api.ask((client) => client.POST('/api/datasets', { body: { name, keepChains: false } }))
    if (!answer.ok) return this.#failed(answer.failure)
    this.#panel.state.put('dataset', answer.value)
    this.show(undefined)
    this.open(answer.value.id)
  }

  async change(datasetId: string, body: { name?: string; keepChains?: boolean }): Promise<void> {
    const path = { datasetId }
    const answer = await this.#panel.api.ask((client) => client.PATCH('/api/datasets/{datasetId}', { params: { path }, body }))
    if (answer.ok) this.#panel.state.put('dataset', answer.value)
    else this.#panel.toasts.fail(answer.failure)
  }

  async remove({ id, name }: Dataset): Promise<void> {
    const params = { path: { datasetId: id } }
    await deleteWithUndo(this.#panel, {
      what: `the dataset "${name}"`,
      remove: () => this.#panel.api.ask((client) => client.DELETE('/api/datasets/{datasetId}', { params })),
      restore: () => this.#panel.api.ask((client) => client.POST('/api/datasets/{datasetId}/restore', { params })),
      removed: () => {
        if (this.openId === id) this.open('list')
        this.#panel.state.remove('dataset', id)
      },
      restored: (dataset) => {
        this.#panel.state.put('dataset', dataset)
        this.open(id)
      },
    })
  }

  async removePair({ id, datasetId }: Pair): Promise<void> {
    const params = { path: { pairId: id } }
    await deleteWithUndo(this.#panel, {
      what: 'a pair',
      remove: () => this.#panel.api.ask((client) => client.DELETE('/api/pairs/{pairId}', { params })),
      restore: () => this.#panel.api.ask((client) => client.POST('/api/pairs/{pairId}/restore', { params })),
      removed: () => this.pairsOf(datasetId).remove(id),
      restored: () => void this.pairsOf(datasetId).load(),
    })
  }

  async sample(datasetId: string, body: SampleRequest): Promise<void> {
    const path = { datasetId }
    const answer = await this.#panel.api.ask((client) => client.POST('/api/datasets/{datasetId}/samples', { params: { path }, body }))
    if (!answer.ok) return this.#failed(answer.failure)
    this.#panel.state.put('job', answer.value)
    this.show(undefined)
  }

  async export(datasetId: string, format: ExportFormat): Promise<void> {
    const path = { datasetId }
    const answer = await this.#panel.api.ask((client) => client.POST('/api/datasets/{datasetId}/exports', { params: { path }, body: { format } }))
    if (!answer.ok) return this.#failed(answer.failure)
    this.#panel.state.put('job', answer.value)
    this.show(undefined)
  }

  async stop(jobId: string): Promise<void> {
    const answer = await this.#panel.api.ask((client) => client.POST('/api/jobs/{jobId}/stop', { params: { path: { jobId } } }))
    if (answer.ok) this.#panel.state.put('job', answer.value)
    else this.#panel.toasts.fail(answer.failure)
  }

  /** Puts an ended job's note away. */
  markRead(jobId: string): void {
    this.read.add(jobId)
    this.changed()
  }

  #failed(failure: Failure): void {
    this.failure = failure
    this.changed()
  }
}

export function dataOf(panel: Panel): DataModel {
  return panel.part('data', () => new DataModel(panel))
}
