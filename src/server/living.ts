/**
 * Things of the store by their id, for routes that work on what is there: a deleted thing is as good as none, but for being
 * restored.
 */
import { NotFoundError } from '../preferences/store-errors.ts'

/** A NotFoundError says what is missing, or how to bring it back. */
export function living<Thing extends { deletedAt?: string }>(kind: string, id: string, thing: Thing | undefined): Thing {
  if (!thing) throw new NotFoundError(`${kind} ${id}: expected one that exists, got an id that names none. Reload the list.`)
  if (thing.deletedAt !== undefined)
    throw new NotFoundError(`${kind} ${id}: expected one that exists, got one that was deleted on ${thing.deletedAt.slice(0, 10)}. Restore it first.`)
  return thing
}
