/**
 * Limits on what a ComfyUI may send us and on how long it may take: whoever answers at the address is not necessarily ComfyUI.
 */

/** An answer in JSON; the queue carries the graph of every prompt that waits. */
export const MAX_JSON_BYTES = 64 * 2 ** 20

/** The body of a refusal; what is behind that is cut off. */
export const MAX_REFUSAL_BYTES = 2 ** 20

/** A file from `/view`. */
export const MAX_FILE_BYTES = 512 * 2 ** 20

/** One frame of the WebSocket: previews, and what nodes show. */
export const MAX_FRAME_BYTES = 32 * 2 ** 20

/** The JSON in front of a preview, and the text under a node. */
export const MAX_FRAME_TEXT_BYTES = 64 * 2 ** 10

/** Characters of foreign text that get into one of our sentences. */
export const MAX_QUOTED_CHARACTERS = 600

/** For an answer. ComfyUI answers late while it loads a model, since that holds Python's lock for seconds. */
export const CALL_MS = 120_000

/** For a file in either direction. */
export const FILE_MS = 600_000

/** For the WebSocket's handshake and first message. */
export const HANDSHAKE_MS = 15_000

/** How long a run waits for the WebSocket before it gives up. */
export const OPEN_MS = 30_000

/** Between two signs of life asked of an idle WebSocket; after three without any it counts as broken. */
export const PING_MS = 20_000

/** Between two looks at history and queue while a run is followed: for what no event tells, such as a queue that was cleared. */
export const LOOK_MS = 10_000

/** Between two tries to cancel: one that comes while a prompt begins is lost, because ComfyUI lowers its flag there. */
export const CANCEL_MS = 1000

/** How long ComfyUI may be away while a run is followed; a restart takes up to a minute. */
export const AWAY_MS = 300_000

/** How long a stopped run may still go on before it is left alone: a node that looks at no flag can't be ended. */
export const STOP_MS = 60_000
