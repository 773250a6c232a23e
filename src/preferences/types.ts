/**
 * What the preferences store holds, as the server and the panel see it: one interface per kind of row. How rows are stored
 * stands in database/migrations, what is done with them in the files of the groups.
 *
 * Ids are a letter, a dash and 12 characters of base32; times are ISO 8601 in UTC with milliseconds; hashes are the 64 hex
 * digits of SHA-256. An absent value is an absent property.
 */
import type { ShareInterval } from '../statistics/wilson-interval.ts'

export interface Voter {
  id: string
  name: string
  createdAt: string
}

export type DatasetSource = 'sampled' | 'imported' | 'mixed'

export interface Dataset {
  id: string
  name: string
  source: DatasetSource
  modelId?: string
  /** Whether the sampling chains of its pictures are kept (D3PO trains on them; they are large). */
  keepChains: boolean
  createdAt: string
  deletedAt?: string
  counts: DatasetCounts
  diskBytes: DiskBytes
}

/** Living pairs outside of comparisons, and what was said about them. */
export interface DatasetCounts {
  /** Prompts that have such a pair. */
  prompts: number
  pairs: number
  /** Pairs with a vote of anyone. */
  votedPairs: number
  /** Current votes of all voters; skips are none. */
  votes: number
}

/** Bytes of the files that a dataset's rows name. A file that two datasets name counts in both. */
export interface DiskBytes {
  images: number
  latents: number
  chains: number
}

export interface Prompt {
  id: string
  datasetId: string
  text: string
  negative?: string
}

export type ImageFormat = 'png' | 'jpeg' | 'webp'

/** Any JSON value; the store limits its size and depth. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export interface Image {
  datasetId: string
  /** Of the picture file's bytes. */
  hash: string
  format: ImageFormat
  /** Pixels. */
  width: number
  height: number
  /** Of the picture file. */
  bytes: number
  promptId: string
  /** How it was made, as far as known: seed, steps, guidance, sampler, model, lora, strength ... */
  generation?: { [key: string]: Json }
  latentHash?: string
  chainHash?: string
}

/** Two or four pictures that are shown together. */
export interface Pair {
  id: string
  datasetId: string
  promptId: string
  /** Hashes in a fixed order: positions in it are what votes name. Says nothing about sides. */
  images: string[]
  /** Pairs of one group share their random numbers in training. */
  seedGroup: string
  /** Its votes measure, and never train. */
  heldOut: boolean
  /** It belongs to a blind comparison; its votes never train. */
  comparisonId?: string
  createdAt: string
  deletedAt?: string
}

/** A pair with what is needed to draw it; `images` in the order of `pair.images`. */
export interface PairView {
  pair: Pair
  prompt: Prompt
  images: Image[]
}

export type ShowingPurpose = 'new' | 'uncertain' | 'held-out' | 'repeat' | 'revote' | 'comparison'

/** One time that a pair was handed to a voter. */
export interface Showing {
  id: string
  pairId: string
  voterId: string
  /** Positions in `pair.images`, from left to right (four: in reading order). */
  order: number[]
  purpose: ShowingPurpose
  createdAt: string
}

export interface ShownPair extends PairView {
  showing: Showing
}

/** A voter's living pairs of a dataset, or of a comparison. */
export interface Remaining {
  total: number
  /** Never voted on by this voter. */
  unseen: number
  /** Skipped: they come again once nothing is unseen. */
  skipped: number
  voted: number
}

export type Choice = { kind: 'pick' /** In `pair.images`, not a side. */; position: number } | { kind: 'tie' } | { kind: 'both-bad' } | { kind: 'skip' }
export type ChoiceKind = Choice['kind']

interface VoteEventBase {
  /** Order of storing; rises, with gaps. */
  seq: number
  /** The client's UUID: the same event sent twice is stored once. */
  id: string
  showingId: string
  voterId: string
  pairId: string
  /** The client's clock. */
  votedAt: string
  /** The server's clock. */
  storedAt: string
  clientVersion: string
}

/** Votes are events: nothing is overwritten, undo appends. */
export type VoteEvent =
  | (VoteEventBase & { kind: 'vote'; choice: Choice /** From painted to answered. */; responseMs?: number })
  | (VoteEventBase & { kind: 'undo' /** Id of a vote event. */; undoes: string })

