/**
 * Removes for good what was deleted 30 days ago, and files that no row names.
 */
/** What a purge removed. */
export interface Purged {
  datasets: number
  pairs: number
  comparisons: number
  runs: number
  loras: number
  files: number
  bytes: number
}
