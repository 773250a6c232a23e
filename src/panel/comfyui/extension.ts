/**
 * The extension of ComfyUI's page: the sidebar tab with its badge, two commands, and what the Vote node brings about. Only what
 * ComfyUI publishes is used; nothing of it is changed. The panel itself is loaded when somebody wants it.
 */
import type { Memory } from '../core/memory.ts'
import type { Place } from '../core/navigation.ts'
import type { GraphNode } from './graph-node.ts'
import { Handshake } from './handshake.ts'
import type { ComfyApi, ComfyApp } from './host-page.ts'
import { OpenVotes } from './open-votes.ts'
import { type PanelModule, PanelSession } from './panel-session.ts'
import { SIDEBAR_ELEMENT, type SidebarElement } from './sidebar-element.ts'
import { addVoteButton, voteMenu, voteRequest, voteResult, voteText } from './vote-node.ts'

const TAB = 'see-dpo'
const NAME = 'SEE-DPO'
const NOTE_MS = 10_000
const STANDSTILL_MS = 2_000
const WINDOW = 'popup,width=1080,height=860'

export interface ExtensionOptions {
  app: ComfyApp
  api: ComfyApi
  loadPanel(): Promise<PanelModule>
  memory: Memory
}

export function registerExtension({ app, api, loadPanel, memory }: ExtensionOptions): void {
  const base = api.apiURL('/see-dpo/')
  const openWindow = () => void window.open(base, 'see-dpo', WINDOW)
  /** The dataset that each Vote node of this page was last run with. */
  const datasets = new Map<string, string>()

  const badge = new OpenVotes(memory, (text) => {
    const tab = app.extensionManager?.getSidebarTabs().find(({ id }) => id === TAB)
    if (tab) tab.iconBadge = text
  })
  const handshake = new Handshake(() => api.fetchApi(`/see-dpo/hello?clientId=${encodeURIComponent(api.clientId ?? '')}`, { cache: 'no-store' }))
  const session = new PanelSession({
    base,
    load: loadPanel,
    host: { openWindow, runWorkflow: () => void app.queuePrompt(0, 1) },
    onStart: (panel) => badge.follow(panel.state),
  })
  const sidebar = document.createElement(SIDEBAR_ELEMENT) as SidebarElement
  sidebar.connect(session, handshake)

  const open = async (place?: Place): Promise<void> => {
    if (!sidebar.isConnected) app.extensionManager?.command.execute(`Workspace.ToggleSidebarTab.${TAB}`)
    const panel = place && (await session.start())
    if (panel) panel.navigation.go(place)
  }
  const openVote = (node: GraphNode) => void open({ view: 'vote', datasetId: datasets.get(String(node.id)) })

  app.registerExtension({
    name: NAME,
    commands: [
      { id: 'SEE-DPO.Open', label: 'SEE-DPO: open the panel', icon: 'mdi mdi-vote', function: () => void open() },
      { id: 'SEE-DPO.OpenWindow', label: 'SEE-DPO: open the panel in a window of its own', icon: 'pi pi-external-link', function: openWindow },
    ],
    setup() {
      followServer()
      app.extensionManager?.registerSidebarTab({
        id: TAB,
        title: NAME,
        icon: 'mdi mdi-vote',
        tooltip: 'SEE-DPO: vote on pictures, train a LoRA',
        type: 'custom',
        iconBadge: '',
        render(place) {
          // The place itself has no height.
          place.style.height = '100%'
          if (sidebar.parentElement !== place) place.replaceChildren(sidebar)
        },
      })
      badge.start()
    },
    nodeCreated: (node) => addVoteButton(node, openVote),
    getNodeMenuItems: (node) => voteMenu(node, openVote),
  })

  /** At the edge of the page and for a while, unless the panel is open and shows the pairs themselves. */
  function ask(request: string | undefined): void {
    if (request && !sidebar.isConnected) app.extensionManager?.toast.add({ severity: 'info', summary: NAME, detail: request, life: NOTE_MS })
  }

  /** The client id comes with the first message, and another one may come after ComfyUI was restarted. */
  function followServer(): void {
    let greeted: string | null | undefined
    const greet = () => {
      greeted = api.clientId
      void handshake.shake()
    }
    greet()
    api.addEventListener('status', () => {
      if (api.clientId !== greeted) greet()
    })
    api.addEventListener('reconnected', greet)
    api.addEventListener('executed', ({ detail }) => {
      const result = voteResult(detail)
      if (!result) return
      clearTimeout(waiting.get(result.nodeId))
      datasets.set(result.nodeId, result.datasetId)
      void session.setWaiting(result)
      ask(voteRequest(result))
    })
    /** Vote nodes that have said something in this run. Those at which the graph stands still are not done soon after. */
    const waiting = new Map<string, ReturnType<typeof setTimeout>>()
    api.addEventListener('execution_start', () => waiting.clear())
    api.addEventListener('progress_text', ({ detail }) => {
      const said = voteText(app.graph, detail)
      if (!said || waiting.has(said.nodeId)) return
      void session.start()
      waiting.set(said.nodeId, setTimeout(ask, STANDSTILL_MS, said.text))
    })
  }
}
