/**
 * The server as far as voting needs it, in memory and behind `fetch`: it draws unseen pairs, takes vote events once, and says what
 * changed over the fake socket. The real one has tests of its own; here it only has to be strict about what the panel sends.
 */
import type { Dataset, Pair, Showing, VoteEvent, VoteResults } from '../../src/panel/api-types.ts'
import { randomSource } from '../../src/random.ts'
import type { FakeEnvironment } from './fake-environment.ts'

interface DrawRequest {
  voterId: string
  count: number
  holding: string[]
}

export class FakeServer {
  readonly voters = [{ id: 'v-ann', name: 'Ann', createdAt: '2026-01-01T00:00:00.000Z' }]
  readonly pairs: Pair[] = []
  readonly showings = new Map<string, Showing & { voterId: string }>()
  readonly events: VoteEvent[] = []
  readonly requests: string[] = []
  /** Asked before (true: the request is lost) and after (true: the answer is lost) each request. */
  loses: (when: 'before' | 'after') => boolean = () => false
  /** A path that is refused, with 409. */
  refusedPath: string | undefined
  epoch = 'e-1'
  dataFolder = '/data'
  readonly #random

  constructor(pairs: number, seed = 1, pictures: 2 | 4 = 2) {
    this.#random = randomSource(seed, 'server')
    for (let i = 0; i < pairs; i++) this.addPair(pictures)
  }

  addPair(pictures: 2 | 4 = 2): void {
    const at = this.pairs.length
    const hash = (picture: number) => `${at}-${picture}`.padStart(64, '0')
    this.pairs.push({
      id: `p-${at}`,
      datasetId: 'd-1',
      prompt: `prompt ${at}`,
      pictures: Array.from({ length: pictures }, (_, picture) => ({ hash: hash(picture), width: 32, height: 32 })),
      heldOut: false,
      votes: [],
      createdAt: '2026-01-01T00:00:00.000Z',
    })
  }

  get dataset(): Dataset {
    const counts = { prompts: 1, pairs: this.pairs.length, votedPairs: this.currentVotes('v-ann').size, votes: this.events.length }
    return {
      id: 'd-1',
      name: 'One',
      source: 'sampled',
      keepChains: false,
      createdAt: '2026-01-01T00:00:00.000Z',
      counts,
      diskBytes: { images: 0, latents: 0, chains: 0 },
    }
  }

  /** Sends a hello with a snapshot over the panel's newest socket. */
  greet(environment: FakeEnvironment): void {
    const snapshot = { datasets: [this.dataset], voters: this.voters, runs: [], loras: [], comparisons: [], jobs: [] }
    environment.say(environment.sockets.at(-1) as never, { type: 'hello', epoch: this.epoch, seq: 0, resumed: false, snapshot })
  }

  /** Newest vote of each pair that isn't undone; skips count as votes here. */
  currentVotes(voterId: string): Map<string, VoteEvent> {
    const current = new Map<string, VoteEvent>()
    for (const event of this.events) {
      if (event.kind !== 'vote' || event.voterId !== voterId || this.#isUndone(event.id)) continue
      current.set(this.showings.get(event.showingId)?.pairId as string, event)
    }
    return current
  }

  fetch = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname.replace('/see-dpo/', '/')
    this.requests.push(`${request.method} ${path}`)
    if (this.loses('before')) throw new TypeError('connection refused')
    const answer = this.#answer(path, request.method === 'POST' ? JSON.parse(await request.text()) : undefined)
    if (this.loses('after')) throw new TypeError('connection reset')
    return new Response(JSON.stringify(answer.body), { status: answer.status, headers: { 'content-type': 'application/json' } })
  }

  #answer(path: string, body: unknown): { status: number; body: unknown } {
    const ok = (value: unknown) => ({ status: 200, body: value })
    if (path === this.refusedPath) return { status: 409, body: { error: { code: 'busy', message: 'Not now.' } } }
    if (path === '/api/status') {
      const host = { name: 'demo', title: 'demo', canSample: true, importRoots: [] }
      return ok({ version: '0.1.0', apiVersion: '1', host, dataFolder: this.dataFolder, notices: [], epoch: this.epoch, startedAt: '2026-01-01T00:00:00.000Z' })
    }
    if (path === '/api/models') return ok({ models: [] })
    if (path === '/api/datasets/d-1/showings') return ok(this.#draw(body as DrawRequest))
    if (path === '/api/vote-events') return ok(this.#append(body as { events: VoteEvent[] }))
    const pairId = path.match(/^\/api\/pairs\/([^/]+)\/showings$/)?.[1]
    const pair = this.pairs.find(({ id }) => id === pairId)
    if (pair) return ok(this.#show(pair, (body as { voterId: string }).voterId))
    return { status: 404, body: { error: { code: 'not-found', message: `No ${path}.` } } }
  }

  #draw({ voterId, count, holding }: DrawRequest) {
    if (holding.length > 50 || new Set(holding).size < holding.length) throw new Error(`holding has ${holding.length} ids`)
    const held = holding.map((id) => this.showings.get(id)?.pairId)
    const current = this.currentVotes(voterId)
    const isVoted = (pair: Pair) => (current.get(pair.id) as { choice?: { kind: string } } | undefined)?.choice?.kind
    const open = this.pairs.filter((pair) => (isVoted(pair) ?? 'skip') === 'skip')
    const free = open.filter(({ id }) => !held.includes(id)).sort((a, b) => Number(isVoted(a) === 'skip') - Number(isVoted(b) === 'skip'))
    const showings = free.slice(0, count).map((pair) => this.#show(pair, voterId))
    return { showings, remaining: open.length, voted: this.pairs.length - open.length, total: this.pairs.length }
  }

  #show(pair: Pair, voterId: string): Showing {
    const order = pair.pictures.map((_, at) => at)
    if (this.#random.uniform() < 0.5) order.reverse()
    const showing: Showing = { id: `s-${this.showings.size}`, pairId: pair.id, datasetId: pair.datasetId, prompt: pair.prompt, pictures: pair.pictures, order }
    this.showings.set(showing.id, { ...showing, voterId })
    return showing
  }

  #append({ events }: { events: VoteEvent[] }): VoteResults {
    return { results: events.map((event) => ({ id: event.id, ...this.#store(event) })) }
  }

  #isUndone(id: string): boolean {
    return this.events.some((event) => event.kind === 'undo' && event.undoes === id)
  }

  #store(event: VoteEvent): { status: 'stored' | 'duplicate' | 'refused'; error?: { code: string; message: string } } {
    const refused = (code: string) => ({ status: 'refused', error: { code, message: `Refused: ${code}.` } }) as const
    if (this.events.some(({ id }) => id === event.id)) return { status: 'duplicate' }
    if (event.kind === 'undo') {
      if (!this.events.some(({ id, kind }) => id === event.undoes && kind === 'vote')) return refused('unknown-vote')
      if (this.#isUndone(event.undoes)) return refused('already-undone')
    } else {
      if (this.showings.get(event.showingId)?.voterId !== event.voterId) return refused('unknown-showing')
      const hasAnswer = this.events.some((other) => other.kind === 'vote' && other.showingId === event.showingId && !this.#isUndone(other.id))
      if (hasAnswer) return refused('showing-answered')
    }
    this.events.push(event)
    return { status: 'stored' }
  }
}
