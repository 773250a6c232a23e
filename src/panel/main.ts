/**
 * The bundle's entry: defines `<see-dpo-panel>`. Loaded twice, under two addresses, it leaves the first definition alone.
 */
import { PanelElement } from './panel-element.ts'

if (!customElements.get('see-dpo-panel')) customElements.define('see-dpo-panel', PanelElement)
