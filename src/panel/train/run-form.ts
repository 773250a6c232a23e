/**
 * What a person chooses before a run, and what the server says about it: methods and their settings, an estimate after each
 * change, and the reasons why it can't start yet. How fields look is left to the element.
 */
import type { Dataset, Lora, Methods, Model, Run, RunEstimate, RunRequest, Setting, SettingValue } from '../api-types.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { newestFirst } from '../core/panel-state.ts'
import { Request } from '../core/request.ts'
import { type Entry, entryOf, isSameValue, parseEntry } from './setting-values.ts'

/** A setting of the chosen method with what was entered for it. */
export interface FieldState {
  setting: Setting
  entry: Entry
  isChanged: boolean
  problem?: string
}

/** What is remembered in the browser from one visit to the next. */
interface Remembered {
  datasetId?: string
  modelId?: string
  method?: string
  entries?: Record<string, Entry>
}

/** After the last change, in milliseconds: long enough to type a number. */
const ESTIMATE_AFTER_MS = 300
const MEMORY_KEY = 'train-form'

export class RunForm extends Observable {
  readonly methods = new Request<Methods>()
  readonly estimate = new Request<RunEstimate>()
  readonly starting = new Request<Run>()
  readonly #panel: Panel
  /** In place of defaults, by the setting's name; kept when another method does not use it. */
  readonly #entries: Map<string, Entry>
  #datasetId: string | undefined
  #modelId: string | undefined
  #method: string | undefined
  #continues: string | undefined
  #leftOut = new Set<string>()
  name = ''
  #methodsOf: string | undefined
  #estimated: string | undefined
  #cancelEstimate: (() => void) | undefined
  #snapshots = 0
  #lookers = 0

