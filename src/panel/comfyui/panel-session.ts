/**
 * The panel in ComfyUI's page: loaded when it is first needed, and from then on there as long as the page is, however often the
 * sidebar shows and hides it.
 */
import { Observable } from '../core/observable.ts'
import type { Panel, PanelHost } from '../core/panel.ts'
import type { Waiting } from '../vote/waiting-workflow.ts'
import type { VoteResult } from './vote-node.ts'

export interface PanelModule {
  panelAt(base: string): Panel
  workflowOf(panel: Panel): { set(waiting: Waiting | undefined): void }
}

export interface PanelSessionOptions {
  /** Where the server is, through ComfyUI: ends in a slash. */
  base: string
  host: PanelHost
  load(): Promise<PanelModule>
  /** Called once, when the panel is there and connects. */
  onStart(panel: Panel): void
}

export class PanelSession extends Observable {
  readonly base: string
  panel: Panel | undefined
  /** The last attempt to load it failed. */
  hasFailed = false
  readonly #options: PanelSessionOptions
  #module: PanelModule | undefined
  #starting: Promise<Panel | undefined> | undefined

  constructor(options: PanelSessionOptions) {
    super()
    this.base = options.base
    this.#options = options
  }

  /** Loads the panel and lets it connect; undefined when it can't be loaded. Again after that, it tries again. */
  start(): Promise<Panel | undefined> {
    this.#starting ??= this.#load()
    return this.#starting
  }

  /** Remembers whether the workflow on the canvas waits for votes. */
  async setWaiting({ datasetId, needed, voted }: VoteResult): Promise<void> {
    const panel = await this.start()
    if (panel) this.#module?.workflowOf(panel).set(voted < needed ? { datasetId, needed } : undefined)
  }

  async #load(): Promise<Panel | undefined> {
    const { load, host, onStart } = this.#options
    this.hasFailed = false
    this.changed()
    try {
      this.#module = await load()
      const panel = this.#module.panelAt(this.base)
      panel.host = host
      panel.start()
      this.panel = panel
      onStart(panel)
    } catch {
      this.hasFailed = true
      this.#starting = undefined
    }
    this.changed()
    return this.panel
  }
}
