/** Turning what a reader throws into a problem to report, and keeping the first of them. */
import { InputError } from '../../errors.ts'
import { MAX_PROBLEMS } from './limits.ts'
import type { TransferItem, TransferProblem } from './transfer-records.ts'

/** Problems in the order they came: the first MAX_PROBLEMS word by word, the rest as a number. */
export interface ProblemList {
  problems: TransferProblem[]
  count: number
  add(problem: TransferProblem): void
}

export function problemList(): ProblemList {
  const list: ProblemList = {
    problems: [],
    count: 0,
    add(problem) {
      list.count++
      if (list.problems.length < MAX_PROBLEMS) list.problems.push(problem)
    },
  }
  return list
}

/** A problem out of an InputError; other errors are thrown on. */
export function problemOf(path: string, error: unknown): TransferProblem {
  if (!(error instanceof InputError)) throw error
  const text = error.message
  return { path, sentence: `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}` }
}

export function problemItem(path: string, error: unknown): TransferItem {
  return { kind: 'problem', problem: problemOf(path, error) }
}
