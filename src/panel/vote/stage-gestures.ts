/**
 * What fingers, mouse and wheel do over the pictures: a swipe answers, a drag moves zoomed pictures, pinch and wheel zoom. A plain
 * press is left to the picture's own button; `wasDragged` tells it that the press was something else.
 */
import type { Zoom } from './zoom.ts'

/** Where a pointer is: CSS pixels, and the frame it is about. */
interface PointerPlace {
  pointerId: number
  pointerType: string
  clientX: number
  clientY: number
}

interface Frame {
  left: number
  top: number
  width: number
  height: number
}

/** CSS pixels that a press may wander. */
const SLOP = 5
/** A swipe is at least this long, and twice as wide as high. */
const SWIPE = 48

export class StageGestures {
  /** The press that ends now has moved the pictures or was a swipe: its click is no answer. */
  wasDragged = false
  readonly #zoom: Zoom
  readonly #swiped: (side: 0 | 1) => void
  readonly #pointers = new Map<number, { x: number; y: number }>()
  #start: { x: number; y: number } | undefined
  #frame: Frame = { left: 0, top: 0, width: 1, height: 1 }

  constructor(zoom: Zoom, swiped: (side: 0 | 1) => void) {
    this.#zoom = zoom
    this.#swiped = swiped
  }

  down({ pointerId, clientX, clientY }: PointerPlace, frame: Frame): void {
    if (this.#pointers.size === 0) {
      this.wasDragged = false
      this.#start = { x: clientX, y: clientY }
      this.#frame = frame
    }
    this.#pointers.set(pointerId, { x: clientX, y: clientY })
  }

  move({ pointerId, clientX, clientY }: PointerPlace): void {
    const before = this.#pointers.get(pointerId)
    if (!before || !this.#start) return
    const others = [...this.#pointers].filter(([id]) => id !== pointerId).map(([, place]) => place)
    this.#pointers.set(pointerId, { x: clientX, y: clientY })
    if (others.length > 0) {
      const [other] = others
      const ratio = distance(other, { x: clientX, y: clientY }) / Math.max(1, distance(other, before))
      this.wasDragged = true
      this.#zoomAt(ratio, (clientX + other.x) / 2, (clientY + other.y) / 2, this.#frame)
    } else if (this.#zoom.isZoomed && (this.wasDragged || distance(this.#start, { x: clientX, y: clientY }) > SLOP)) {
      this.wasDragged = true
      this.#zoom.pan((clientX - before.x) / this.#frame.width, (clientY - before.y) / this.#frame.height)
    }
  }

  up({ pointerId, pointerType, clientX, clientY }: PointerPlace): void {
    if (!this.#pointers.delete(pointerId) || !this.#start || this.#pointers.size > 0) return
    const x = clientX - this.#start.x
    const y = clientY - this.#start.y
    const isSwipe = pointerType === 'touch' && !this.wasDragged && !this.#zoom.isZoomed && Math.abs(x) >= SWIPE && Math.abs(x) > 2 * Math.abs(y)
    this.#start = undefined
    if (!isSwipe) return
    this.wasDragged = true
    this.#swiped(x < 0 ? 0 : 1)
  }

  /** The browser took the pointer for itself: to scroll, mostly. */
  cancel({ pointerId }: Pick<PointerPlace, 'pointerId'>): void {
    this.#pointers.delete(pointerId)
    if (this.#pointers.size === 0) this.#start = undefined
  }

  wheel({ deltaY, deltaMode, clientX, clientY }: { deltaY: number; deltaMode: number; clientX: number; clientY: number }, frame: Frame): void {
    // Mice that count in lines (Firefox) move three at a time, a notch of others is about 100 pixels.
    const pixels = deltaMode === 0 ? deltaY : deltaY * 33
    this.#zoomAt(Math.exp(-pixels / 400), clientX, clientY, frame)
  }

  #zoomAt(factor: number, x: number, y: number, frame: Frame): void {
    this.#zoom.by(factor, (x - frame.left) / frame.width - 0.5, (y - frame.top) / frame.height - 0.5)
  }
}

const distance = (a: { x: number; y: number }, b: { x: number; y: number }): number => Math.hypot(a.x - b.x, a.y - b.y)
