/**
 * The records that imports and exports pass on, the same for every format and independent of the store: a pair of
 * pictures (or four) with its prompt and the votes on it. Reading formats and writing them is left to the files around.
 */

export type PictureFormat = 'png' | 'jpeg' | 'webp'

/** How a picture was made, as far as known: seed, steps, guidance, sampler, model, loras … As JSON at most MAX_GENERATION characters. */
export type Generation = Record<string, unknown>

export interface TransferImage {
  /** The bytes of the picture's file. InputError when they are not what the record promised; call it late, hold the bytes briefly. */
  read(): Promise<Uint8Array>
  /** SHA-256 of the bytes in hex, where it is known without reading them. */
  hash?: string
  format: PictureFormat
  /** Pixels. */
  width: number
  height: number
  /** Size of the file. */
  bytes: number
  generation?: Generation
}

/** What a voter said. A position is an index into the pair's images, never a side of the screen. */
export type TransferChoice = { kind: 'pick'; position: number } | { kind: 'tie' } | { kind: 'both-bad' }

export interface TransferVote {
  /** Name of the voter, 1-80 characters. */
  voter: string
  choice: TransferChoice
  /** ISO 8601, UTC. */
  votedAt?: string
  /** Milliseconds from showing to answer. */
  responseMs?: number
  /** Positions from left to right, or in reading order, as they were shown. */
  order?: number[]
  clientVersion?: string
}

export interface TransferPair {
  /** 1-64 characters of a-z, 0-9 and -: what the pair is known by in its file, never the name of a picture. */
  id: string
  prompt: string
  negative?: string
  /** Two or four; their order is the pair's identity. */
  images: TransferImage[]
  /** Pairs that share noise share a group, and are held out together. */
  seedGroup?: string
  heldOut?: boolean
  createdAt?: string
  votes: TransferVote[]
}

/** Something that was left out, and why. */
export interface TransferProblem {
  /** Relative to what is read, with `/`; a line or row number may follow. */
  path: string
  sentence: string
}

/** What a reader yields: pairs, and in between what it had to leave out. It throws only when nothing more can be read. */
export type TransferItem = { kind: 'pair'; pair: TransferPair } | { kind: 'problem'; problem: TransferProblem }

/** Starts the pairs anew at each call; the pictures' bytes are read one by one. */
export type PairSource = () => AsyncIterable<TransferPair>

export interface TransferOptions {
  signal?: AbortSignal
  /** Called after each pair, with how many are done. */
  onProgress?: (done: number) => void
}

/** What an export wrote. */
export interface ExportCounts {
  pairs: number
  votes: number
  pictures: number
  /** What the format cannot hold, by kind; empty where it holds everything. */
  leftOut: Record<string, number>
}
