/** One step of the database's shape. A migration that was released is never changed: a later one mends it. */
export interface Migration {
  /** Counts from 1 without gaps; kept in the file as `user_version`. */
  version: number
  name: string
  sql: string
}
