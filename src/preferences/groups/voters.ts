/**
 * Voters: the people whose votes are told apart. Who is at the keyboard is left to the panel.
 */
import type { Voter } from '../types.ts'

export interface Voters {
  /** A name of 1 to 80 characters that nobody has yet, letter case aside; else a ConflictError. */
  create(name: string): Voter
  rename(id: string, name: string): Voter
  get(id: string): Voter | undefined
  /** In the order of making. */
  list(): Voter[]
}
