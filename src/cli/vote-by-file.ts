/**
 * Votes as a simulated voter (a file as in assets/voters) on whatever showings the server gives, until none is left. It can read
 * the demo model's flowers only.
 */
import { randomUUID } from 'node:crypto'
import { fromRgb } from '../demo/model/demo-latents.ts'
import { PICTURE_SIZE } from '../demo/world/backgrounds.ts'
import { readFlower } from '../demo/world/read-flower.ts'
import { loadVoter, type Voter, vote } from '../demo/world/voter.ts'
import { InputError, RunError } from '../errors.ts'
import { decodeRgb } from '../files/png.ts'
import { randomSource } from '../random.ts'
import { voterNamed } from './choose.ts'
import type { CommandContext } from './command.ts'
import type { Schemas } from './see-dpo-api.ts'

/** Showings in one request: as many as the API gives. */
const AT_ONCE = 10
const CLIENT_VERSION = 'command line'

export interface VoteOrder {
  /** Path of the voter's file. */
  file: string
  seed: number
  /** At most so many; all by default. */
  most?: number
  /** The next showings for this voter. */
  draw(request: Schemas['ShowingsRequest']): Promise<Schemas['Showings']>
}

/** Resolves with how many votes were stored, and whose they are. */
export async function voteByFile(
  context: CommandContext,
  { file, seed, most = Number.POSITIVE_INFINITY, draw }: VoteOrder,
): Promise<{ votes: number; voterId: string }> {
  const { api, progress, stop } = context
  const taste = loadVoter(file)
  const { id: voterId } = await voterNamed(api, taste.name)
  let votes = 0
  let isBegun = false
  while (!stop.aborted && votes < most) {
    const { showings, remaining } = await draw({ voterId, count: Math.min(AT_ONCE, most - votes), holding: [] })
    if (showings.length === 0) break
    if (!isBegun) progress.start('Voting', Math.min(most, remaining))
    isBegun = true
    const events: Schemas['VoteEvent'][] = []
    for (const showing of showings) {
      const choice = await judge(context, taste, showing, seed)
      events.push({ kind: 'vote', id: randomUUID(), showingId: showing.id, voterId, choice, clientVersion: CLIENT_VERSION, votedAt: new Date().toISOString() })
    }
    const { results } = await api.ask((client) => client.POST('/api/vote-events', { body: { events } }))
    const refused = results.find(({ status }) => status === 'refused')
    if (refused) throw new RunError('host', `The server refused a vote: ${refused.error?.message ?? 'without a reason'}`)
    votes += results.length
    progress.update(votes)
  }
  progress.end(`${votes} votes of '${taste.name}'`)
  return { votes, voterId }
}

/** Of more than two pictures, the one that is left after each was held against the best so far. */
async function judge({ api }: CommandContext, taste: Voter, { pairId, pictures, order }: Schemas['Showing'], seed: number): Promise<Schemas['Choice']> {
  const strange = pictures.find(({ width, height }) => width !== PICTURE_SIZE || height !== PICTURE_SIZE)
  if (strange)
    throw new InputError(
      `--voter: a simulated voter reads the demo model's pictures of ${PICTURE_SIZE} x ${PICTURE_SIZE} pixels, got one of ${strange.width} x ${strange.height}. Vote on these in the panel.`,
    )
  const files = await Promise.all(
    pictures.map(({ hash }) => api.ask((client) => client.GET('/api/images/{hash}', { params: { path: { hash } }, parseAs: 'arrayBuffer' }))),
  )
  const flowers = files.map((file) => fromRgb(decodeRgb(new Uint8Array(file as unknown as ArrayBuffer), PICTURE_SIZE ** 2).data))
  const readings = flowers.map(readFlower)
  const random = randomSource(seed, 'vote', pairId)
  let best = order[0]
  let isTie = true
  for (const position of order.slice(1)) {
    const answer = vote(taste, readings[best], flowers[best], readings[position], flowers[position], random)
    if (answer !== 'tie') isTie = false
    if (answer === 'right') best = position
  }
  return isTie ? { kind: 'tie' } : { kind: 'pick', position: best }
}
