/** A hundred times `kill -9` while votes are stored: what was answered is there, once, and the database is whole. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { checkStore } from '../../src/preferences/check-store.ts'
import type { VoteInput } from '../../src/preferences/types.ts'
import { randomSource } from '../../src/random.ts'
import { fill, newFolder, newStore } from './new-store.ts'

const KILLS = 100
const SEED = 51

test(`every answered vote survives ${KILLS} kills (seed ${SEED}), none is there twice`, async () => {
  console.log(`seed ${SEED}`)
  // A real disk, not one in memory.
  const store = newStore({ folder: newFolder(tmpdir()) })
  const { datasetId } = fill(store, 20)
  const voterId = store.voters.create('Ann').id
  store.close()
  const random = randomSource(SEED)
  const cache = newFolder()
  const sent = new Map<string, VoteInput>()
  const answered = new Map<string, string>()
  // Starting Node takes longer than everything else: the next ones start meanwhile, and wait for their stdin to end.
  const starting = Array.from({ length: 2 }, () => startVoter([store.folder, datasetId, voterId], cache))

  for (let kill = 0; kill < KILLS; kill++) {
    starting.push(startVoter([store.folder, datasetId, voterId], cache))
    const unanswered = [...sent.values()].filter(({ id }) => !answered.has(id))
    const lines = await runUntilKilled(starting.shift() as Voter, unanswered, random.integer(20), random.uniform() * 10)
    expect(lines[0], `start ${kill} after a kill`).toBe('ready')
    for (const line of lines) {
      const [word, rest] = [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]
      if (word === 'sent') sent.set(JSON.parse(rest).id, JSON.parse(rest))
      else if (word === 'stored' || word === 'duplicate') answered.set(rest, word)
      else expect(line).toBe('ready')
    }
  }
  for (const { child } of starting) child.kill('SIGKILL')

  expect(checkStore(store.folder).findings).toEqual([])
  const again = newStore({ folder: store.folder })
  const events = [...again.votes.events(datasetId)]
  const ids = events.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect([...answered.keys()].filter((id) => again.votes.get(id) === undefined)).toEqual([])
  expect(ids.filter((id) => !sent.has(id))).toEqual([])
  const answers = events.filter((event) => event.kind === 'vote' && event.undoneBy === undefined).map(({ showingId }) => showingId)
  expect(new Set(answers).size).toBe(answers.length)
  expect(again.votes.rebuildCurrent()).toBe(0)
  // The kills came in the midst of work, and some between the commit and the answer.
  const duplicates = [...answered.values()].filter((word) => word === 'duplicate').length
  console.log(`${answered.size} answered, of them ${duplicates} were stored by a process that was killed before it could say so`)
  expect(answered.size).toBeGreaterThan(KILLS * 5)
  expect(duplicates).toBeGreaterThan(0)
}, 180_000)

interface Voter {
  child: ChildProcessByStdio<Writable, Readable, null>
  output: string[]
}

function startVoter(args: readonly string[], cache: string): Voter {
  const script = join(import.meta.dirname, 'vote-until-killed.ts')
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: cache } })
  const output: string[] = []
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text))
  return { child, output }
}

/**
 * Lets the voter begin, kills it `delayMs` after its `answers`-th answer, and returns the whole lines that it printed. The
 * moment is counted in answers first: by time alone, a busy machine would see every kill before the first vote.
 */
async function runUntilKilled({ child, output }: Voter, unanswered: readonly VoteInput[], answers: number, delayMs: number): Promise<string[]> {
  const closed = new Promise((resolve) => child.once('close', resolve))
  let isDying = false
  child.stdout.on('data', () => {
    if (isDying || output.join('').split(/^(?:stored|duplicate) /m).length <= answers) return
    isDying = true
    setTimeout(() => child.kill('SIGKILL'), delayMs)
  })
  child.stdin.end(unanswered.map((event) => `${JSON.stringify(event)}\n`).join(''))
  await closed
  return output.join('').split('\n').slice(0, -1)
}