  constructor(panel: Panel) {
    super()
    this.#panel = panel
    const { datasetId, modelId, method, entries } = panel.memory.get<Remembered>(MEMORY_KEY) ?? {}
    this.#datasetId = datasetId
    this.#modelId = modelId
    this.#method = method
    this.#entries = new Map(Object.entries(entries ?? {}))
    for (const request of [this.methods, this.estimate, this.starting]) request.subscribe(() => this.changed())
    panel.state.subscribe(() => this.#follow())
    this.#follow()
  }

  /**
   * Somebody looks at the form until the returned function is called. Only then is an estimate asked for: it costs the server a
   * child process, and while somebody votes the votes change with every key.
   */
  look(): () => void {
    this.#lookers++
    this.#follow()
    return () => {
      this.#lookers--
    }
  }

  /** Datasets that can be trained on, newest first. */
  get datasets(): Dataset[] {
    return newestFirst(this.#panel.state.datasets.values())
  }

  get models(): readonly Model[] {
    return (this.#panel.state.models ?? []).filter(({ trainable }) => trainable)
  }

  /** The chosen one; without a choice the one with the most votes. */
  get dataset(): Dataset | undefined {
    const { datasets } = this.#panel.state
    return datasets.get(this.#datasetId ?? '') ?? this.datasets.sort((a, b) => b.counts.votes - a.counts.votes)[0]
  }

  /** The chosen one; without a choice the dataset's own. */
  get model(): Model | undefined {
    const find = (id: string | undefined) => this.models.find((model) => model.id === id)
    return find(this.#modelId) ?? find(this.dataset?.modelId) ?? this.models[0]
  }

  get method(): Methods['methods'][number] | undefined {
    const methods = this.methods.value?.methods ?? []
    return methods.find(({ name }) => name === this.#method) ?? methods[0]
  }

  /** The LoRA to start from. */
  get continues(): Lora | undefined {
    const lora = this.#panel.state.loras.get(this.#continues ?? '')
    return lora && this.canContinue(lora) ? lora : undefined
  }

  /** LoRAs of the chosen model, newest first. */
  get continuable(): Lora[] {
    return newestFirst(this.#panel.state.loras.values()).filter((lora) => this.canContinue(lora))
  }

  canContinue({ modelId }: Lora): boolean {
    return modelId === undefined || modelId === this.model?.id
  }

  /** Voters whose votes are left out. */
  isLeftOut(voterId: string): boolean {
    return this.#leftOut.has(voterId)
  }

  /** Fields of the chosen method in the server's order. */
  get fields(): FieldState[] {
    const used = new Set(this.method?.settings)
    return (this.methods.value?.settings ?? []).filter(({ name }) => used.has(name)).map((setting) => this.#field(setting))
  }

  chooseDataset(id: string): void {
    this.#datasetId = id
    this.#changedByPerson()
  }

  chooseModel(id: string): void {
    this.#modelId = id
    this.#changedByPerson()
  }

  chooseMethod(name: string): void {
    this.#method = name
    this.#changedByPerson()
  }

  /** undefined starts afresh; a LoRA brings its dataset and model along. */
  continueFrom(lora: Lora | undefined): void {
    this.#continues = lora?.id
    if (lora) {
      this.#datasetId = lora.datasetId
      this.#modelId = lora.modelId ?? this.#modelId
    }
    this.#changedByPerson()
  }

  leaveOut(voterId: string, isLeftOut: boolean): void {
    if (isLeftOut) this.#leftOut.add(voterId)
    else this.#leftOut.delete(voterId)
    this.#changedByPerson()
  }

  rename(name: string): void {
    this.name = name
    this.#changedByPerson()
  }

  enter(name: string, entry: Entry): void {
    this.#entries.set(name, entry)
    this.#changedByPerson()
  }

  /** Back to the default; without a name all of them. */
  reset(name?: string): void {
    if (name === undefined) this.#entries.clear()
    else this.#entries.delete(name)
    this.#changedByPerson()
  }

  /** What would be sent; undefined while dataset or model are missing. */
  get request(): RunRequest | undefined {
    const { dataset, model, method, continues } = this
    if (!dataset || !model || !method) return undefined
    const settings: Record<string, SettingValue> = { method: method.name }
    for (const { setting, entry, isChanged } of this.fields) {
      const parsed = parseEntry(setting, entry)
      if (isChanged && parsed.ok) settings[setting.name] = parsed.value
    }
    const voters = [...this.#panel.state.voters.keys()]
    const voterIds = voters.some((id) => this.isLeftOut(id)) ? voters.filter((id) => !this.isLeftOut(id)) : undefined
    const name = this.name.trim()
    return { datasetId: dataset.id, modelId: model.id, name: name || undefined, continues: continues?.id, voterIds, settings }
  }

  /** What is still on its way, so that nothing can be said yet; undefined when everything is there. */
  get awaited(): string | undefined {
    const { state } = this.#panel
    if (!state.isLoaded || !state.models) return 'Waiting for the server …'
    if (!this.dataset || !this.model || this.methods.failure || this.estimate.failure) return undefined
    if (!this.method) return 'Asking the server what it can train …'
    // Until the answer to the newest change is there, the last one's problems may be over, or new ones be there.
    return this.fields.every(({ problem }) => !problem) && (!this.estimate.value || this.estimate.phase === 'busy' || this.#cancelEstimate)
      ? 'Looking at what it needs …'
      : undefined
  }

  /** Why it can't start, as sentences that say what to do; empty when it can, or when something is awaited. */
  get obstacles(): string[] {
    if (this.awaited) return []
    if (!this.dataset) return ['There is nothing to learn from yet. Make a dataset under Data, then vote on its pairs.']
    if (!this.model) return ['No model here can be trained.']
    if (this.methods.failure) return [this.methods.failure.message]
    const wrong = this.fields.filter(({ problem }) => problem)
    if (wrong.length > 0) return wrong.map(({ setting, problem }) => `${setting.title}: ${problem}`)
    if (this.estimate.failure) return [this.estimate.failure.message]
    return this.estimate.value?.problems.map(({ message }) => message) ?? []
  }

  /** Starts it, or queues it behind others; resolves with the run, or undefined when it was refused. */
  async start(): Promise<Run | undefined> {
    const body = this.request
    if (!body || this.awaited || this.obstacles.length > 0 || this.starting.phase === 'busy') return undefined
    const answer = await this.starting.run(() => this.#panel.api.ask((client) => client.POST('/api/runs', { body })))
    if (!answer?.ok) return undefined
    this.name = ''
    this.#continues = undefined
    this.#panel.state.put('run', answer.value)
    return answer.value
  }

  /** Asks for the estimate once more, after a failure. */
  retry(): void {
    this.#methodsOf = undefined
    this.#estimated = undefined
    this.#follow()
  }

  #field(setting: Setting): FieldState {
    const entry = this.#entries.get(setting.name)
    if (entry === undefined) return { setting, entry: entryOf(setting.default), isChanged: false }
    const parsed = parseEntry(setting, entry)
    return { setting, entry, isChanged: !parsed.ok || !isSameValue(parsed.value, setting.default), problem: parsed.ok ? undefined : parsed.problem }
  }

  #changedByPerson(): void {
    const remembered: Remembered = {
      datasetId: this.#datasetId,
      modelId: this.#modelId,
      method: this.#method,
      entries: Object.fromEntries(this.#entries),
    }
    this.#panel.memory.set(MEMORY_KEY, remembered)
    this.starting.failure = undefined
    this.#follow()
    this.changed()
  }

  /** Keeps methods and estimate up with the choices and with the votes. */
  #follow(): void {
    const { model } = this
    const { snapshots } = this.#panel.state
    if (this.#snapshots !== snapshots) {
      this.#snapshots = snapshots
      // The server is back: what failed while it was away is asked again.
      if (this.methods.failure) this.#methodsOf = undefined
      if (this.estimate.failure) this.#estimated = undefined
    }
    if (model && this.#methodsOf !== model.id) {
      this.#methodsOf = model.id
      const query = { modelId: model.id }
      void this.methods.run(() => this.#panel.api.ask((client) => client.GET('/api/methods', { params: { query } }))).then(() => this.#follow())
    }
    const body = this.methods.phase === 'done' ? this.request : undefined
    if (!body || this.#lookers === 0) return
    const key = JSON.stringify([{ ...body, name: '' }, this.dataset?.counts.votes])
    if (key === this.#estimated) return
    this.#estimated = key
    this.#cancelEstimate?.()
    this.#cancelEstimate = this.#panel.environment.after(ESTIMATE_AFTER_MS, () => {
      this.#cancelEstimate = undefined
      void this.estimate.run(() => this.#panel.api.ask((client) => client.POST('/api/runs/estimate', { body })))
    })
  }
}
