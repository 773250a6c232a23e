/**
 * Voters: the people whose votes are told apart. Who is at the keyboard is left to the panel.
 */
import { checkId, checkName, MAX_NAME } from '../checks.ts'
import { newId } from '../ids.ts'
import { notFound, type StoreContext } from '../store-context.ts'
import { ConflictError } from '../store-errors.ts'
import type { Voter } from '../types.ts'

export interface Voters {
  /** A name of 1 to 80 characters that nobody has yet, letter case aside; else a ConflictError. */
  create(name: string): Voter
  rename(id: string, name: string): Voter
  get(id: string): Voter | undefined
  /** In the order of making. */
  list(): Voter[]
}

const COLUMNS = 'SELECT id, name, createdAt FROM voter'

export function votersGroup({ database, random, now }: StoreContext): Voters {
  const get = (id: string): Voter | undefined => {
    const row = database.get<Voter>(`${COLUMNS} WHERE id = ?`, checkId('voter', id))
    return row && { ...row }
  }
  const checkFree = (text: string, except: string): string => {
    const name = checkName('name of a voter', text, MAX_NAME)
    if (database.get('SELECT 1 FROM voter WHERE name = ? AND id <> ?', name, except))
      throw new ConflictError(`There is a voter '${name}' already. Choose another name.`)
    return name
  }
  return {
    create(text) {
      const voter = { id: newId('v', random), name: checkFree(text, ''), createdAt: now() }
      database.run('INSERT INTO voter (id, name, createdAt) VALUES (?, ?, ?)', voter.id, voter.name, voter.createdAt)
      return voter
    },
    rename(id, text) {
      const voter = get(id)
      if (!voter) throw notFound('voter', id)
      const name = checkFree(text, id)
      database.run('UPDATE voter SET name = ? WHERE id = ?', name, id)
      return { ...voter, name }
    },
    get,
    list: () => database.all<Voter>(`${COLUMNS} ORDER BY rowid`).map((row) => ({ ...row })),
  }
}
