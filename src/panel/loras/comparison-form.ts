/**
 * What a person chooses before a comparison is drawn: LoRAs and strengths as columns, which two are voted on blind, how many rows,
 * and prompts; and why it can't be drawn yet.
 */
import type { Comparison, ComparisonRequest, Dataset, Lora, Model } from '../api-types.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { Request } from '../core/request.ts'
import { blindOf, columnsOf, MAX_COLUMNS, strengthsIn } from './columns.ts'
import type { Column } from './lora-words.ts'

const MAX_ROWS = 256
const MAX_PROMPTS = 1000

export class ComparisonForm extends Observable {
  readonly creating = new Request<{ comparison: Comparison }>()
  hasBase = true
  strengths = '1'
  rows = '16'
  name = ''
  /** One a line; empty means the dataset's. */
  prompts = ''
  readonly #panel: Panel
  #picked: string[] = []
  #blind: [number, number] | undefined

  constructor(panel: Panel) {
    super()
    this.#panel = panel
    this.creating.subscribe(() => this.changed())
  }

  /** Picked LoRAs that still exist, in the order in which they were picked. */
  get picked(): Lora[] {
    return this.#picked.map((id) => this.#panel.state.loras.get(id)).filter((lora) => lora !== undefined)
  }

  isPicked(loraId: string): boolean {
    return this.#picked.includes(loraId)
  }

  pick(loraId: string, isPicked: boolean): void {
    const others = this.#picked.filter((id) => id !== loraId)
    this.#picked = isPicked ? [...others, loraId] : others
    this.#changedByPerson()
  }

  /** Begins anew with these. */
  pickOnly(loraIds: readonly string[]): void {
    this.#picked = [...loraIds]
    this.#changedByPerson()
  }

  set(fields: Partial<Pick<ComparisonForm, 'hasBase' | 'strengths' | 'rows' | 'name' | 'prompts'>>): void {
    Object.assign(this, fields)
    this.#changedByPerson()
  }

  /** undefined goes back to the ones that suit the columns. */
  chooseBlind(blind: [number, number] | undefined): void {
    this.#blind = blind
    this.changed()
  }

  get columns(): Column[] {
    return columnsOf(
      this.hasBase,
      this.picked.map(({ id }) => id),
      strengthsIn(this.strengths) ?? [],
    )
  }

  get blind(): [number, number] {
    const { columns } = this
    return this.#blind?.every((column) => column < columns.length) ? this.#blind : blindOf(columns)
  }

  get dataset(): Dataset | undefined {
    return this.#panel.state.datasets.get(this.picked[0]?.datasetId ?? '')
  }

  get model(): Model | undefined {
    const { models = [] } = this.#panel.state
    return models.find(({ id }) => id === this.picked[0]?.modelId)
  }

  get #promptList(): string[] {
    return this.prompts
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  }

  /** Why it can't be drawn, as sentences that say what to do; empty when it can. */
  get obstacles(): string[] {
    const { picked, columns, blind, model, dataset } = this
    const found: string[] = []
    if (picked.length === 0) return ['Pick a LoRA to compare.']
    if (new Set(picked.map(({ modelId }) => modelId)).size > 1) found.push('These LoRAs belong to different models. Pick some of one model.')
    if (!dataset) found.push('The dataset of the first LoRA was deleted, and a comparison belongs to a dataset. Bring it back, or pick another LoRA first.')
    else if (!model) found.push('The model of these LoRAs is not here any more.')
    if (!strengthsIn(this.strengths)) found.push('Strengths: enter numbers from -10 to 10, such as 0.5, 1.')
    else if (columns.length < 2) found.push('Pick a second LoRA, the base, or a second strength.')
    else if (columns.length > MAX_COLUMNS) found.push(`That makes ${columns.length} columns, and ${MAX_COLUMNS} fit. Leave out LoRAs or strengths.`)
    else if (blind[0] === blind[1]) found.push('Choose two different columns for the blind vote.')
    const rows = Number(this.rows)
    if (!Number.isInteger(rows) || rows < 1 || rows > MAX_ROWS) found.push(`Rows: enter a whole number from 1 to ${MAX_ROWS}.`)
    if (this.#promptList.length > MAX_PROMPTS) found.push(`Prompts: at most ${MAX_PROMPTS}.`)
    const unknown = model?.freePrompts === false ? this.#promptList.find((prompt) => !model.prompts.includes(prompt)) : undefined
    if (unknown !== undefined) found.push(`This model does not know the prompt “${unknown}”. It knows such as “${model?.prompts[0]}”.`)
    return found
  }

  /** Asks for it; resolves with the comparison, whose grid is drawn from then on, or undefined when it was refused. */
  async create(): Promise<Comparison | undefined> {
    const { dataset, model } = this
    if (this.obstacles.length > 0 || !dataset || !model || this.creating.phase === 'busy') return undefined
    const body: ComparisonRequest = {
      datasetId: dataset.id,
      modelId: model.id,
      name: this.name.trim() || undefined,
      columns: this.columns,
      blind: this.blind,
      rows: Number(this.rows),
      prompts: this.#promptList.length > 0 ? this.#promptList : undefined,
    }
    const { api, state } = this.#panel
    const answer = await this.creating.run(async () => {
      const created = await api.ask((client) => client.POST('/api/comparisons', { body }))
      if (created.ok) {
        state.put('comparison', created.value.comparison)
        state.put('job', created.value.job)
      }
      return created
    })
    if (!answer?.ok) return undefined
    this.name = ''
    return answer.value.comparison
  }

  #changedByPerson(): void {
    this.creating.failure = undefined
    this.changed()
  }
}
