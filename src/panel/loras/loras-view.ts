/**
 * `<see-dpo-loras-view>`: the LoRAs view.
 */
import { html } from 'lit'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { PanelView } from '../elements/panel-view.ts'
import { emptyState } from '../elements/parts.ts'

export class LorasView extends PanelView {
  static override styles = [controls]

  constructor() {
    super()
    new Watch(this, () => [this.panel?.state])
  }

  override render() {
    return html`${emptyState({ title: 'LoRAs', text: 'Nothing is here yet.' })}`
  }
}

customElements.define('see-dpo-loras-view', LorasView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-loras-view': LorasView
  }
}
