/**
 * The server's limits, in one place: nothing from outside is read, kept or waited for beyond these.
 */

const KB = 1024
const MB = 1024 * KB
const GB = 1024 * MB
const SECOND = 1000

/** Bytes of a JSON body. The largest sound ones are 200 votes (80 kB) and 1,000 prompts. */
export const MAX_JSON_BYTES = MB

/** Bytes of one file that is sent for an import. */
export const MAX_UPLOAD_FILE_BYTES = 64 * MB
/** Files that are sent for one import. */
export const MAX_UPLOAD_FILES = 20_000
/** Bytes that are sent for one import, all files together. */
export const MAX_UPLOAD_BYTES = 8 * GB
/** Imports that are open at the same time. */
export const MAX_OPEN_IMPORTS = 20

/** Bytes of the request line and all headers. Browsers' own are below 4 kB. */
export const MAX_HEADER_BYTES = 16 * KB
/** Characters of path and query. */
export const MAX_URL_LENGTH = 8000

/** Requests that are being answered at the same time; a browser opens six connections to a server. */
export const MAX_REQUESTS_IN_FLIGHT = 64
/** Open TCP connections. */
export const MAX_CONNECTIONS = 256
/** Open WebSocket connections: tabs, and programs. */
export const MAX_SOCKETS = 32

/** Time for the request line and headers to come in (slowloris). */
export const HEADERS_TIMEOUT_MS = 10 * SECOND
/** Time for a whole request to come in; 64 MB over a slow wireless network take a minute. */
export const REQUEST_TIMEOUT_MS = 120 * SECOND
/** How often the two above are looked at. */
export const TIMEOUT_CHECK_MS = 2 * SECOND
/** Time for an answer to begin. What takes longer is a job. */
export const ANSWER_TIMEOUT_MS = 60 * SECOND
/** Time without a byte in either direction, after which a connection is closed. */
export const IDLE_TIMEOUT_MS = 60 * SECOND

/** Nodes of ours that run in the host at the same time; it runs one prompt at a time, whose nodes may wait side by side. */
export const MAX_BRIDGE_SESSIONS = 32
/** Bytes of one JSON message of the bridge; a graph with everything in it has a few hundred kB. */
export const MAX_BRIDGE_JSON_BYTES = 16 * MB
/** Files that follow one message of the bridge. */
export const MAX_BRIDGE_ATTACHMENTS = 1024
/** Bytes of one of them. */
export const MAX_BRIDGE_ATTACHMENT_BYTES = 2 * GB
/** Bytes of all files of one message: they are held in memory together. */
export const MAX_BRIDGE_MESSAGE_BYTES = 4 * GB
/** Time for the bridge to say which node runs. */
export const BRIDGE_GREETING_MS = 10 * SECOND

/** Events that are kept for clients that come back; those that missed more get a snapshot. */
export const KEPT_EVENTS = 1000
/** Bytes that wait for a slow client before it is dropped; it resumes when it comes back. */
export const MAX_WAITING_BYTES = 4 * MB
/** Between two pings; a client that hasn't answered the last one by then is gone. */
export const PING_MS = 20 * SECOND
/** Between two events about the same thing: at most four a second. */
export const EVENT_PAUSE_MS = 250

/** Jobs that are remembered; the oldest finished ones go first. */
export const KEPT_JOBS = 200
/** Jobs that wait. */
export const MAX_WAITING_JOBS = 50
/** Imports and exports at the same time, beside the one that draws pictures. */
export const TRANSFERS_AT_ONCE = 2
/** Pictures of one sampling or comparison job. */
export const MAX_JOB_PICTURES = 20_000

/** Entries of a zip file without its 64-bit extension, which the packer doesn't write. */
export const MAX_ZIP_ENTRIES = 65_535
/** Bytes of such a zip file. */
export const MAX_ZIP_BYTES = 4 * GB - MB

/** Time for everything to end after Ctrl+C: running trainers write a checkpoint. */
export const CLOSE_TIMEOUT_MS = 8 * SECOND

/** After the start, until what was deleted 30 days ago is removed for good. */
export const FIRST_PURGE_MS = 30 * SECOND
/** Until it is looked for again. */
export const PURGE_MS = 24 * 60 * 60 * SECOND
