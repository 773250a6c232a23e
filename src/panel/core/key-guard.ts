/**
 * Which keys belong to whom: keys typed into a field are never commands, and a focused button keeps its own Enter and Space.
 */

/** The part of a KeyboardEvent that decides. */
export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  isComposing: boolean
}

interface Target {
  localName?: string
  type?: string
  isContentEditable?: boolean
}

const FIELDS = ['input', 'textarea', 'select']
const PRESSABLE = ['button', 'a', 'summary', 'label']

/** Whether a key event, by the elements it passes (`event.composedPath()`), may be a command. */
export function isCommand(event: KeyPress, path: readonly unknown[]): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false
  const targets = path as readonly Target[]
  const innermost = targets[0]
  if (innermost?.localName && FIELDS.includes(innermost.localName)) return false
  if (targets.some((target) => target.isContentEditable === true || target.localName === 'dialog')) return false
  const isPressed = targets.some((target) => target.localName && PRESSABLE.includes(target.localName))
  return !(isPressed && (event.key === 'Enter' || event.key === ' '))
}
