/**
 * One panel's state and helpers, all that outlives its elements: client, live state, navigation, memory, toasts, and the views'
 * own models, which they keep here under a name.
 */
import { API_VERSION } from '../version.ts'
import { ApiClient } from './api-client.ts'
import type { Environment } from './environment.ts'
import { type Failure, UNREACHABLE } from './failure.ts'
import { LiveConnection } from './live-connection.ts'
import { Memory } from './memory.ts'
import { Navigation } from './navigation.ts'
import { PanelState } from './panel-state.ts'
import { Toasts } from './toasts.ts'

/** What the page around the panel does for it. */
export interface PanelHost {
  /** Shows the panel in a window of its own. */
  openWindow(): void
  /** Runs the workflow on the page's canvas once more. */
  runWorkflow(): void
}

export class Panel {
  /** undefined where the panel is the whole page. */
  host: PanelHost | undefined
  readonly environment: Environment
  readonly api: ApiClient
  readonly state = new PanelState()
  readonly live: LiveConnection
  readonly memory: Memory
  readonly navigation: Navigation
  readonly toasts: Toasts
  readonly #parts = new Map<string, unknown>()
  #isStarted = false

  constructor(base: URL, environment: Environment) {
    this.environment = environment
    this.api = new ApiClient(base, environment.fetch)
    this.memory = new Memory(environment.storage)
    this.navigation = new Navigation(this.memory)
    this.toasts = new Toasts(environment.after)
    this.live = new LiveConnection({
      base,
      state: this.state,
      environment,
      onHello: () => void this.#shakeHands(),
      onBreak: () => void this.#shakeHands(),
    })
  }

  /** Connects; calling it again changes nothing. */
  start(): void {
    if (this.#isStarted) return
    this.#isStarted = true
    this.live.connect()
  }

  /** A view's own model, made the first time and the same ever after: `panel.part('train', () => new TrainModel(panel))`. */
  part<Part>(name: string, make: () => Part): Part {
    if (!this.#parts.has(name)) this.#parts.set(name, make())
    return this.#parts.get(name) as Part
  }

  /** After each hello, and after each break to learn its reason. */
  async #shakeHands(): Promise<void> {
    const status = await this.api.ask((client) => client.GET('/api/status'))
    if (!status.ok) {
      this.state.set({ obstacle: status.failure.kind === 'refused' ? status.failure : undefined, connection: 'away' })
      return
    }
    this.state.set({ status: status.value, obstacle: versionObstacle(status.value.apiVersion) })
    if (this.state.obstacle) return
    const models = await this.api.ask((client) => client.GET('/api/models'))
    if (models.ok) this.state.set({ models: models.value.models })
    else if (models.failure !== UNREACHABLE) this.toasts.fail(models.failure)
  }
}

/** The panel's file is cached by browsers and the server may be newer, or the other way round. */
function versionObstacle(server: string): Failure | undefined {
  if (server === API_VERSION) return undefined
  const isPanelOlder = Number(server) > Number(API_VERSION)
  const message = isPanelOlder
    ? `This page is older than the server (API ${API_VERSION} against ${server}). Reload it; if that changes nothing, empty the browser's cache for this page.`
    : `This page is newer than the server (API ${API_VERSION} against ${server}). Stop the server and start it again, so that it is the one that was installed last.`
  return { kind: 'refused', code: 'versions-differ', message }
}

const panels = new Map<string, Panel>()

/** The panel of a server: elements that come and go find the same one again. */
export function panelOf(base: URL, makeEnvironment: () => Environment): Panel {
  let panel = panels.get(base.href)
  if (!panel) {
    panel = new Panel(base, makeEnvironment())
    panels.set(base.href, panel)
  }
  return panel
}
