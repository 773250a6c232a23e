/** The limits that a safetensors file has to keep, in one place. Files are hostile: each bound is checked before anything of that size is allocated. */

/**
 * Bytes of JSON in the header. The reference allows 100 MB; huggingface.js refuses beyond 25 MB, and so do we (CWE-789,
 * memory allocation with excessive size). A full SDXL checkpoint has 0.4 MB, a LoRA with tag statistics a few MB.
 */
export const MAX_HEADER_BYTES = 25_000_000

/** Tensors, or metadata entries, in one file. The largest image models have about 5,000 tensors. */
export const MAX_ENTRIES = 100_000

/** Dimensions of a tensor. Five is the most that image and video models use. */
export const MAX_DIMENSIONS = 16

/** UTF-16 units in a tensor name. Real names stay under 200. */
export const MAX_NAME_LENGTH = 1024

/** Objects and arrays inside one another: header, tensor, list. */
export const MAX_DEPTH = 3

/** Bytes of one tensor that `read` and `readRaw` take into memory. The largest tensor of SDXL has 0.25 GB. */
export const MAX_READ_BYTES = 4 * 2 ** 30
