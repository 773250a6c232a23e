/**
 * Pictures that are loaded and decoded before they are needed, so that the next pair is painted in the frame after the key. They are
 * kept as elements, because the very element that was decoded has to go on screen.
 */
import type { Picture, Showing } from '../api-types.ts'
import type { PictureLoader } from './vote-session.ts'

export interface PreparedPicture {
  element: HTMLImageElement
  /** Resolves when it can be painted at once; false when it can't be loaded or decoded. */
  ready: Promise<boolean>
}

export class DecodedPictures implements PictureLoader {
  readonly #urlOf: (hash: string) => string
  /** By showing, since an element can be in one place only. */
  readonly #prepared = new Map<string, PreparedPicture[]>()

  constructor(urlOf: (hash: string) => string) {
    this.#urlOf = urlOf
  }

  prepare(showing: Showing): void {
    this.of(showing)
  }

  keepOnly(showings: readonly Showing[]): void {
    for (const id of this.#prepared.keys()) if (!showings.some((showing) => showing.id === id)) this.#prepared.delete(id)
  }

  /** The pictures of a showing by side, from left to right. */
  of(showing: Showing): PreparedPicture[] {
    let prepared = this.#prepared.get(showing.id)
    if (!prepared) {
      prepared = showing.order.map((position) => this.#load(showing.pictures[position]))
      this.#prepared.set(showing.id, prepared)
    }
    return prepared
  }

  /** Loads a showing's pictures anew, after some could not be loaded. */
  reload(showing: Showing): void {
    this.#prepared.delete(showing.id)
    this.prepare(showing)
  }

  #load({ hash, width, height }: Picture): PreparedPicture {
    const element = new Image(width, height)
    element.decoding = 'sync'
    element.draggable = false
    element.alt = ''
    element.src = this.#urlOf(hash)
    return {
      element,
      ready: element.decode().then(
        () => true,
        () => false,
      ),
    }
  }
}
