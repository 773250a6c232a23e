/** Reads the fields of what a call answered. The host's process is another program, of another version perhaps: nothing is taken as it is. */
import { RunError } from '../../errors.ts'

export interface AnswerFields {
  text(name: string): string
  number(name: string): number
  flag(name: string): boolean
  /** Null and absent are undefined. */
  optional(name: string): string | undefined
  texts(name: string): string[]
  records(name: string): AnswerFields[]
}

/** Longest text and list that a field may have. */
const MAX_TEXT = 10_000
const MAX_LIST = 10_000

/** `who` names the call in the RunError `host` for a field that isn't as expected. */
export function answerFields(who: string, value: unknown): AnswerFields {
  const wrong = (name: string, expected: string): never => {
    throw new RunError('host', `${who}: expected ${expected} as '${name}' in ComfyUI's answer, got something else. Update the pack, then restart ComfyUI.`)
  }
  const record = (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : wrong('answer', 'an object')) as Record<string, unknown>
  const list = (name: string): unknown[] => {
    const found = record[name]
    return Array.isArray(found) && found.length <= MAX_LIST ? found : wrong(name, 'a list')
  }
  const isText = (found: unknown): found is string => typeof found === 'string' && found.length <= MAX_TEXT
  return {
    text: (name) => (isText(record[name]) ? (record[name] as string) : wrong(name, 'a text')),
    number: (name) => (Number.isFinite(record[name]) ? (record[name] as number) : wrong(name, 'a number')),
    flag: (name) => (typeof record[name] === 'boolean' ? (record[name] as boolean) : wrong(name, 'true or false')),
    optional: (name) =>
      record[name] === null || record[name] === undefined ? undefined : isText(record[name]) ? (record[name] as string) : wrong(name, 'a text'),
    texts: (name) => list(name).map((item) => (isText(item) ? item : wrong(name, 'a list of texts'))),
    records: (name) => list(name).map((item) => answerFields(who, item)),
  }
}
