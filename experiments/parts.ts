/**
 * Runs the parts of an experiment in child processes, as many at a time as there are cores, each once: a finished part's
 * result is a JSON file that the next start finds. What a part computes is its child's business.
 */
import { fork } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { RunError } from '../src/errors.ts'
import { writeFileAtomic } from '../src/files/atomic-write.ts'

export interface Part {
  /** Names its result's file. */
  name: string
  /** Its settings: a result that was made with others is made again. */
  key: object
  args: readonly string[]
}

export interface PartsOptions {
  child: string
  folder: string
  say: (line: string) => void
  /** At a time; all cores by default. */
  atOnce?: number
}

/** Results in the order of `parts`. The first failure ends the others' start; what is finished is kept. */
export async function runParts<Result>(parts: readonly Part[], { child, folder, say, atOnce = availableParallelism() }: PartsOptions): Promise<Result[]> {
  mkdirSync(folder, { recursive: true })
  const results = new Array<Result>(parts.length)
  const started = performance.now()
  let [next, done, fresh] = [0, 0, 0]
  const worker = async (): Promise<void> => {
    while (next < parts.length) {
      const index = next++
      const part = parts[index]
      const path = join(folder, `${part.name.replaceAll(/[^\w.-]+/g, '-')}.json`)
      const key = JSON.stringify(part.key)
      const known = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { key: string; result: Result }) : undefined
      if (known?.key === key) results[index] = known.result
      else {
        results[index] = await runChild<Result>(child, part)
        writeFileAtomic(path, JSON.stringify({ key, result: results[index] }))
        fresh++
      }
      done++
      const left = fresh === 0 ? 0 : (((performance.now() - started) / fresh) * (parts.length - done)) / 1000
      say(`${done} of ${parts.length}  ${part.name}${known?.key === key ? ' (kept)' : ''}  about ${Math.round(left)} s left`)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, parts.length) }, worker))
  return results
}

function runChild<Result>(child: string, { name, args }: Part): Promise<Result> {
  return new Promise((resolve, reject) => {
    const process = fork(child, [...args])
    let result: { value: Result } | undefined
    process.on('message', (message: { result?: Result }) => {
      if (message.result !== undefined) result = { value: message.result }
    })
    process.on('error', reject)
    process.on('exit', (code, signal) => {
      if (result) resolve(result.value)
      else
        reject(
          new RunError('child', `experiment part ${name}: expected a result, got exit ${signal ?? code}. Run the same command again; finished parts are kept.`),
        )
    })
  })
}
