/**
 * The panel's entry: defines `<see-dpo-panel>`. What ComfyUI loads by itself is comfyui/main.ts, which loads this when it is needed.
 */
import { browserEnvironment } from './core/browser-environment.ts'
import { type Panel, panelOf } from './core/panel.ts'
import { define } from './elements/define.ts'
import { PanelElement } from './panel-element.ts'

export { workflowOf } from './vote/waiting-workflow.ts'

define('see-dpo-panel', PanelElement)

/** The same panel as that of an element with this `base`. */
export function panelAt(base: string): Panel {
  return panelOf(new URL(base, document.baseURI), browserEnvironment)
}
