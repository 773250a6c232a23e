/**
 * `<see-dpo-vote-view>`: the Vote view.
 */
import { html } from 'lit'
import { Watch } from '../core/watch.ts'
import { controls } from '../elements/controls.ts'
import { PanelView } from '../elements/panel-view.ts'
import { emptyState } from '../elements/parts.ts'

export class VoteView extends PanelView {
  static override styles = [controls]

  constructor() {
    super()
    new Watch(this, () => [this.panel?.state])
  }

  override render() {
    return html`${emptyState({ title: 'Vote', text: 'Nothing is here yet.' })}`
  }
}

customElements.define('see-dpo-vote-view', VoteView)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-vote-view': VoteView
  }
}
