/**
 * What ComfyUI's page loads of us: registers the extension, once. A second copy of the pack in custom_nodes would register all of it
 * again; the sidebar's element, of which a page has one, shows that somebody was here before.
 */
import { api } from '../../scripts/api.js'
import { app } from '../../scripts/app.js'
import { browserEnvironment } from '../core/browser-environment.ts'
import { Memory } from '../core/memory.ts'
import { registerExtension } from './extension.ts'
import { SIDEBAR_ELEMENT, SidebarElement } from './sidebar-element.ts'

if (customElements.get(SIDEBAR_ELEMENT))
  console.warn(`SEE-DPO is installed twice, and the second one is not used: ${import.meta.url}. Keep one of its folders in custom_nodes.`)
else {
  customElements.define(SIDEBAR_ELEMENT, SidebarElement)
  registerExtension({ app, api, memory: new Memory(browserEnvironment().storage), loadPanel: () => import('../main.ts') })
}
