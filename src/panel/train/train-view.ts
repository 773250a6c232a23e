/**
 * `<see-dpo-train-view>`: the Train view.
 */
import { html } from 'lit'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { PanelView } from '../elements/panel-view.ts'
import { emptyState } from '../elements/parts.ts'

export class TrainView extends PanelView {
  static override styles = [controls]

  constructor() {
    super()
    new Watch(this, () => [this.panel?.state])
  }

  override render() {
    return html`${emptyState({ title: 'Train', text: 'Nothing is here yet.' })}`
  }
}

customElements.define('see-dpo-train-view', TrainView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-train-view': TrainView
  }
}
