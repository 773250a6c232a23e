/**
 * Zoom in step: one scale and one place for all pictures of a showing, so that the same detail is compared in each. Places are
 * shares of the picture's frame, from its centre; what a finger or a wheel does is translated into them by the stage.
 */
import { Observable } from '../core/observable.ts'

const LARGEST = 16
/** One press of + or -. */
export const ZOOM_STEP = 1.5

export class Zoom extends Observable {
  scale = 1
  /** How far the picture is moved, in shares of the frame. */
  x = 0
  y = 0

  get isZoomed(): boolean {
    return this.scale > 1
  }

  /** Scales by `factor` and keeps the point under (`atX`, `atY`), shares of the frame from its centre, where it is. */
  by(factor: number, atX = 0, atY = 0): void {
    const scale = Math.min(LARGEST, Math.max(1, this.scale * factor))
    const ratio = scale / this.scale
    this.#set(scale, atX - (atX - this.x) * ratio, atY - (atY - this.y) * ratio)
  }

  /** Moves by shares of the frame. */
  pan(x: number, y: number): void {
    this.#set(this.scale, this.x + x, this.y + y)
  }

  reset(): void {
    this.#set(1, 0, 0)
  }

  /** The picture always covers its frame: its edge may reach the frame's edge, not the middle. */
  #set(scale: number, x: number, y: number): void {
    const room = (scale - 1) / 2
    const clamp = (value: number): number => Math.min(room, Math.max(-room, value)) + 0
    if (scale === this.scale && clamp(x) === this.x && clamp(y) === this.y) return
    this.scale = scale
    this.x = clamp(x)
    this.y = clamp(y)
    this.changed()
  }
}
