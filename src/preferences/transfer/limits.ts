/**
 * The limits of imports, in one place. Files are hostile: each bound is checked before anything of that size is read or
 * made. What the store can hold is bounded in ../checks.ts.
 */

/** Bytes of one picture. A 4096 x 4096 PNG of noise has 48 MiB. */
export const MAX_PICTURE_BYTES = 64 * 2 ** 20

/** Pixels of a picture's longer side. */
export const MAX_PICTURE_SIDE = 16_384

/** Chunks or segments of a picture file. A PNG of 64 MiB in pieces of 8 KiB has 8,200. */
export const MAX_PICTURE_CHUNKS = 50_000

/** Bytes of one text in a picture, unpacked. ComfyUI workflows with embedded pictures reach 1 MB. */
export const MAX_TEXT_BYTES = 4 * 2 ** 20

/** Texts that are kept of one picture. */
export const MAX_TEXTS = 32

/** Nodes of a ComfyUI graph. The largest shared workflows have a few hundred. */
export const MAX_GRAPH_NODES = 5_000

/** Links that are followed from one node of a ComfyUI graph upwards. */
export const MAX_GRAPH_DEPTH = 200

/** Bytes of a `.txt` caption. */
export const MAX_CAPTION_BYTES = 64 * 1024

/** Bytes of a line of a votes file. */
export const MAX_LINE_BYTES = 2 ** 20

/** Votes on one pair. */
export const MAX_VOTES_PER_PAIR = 1_000

/** Pairs of one import. Their rows are in memory, about 5 kB each, and go into the store in one transaction, 0.1 ms each [measured]. */
export const MAX_PAIRS = 250_000

/** Folders inside one another. */
export const MAX_FOLDER_DEPTH = 16

/** Files that a walk through a folder looks at. */
export const MAX_FILES = 500_000

/** Bytes of all the pictures of a folder: 1 TiB. */
export const MAX_FOLDER_BYTES = 2 ** 40

/** Problems that are kept word by word; more are only counted. */
export const MAX_PROBLEMS = 100

/** Bytes of a Parquet file's footer. Pick-a-Pic's have a few hundred kB. */
export const MAX_FOOTER_BYTES = 16 * 2 ** 20

/** Rows of a Parquet row group. */
export const MAX_GROUP_ROWS = 100_000

/** Bytes of the columns that are read of a row group, packed and unpacked: they are in memory at once. */
export const MAX_GROUP_BYTES = 2 ** 30

/** Milliseconds for a row group. On two busy cores a file of 600 MB took 8 s, in groups of 17 MB. */
export const MAX_GROUP_MS = 60_000

/** MiB of JavaScript objects while Parquet is read; the pictures' bytes are outside. */
export const MAX_PARQUET_HEAP_MB = 512
