/**
 * Voting: which showing is on screen, which come next, what an answer and an undo do. Answers go into the queue first, and the next
 * showing follows at once; the server is asked for more behind their back. Pictures are decided about elsewhere: the session only
 * asks that they be made ready.
 */
import type { Showing, Showings, VoteEvent } from '../api-types.ts'
import { backoffMs } from '../core/backoff.ts'
import type { Answer, Failure } from '../core/failure.ts'
import { Observable } from '../core/observable.ts'
import type { Panel } from '../core/panel.ts'
import { newestFirst } from '../core/panel-state.ts'
import { CLIENT_VERSION } from '../version.ts'
import { type Answered, answerInWords, choiceOf } from './choices.ts'
import type { VoteQueue } from './vote-queue.ts'

/** Where showings come from. */
export type VoteSource = { kind: 'dataset'; id: string } | { kind: 'comparison'; id: string }

/** Makes pictures ready to be painted at once. */
export interface PictureLoader {
  prepare(showing: Showing): void
  /** Pictures of other showings may be forgotten. */
  keepOnly(showings: readonly Showing[]): void
}

interface Given {
  eventId: string
  showing: Showing
  isSkip: boolean
}

/** Showings that are kept ready behind the one on screen. */
const AHEAD = 3
/** Votes that can be undone one after another, and how many of them after a reload. */
const UNDO_DEPTH = 50
const REMEMBERED = 10
/** The store takes no more ids at once. */
const MAX_HOLDING = 50
/** Response times are cut off at a day, as the API does. */
const LONGEST_RESPONSE_MS = 86_400_000

export class VoteSession extends Observable {
  readonly queue: VoteQueue
  source: VoteSource | undefined
  voterId: string | undefined
  /** On screen. */
  showing: Showing | undefined
  /** A picture of the showing can't be loaded. */
  isUnseen = false
  /** Pairs of the source that this voter has voted on, and that are left. */
  voted = 0
  remaining = 0
  /** The server had nothing more, the last time it was asked. */
  isDrained = false
  isDrawing = false
  /** Why there are no showings. */
  failure: Failure | undefined
  /** What just happened, in words: read out, and shown under the pictures. */
  announcement = ''

  readonly #panel: Panel
  readonly #pictures: PictureLoader
  #ahead: Showing[] = []
  #given: Given[] = []
  #paintedAt: number | undefined
  /** Answers to questions of an older turn (another voter, another source) are void. */
  #turn = 0
  #knownPairs = -1
  /** Answers and undos since the server was last asked for showings: its numbers know nothing of them. */
  #sinceAsked = 0
  /** Draws in a row that did not reach the server. */
  #missed = 0

