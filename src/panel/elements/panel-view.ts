/**
 * Base of the four views. A view is made anew each time it is shown: whatever must survive that is a part of the panel
 * (`panel.part`), and the view watches it.
 */
import { LitElement, type PropertyDeclarations } from 'lit'
import type { Panel } from '../core/panel.ts'

export abstract class PanelView extends LitElement {
  static override properties: PropertyDeclarations = { panel: { attribute: false } }

  declare panel: Panel

  /** A key that was pressed while nobody typed and no dialog was open; true when the view made something of it. */
  onKey(_event: KeyboardEvent): boolean {
    return false
  }
}
