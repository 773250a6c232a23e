/**
 * A voter that never rests, for kill.test.ts: `node vote-until-killed.ts FOLDER DATASET VOTER`. It begins once its
 * stdin has ended, with the events that it read there: those that the killed one before it had no answer to. Then it votes
 * on, several calls at a time. Before an event is sent it prints `sent` and the event, after its answer `stored` or
 * `duplicate` and the id.
 */
import { readFileSync, writeSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { openStore } from '../../src/preferences/open-store.ts'
import type { VoteInput } from '../../src/preferences/types.ts'

const [folder, datasetId, voterId] = process.argv.slice(2) as [string, string, string]
const IN_FLIGHT = 8
/** A write of the system, not a stream: what is printed is with the parent, whatever happens to this process. */
const print = (line: string): void => void writeSync(1, `${line}\n`)

// Written at the end of a process otherwise, which none of these sees; without it a start takes four times as long.
flushCompileCache()
const unanswered = readFileSync(0, 'utf8')
const store = openStore({ folder })
const pairIds = [...store.pairs.all(datasetId)].map(({ pair }) => pair.id)

async function send(event: VoteInput): Promise<void> {
  print(`sent ${JSON.stringify(event)}`)
  const [result] = await store.votes.append([event])
  print(result?.status === 'refused' ? `refused ${result.code}` : `${result?.status} ${event.id}`)
}

function vote(): VoteInput {
  const shown = store.showings.ofPair(pairIds[Math.floor(Math.random() * pairIds.length)] as string, voterId)
  const choice = { kind: 'pick', position: Math.random() < 0.5 ? 0 : 1 } as const
  return { kind: 'vote', id: crypto.randomUUID(), showingId: shown.showing.id, voterId, choice, clientVersion: 'kill', votedAt: new Date().toISOString() }
}

async function voteOn(): Promise<never> {
  for (;;) {
    const event = vote()
    await send(event)
    if (Math.random() < 0.2) await send({ kind: 'undo', id: crypto.randomUUID(), voterId, undoes: event.id, clientVersion: 'kill', votedAt: event.votedAt })
  }
}

print('ready')
await Promise.all(unanswered.split('\n').flatMap((line) => (line === '' ? [] : [send(JSON.parse(line))])))
for (let i = 0; i < IN_FLIGHT; i++) void voteOn()