  constructor(panel: Panel, queue: VoteQueue, pictures: PictureLoader) {
    super()
    this.#panel = panel
    this.queue = queue
    this.#pictures = pictures
    this.voterId = panel.memory.get<string>('voter')
    const datasetId = panel.memory.get<string>('dataset')
    if (datasetId) this.source = { kind: 'dataset', id: datasetId }
    if (this.voterId) this.#given = this.#rememberedVotes(this.voterId)
    // Votes that wait are shown before the server says again where they belong.
    const folder = panel.memory.get<string>('folder')
    if (folder) queue.open(folder)
    panel.state.subscribe(() => this.#onState())
    queue.subscribe(() => {
      this.#refill()
      this.changed()
    })
    this.#onState()
  }

  /** True when the pictures on screen have been painted, so that an answer can be about them. */
  get canAnswer(): boolean {
    return this.showing !== undefined && this.#paintedAt !== undefined
  }

  get canUndo(): boolean {
    return this.#given.length > 0 && this.queue.isOpen
  }

  /** Showings that are ready behind the one on screen. */
  get ahead(): readonly Showing[] {
    return this.#ahead
  }

  chooseVoter(voterId: string): void {
    if (voterId === this.voterId) return
    this.voterId = voterId
    this.#panel.memory.set('voter', voterId)
    this.#given = this.#rememberedVotes(voterId)
    this.#startOver()
  }

  chooseSource(source: VoteSource): void {
    if (source.kind === this.source?.kind && source.id === this.source.id) return
    this.source = source
    if (source.kind === 'dataset') this.#panel.memory.set('dataset', source.id)
    this.#startOver()
  }

  /** Back from a comparison, or from a dataset that is gone, to `datasetId`. */
  leaveSource(datasetId: string | undefined): void {
    this.source = undefined
    if (datasetId) this.chooseSource({ kind: 'dataset', id: datasetId })
    else this.#startOver()
  }

  /** The pictures of `showingId` are painted: response time counts from here, and anew when another view was open meanwhile. */
  painted(showingId: string): void {
    if (this.showing?.id !== showingId) return
    this.isUnseen = false
    this.#paintedAt = this.#panel.environment.now()
    this.changed()
  }

  /** A picture of `showingId` can't be shown: the pair can be skipped and nothing else. */
  notPaintable(showingId: string): void {
    if (this.showing?.id !== showingId) return
    this.isUnseen = true
    this.#paintedAt = this.#panel.environment.now()
    this.changed()
  }

  /** Answers the showing on screen; nothing happens before its pictures are painted. */
  answer(answered: Answered): void {
    const { showing, voterId } = this
    if (!showing || !voterId || this.#paintedAt === undefined || !this.queue.isOpen) return
    if (this.isUnseen && answered.kind !== 'skip') return
    if (answered.kind === 'side' && answered.side >= showing.order.length) return
    const { environment } = this.#panel
    const event: VoteEvent = {
      id: environment.uuid(),
      kind: 'vote',
      showingId: showing.id,
      voterId,
      choice: choiceOf(answered, showing),
      responseMs: Math.round(Math.min(LONGEST_RESPONSE_MS, Math.max(0, environment.now() - this.#paintedAt))),
      clientVersion: CLIENT_VERSION,
      votedAt: new Date(environment.now()).toISOString(),
    }
    this.queue.add(event)
    const isSkip = answered.kind === 'skip'
    this.#given = [...this.#given.slice(1 - UNDO_DEPTH), { eventId: event.id, showing, isSkip }]
    if (!isSkip) this.#count(1)
    // A skipped pair comes again later, even when the server had nothing else.
    else this.isDrained = false
    this.failure = undefined
    this.#show(this.#ahead.shift())
    this.announcement = `${answerInWords(answered, showing.order.length)}.`
    this.#afterEvent()
  }

  /** Takes back the newest vote of this voter and brings its pair back on screen; works offline as well. */
  undo(): void {
    const given = this.#given.at(-1)
    if (!given || !this.voterId || !this.queue.isOpen) {
      this.announcement = 'There is nothing to undo.'
      this.changed()
      return
    }
    this.#given = this.#given.slice(0, -1)
    const refused = this.queue.refused.find(({ event }) => event.id === given.eventId)
    const { environment } = this.#panel
    const shared = { voterId: this.voterId, clientVersion: CLIENT_VERSION, votedAt: new Date(environment.now()).toISOString() }
    if (refused) this.queue.discard(refused.key)
    else this.queue.add({ id: environment.uuid(), kind: 'undo', undoes: given.eventId, ...shared })
    if (!given.isSkip) this.#count(-1)
    if (this.showing) this.#ahead.unshift(this.showing)
    this.#show(given.showing)
    this.announcement = 'Undone. The pair is back.'
    this.#afterEvent()
  }

  /** Shows one pair again, to vote anew. */
  async revote(pairId: string): Promise<void> {
    const { voterId } = this
    if (!voterId) return
    const turn = this.#turn
    const answer = await this.#panel.api.ask((client) => client.POST('/api/pairs/{pairId}/showings', { params: { path: { pairId } }, body: { voterId } }))
    if (turn !== this.#turn) return
    if (!answer.ok) return this.#panel.toasts.fail(answer.failure)
    if (this.showing) this.#ahead.unshift(this.showing)
    this.source ??= { kind: 'dataset', id: answer.value.datasetId }
    this.#show(answer.value)
    this.announcement = 'The pair is shown again.'
    this.#refill()
    this.changed()
  }

  /** Asks the server once more. */
  retry(): void {
    this.failure = undefined
    this.isDrained = false
    this.#refill()
    this.changed()
  }

  #count(votes: 1 | -1): void {
    this.voted = Math.max(0, this.voted + votes)
    this.remaining = Math.max(0, this.remaining - votes)
  }

  #show(showing: Showing | undefined): void {
    this.showing = showing
    this.isUnseen = false
    this.#paintedAt = undefined
    if (showing) this.#pictures.prepare(showing)
  }

  #afterEvent(): void {
    this.#sinceAsked++
    if (this.voterId) this.#panel.memory.set('undo', { voterId: this.voterId, given: this.#given.slice(-REMEMBERED) })
    this.changed()
    // After the next showing is painted, not before.
    this.#panel.environment.after(0, () => {
      void this.queue.flush()
      this.#refill()
    })
  }

  #rememberedVotes(voterId: string): Given[] {
    const remembered = this.#panel.memory.get<{ voterId: string; given: Given[] }>('undo')
    return remembered?.voterId === voterId && Array.isArray(remembered.given) ? remembered.given : []
  }