/** A vote event with the showing that it answered. */
export type ShownVoteEvent = VoteEvent & { order: number[]; purpose: ShowingPurpose /** Id of the event that undid it. */; undoneBy?: string }

/** What a client sends; the pair follows from the showing, an undo's showing from its vote. */
export type VoteInput =
  | { kind: 'vote'; id: string; showingId: string; voterId: string; choice: Choice; responseMs?: number; clientVersion: string; votedAt: string }
  | { kind: 'undo'; id: string; voterId: string; undoes: string; clientVersion: string; votedAt: string }

export type RefusalCode =
  /** The event is malformed. */
  | 'invalid'
  /** The id belongs to another event. */
  | 'id-reused'
  | 'unknown-showing'
  | 'other-voter'
  /** The showing has an answer that isn't undone. */
  | 'showing-answered'
  | 'position-out-of-range'
  | 'unknown-vote'
  | 'already-undone'

export type VoteResult =
  | { id: string; status: 'stored' | 'duplicate'; seq: number }
  | { id: string; status: 'refused'; code: RefusalCode /** A sentence for a person. */; message: string }

/** A voter's newest vote on a pair that isn't undone, repeats left aside. */
export interface CurrentVote {
  pairId: string
  voterId: string
  eventId: string
  seq: number
  choice: Choice
  votedAt: string
}

/** What training learns from: see training-pairs.ts. */
export interface TrainingPair {
  pairId: string
  voterId: string
  eventId: string
  promptId: string
  /** Hashes of images. */
  winner: string
  loser: string
  /** 1: the winner was picked; 0.5: a tie, winner and loser are in the pair's order. */
  label: 1 | 0.5
  seedGroup: string
  heldOut: boolean
}

export type RunStatus = 'queued' | 'running' | 'paused' | 'stopping' | 'stopped' | 'finished' | 'failed'

export interface Run {
  id: string
  datasetId: string
  name: string
  status: RunStatus
  settings: Json
  /** Whose votes it learns from; absent: everyone's. */
  voterIds?: string[]
  /** Order in the queue; the smallest queued one is next. */
  position: number
  /** How many vote events made it. */
  votes: number
  createdAt: string
  startedAt?: string
  finishedAt?: string
  deletedAt?: string
  error?: { code: string; message: string }
  /** Id of the LoRA that it goes on from. */
  continuesLora?: string
  /** The last that was told. */
  progress?: Json
}

export type MetricKind = 'step' | 'evaluation' | 'alarm'

export interface Metric {
  runId: string
  /** Counts from 1 within the run. A run that goes on after a crash may tell a step again: the later seq is right. */
  seq: number
  kind: MetricKind
  step: number
  data: Json
}

/** One of the pictures that are drawn from fixed seeds at each checkpoint. */
export interface RunSample {
  runId: string
  step: number
  index: number
  imageHash: string
  promptText: string
  seed: number
}

/** One checkpoint of a run, as a file. */
export interface Lora {
  id: string
  runId: string
  datasetId: string
  step: number
  name: string
  hash: string
  bytes: number
  /** Relative to the store's folder `loras`, with forward slashes. */
  path: string
  /** The run's best by held-out votes; at most one per run. */
  best: boolean
  createdAt: string
  deletedAt?: string
  /** What the file's metadata says, in short. */
  summary?: Json
}

/** A null LoRA is the base model. */
export interface ComparisonColumn {
  loraId: string | null
  strength: number
}

export interface Comparison {
  id: string
  datasetId: string
  /** What its pictures were drawn from. */
  modelId: string
  name: string
  columns: ComparisonColumn[]
  /** Indices of the two columns that are voted on blindly: A and B. */
  blind: [number, number]
  seed: number
  createdAt: string
  deletedAt?: string
}

export interface ComparisonRow {
  row: number
  promptText: string
  seed: number
  /** One per column. */
  imageHashes: string[]
}

/** How B did against A in the current votes on a comparison's blind pairs. */
export interface ComparisonResult {
  pairs: number
  votes: number
  wins: number
  losses: number
  /** Ties and both-bad: no preference. */
  ties: number
  /** Of B, a tie as half. */
  winRate: ShareInterval
}

export interface Session {
  tokenHash: string
  createdAt: string
  lastSeenAt: string
}
