/**
 * The part of ComfyUI's page that the extension uses, in our own words: its package of types has none from frontend 1.48 on, and what
 * we call has been the same from 1.27 to 1.58. Hooks that a version does not know are never called there.
 */

import type { Graph, GraphNode } from './graph-node.ts'

export interface ComfyApi {
  /** Of the page's WebSocket; unknown until the server's first message. */
  readonly clientId?: string | null
  /** Address of a route below the path that ComfyUI is served from. */
  apiURL(route: string): string
  /** Fetches it, with the header that names the user. */
  fetchApi(route: string, init?: { cache?: 'no-store' }): Promise<Response>
  addEventListener(type: string, listener: (event: { detail?: unknown }) => void): void
}

export interface ComfyApp {
  readonly extensionManager?: ExtensionManager
  /** The outermost one on the canvas. */
  readonly graph?: Graph
  registerExtension(extension: Extension): void
  /** Queues the graph on the canvas as the Run button does; `number` 0 puts it at the end, -1 at the front. */
  queuePrompt(number: number, batchCount: number): Promise<unknown>
}

export interface ExtensionManager {
  registerSidebarTab(tab: SidebarTab): void
  /** What is written to their fields is drawn. */
  getSidebarTabs(): SidebarTab[]
  readonly command: { execute(id: string): unknown }
  readonly toast: { add(message: { severity: 'info' | 'warn'; summary: string; detail: string; life?: number }): void }
}

export interface SidebarTab {
  id: string
  title: string
  icon: string
  iconBadge?: string
  tooltip: string
  type: 'custom'
  /** Called again when the sidebar is drawn again, with the same element or another. */
  render(place: HTMLElement): void
}

export interface Extension {
  name: string
  commands: { id: string; label: string; icon: string; function(): void }[]
  setup(): void
  nodeCreated(node: GraphNode): void
  /** From frontend 1.29 on. */
  getNodeMenuItems(node: GraphNode): { content: string; callback(): void }[]
}