  #startOver(): void {
    this.#turn++
    this.#ahead = []
    this.isDrawing = false
    this.isDrained = false
    this.failure = undefined
    this.voted = 0
    this.remaining = 0
    this.#knownPairs = -1
    this.#show(undefined)
    this.#refill()
    this.changed()
  }

  /** The server is there, or has something new. */
  #onState(): void {
    const { state } = this.#panel
    if (state.status) this.#openFolder(state.status.dataFolder)
    if (!state.isLoaded) return
    if (this.voterId && !state.voters.has(this.voterId)) {
      this.voterId = undefined
      this.#startOver()
    }
    const { source } = this
    if (source && !(source.kind === 'dataset' ? state.datasets : state.comparisons).has(source.id)) this.leaveSource(undefined)
    if (!this.voterId && state.voters.size === 1) this.chooseVoter([...state.voters.keys()][0])
    if (!this.source && state.datasets.size > 0) this.chooseSource({ kind: 'dataset', id: newestFirst(state.datasets.values())[0].id })
    const pairs = this.source ? this.#pairsOf(this.source) : 0
    if (pairs !== this.#knownPairs) {
      this.#knownPairs = pairs
      this.isDrained = false
    }
    this.#refill()
  }

  #openFolder(folder: string): void {
    if (this.#panel.memory.get<string>('folder') !== folder) this.#panel.memory.set('folder', folder)
    this.queue.open(folder)
  }

  #pairsOf({ kind, id }: VoteSource): number {
    const { datasets, comparisons } = this.#panel.state
    return (kind === 'dataset' ? datasets.get(id)?.counts.pairs : comparisons.get(id)?.rows) ?? 0
  }

  #refill(): void {
    const { source, voterId } = this
    const { state } = this.#panel
    if (!source || !voterId || this.isDrawing || this.isDrained || this.failure || !this.queue.isOpen) return
    if (this.#ahead.length >= AHEAD && this.showing) return
    if (state.connection !== 'live' || state.obstacle) return
    void this.#draw(source, voterId)
  }

  async #draw(source: VoteSource, voterId: string): Promise<void> {
    const turn = this.#turn
    this.isDrawing = true
    this.changed()
    // The server chooses and counts by what it knows, so it has to know the votes first.
    const isFlushed = await this.queue.flush()
    this.#sinceAsked = 0
    const count = AHEAD + 1 - this.#ahead.length - (this.showing ? 1 : 0)
    const answer = isFlushed && count > 0 ? await this.#askForShowings(source, voterId, count) : undefined
    if (turn !== this.#turn) return
    this.isDrawing = false
    if (answer?.ok) this.#takeShowings(answer.value, count)
    else if (answer?.failure.kind === 'refused') this.failure = answer.failure
    else if (answer) this.#panel.environment.after(backoffMs(this.#missed++, this.#panel.environment.random), () => this.#refill())
    this.changed()
  }

  #askForShowings(source: VoteSource, voterId: string, count: number): Promise<Answer<Showings>> {
    const held = [this.showing, ...this.#ahead].flatMap((showing) => (showing ? [showing.id] : []))
    const holding = [...new Set([...held, ...this.queue.waitingShowings()])].slice(0, MAX_HOLDING)
    const body = { voterId, count, holding }
    return this.#panel.api.ask((client) =>
      source.kind === 'dataset'
        ? client.POST('/api/datasets/{datasetId}/showings', { params: { path: { datasetId: source.id } }, body })
        : client.POST('/api/comparisons/{comparisonId}/showings', { params: { path: { comparisonId: source.id } }, body }),
    )
  }

  #takeShowings({ showings, voted, remaining }: Showings, asked: number): void {
    this.failure = undefined
    this.#missed = 0
    const isNews = this.#sinceAsked === 0
    if (isNews) Object.assign(this, { voted, remaining })
    this.isDrained = showings.length < asked && isNews
    for (const showing of showings) {
      this.#pictures.prepare(showing)
      if (this.showing) this.#ahead.push(showing)
      else this.#show(showing)
    }
    this.#pictures.keepOnly([...(this.showing ? [this.showing] : []), ...this.#ahead, ...this.#given.slice(-AHEAD).map((given) => given.showing)])
    // Votes that were given meanwhile have used up what came.
    this.#refill()
  }
}
