/** The element types of the safetensors format with their sizes, and the three of them that this project computes with. */

/**
 * Bits per element of every type that the reference implementation knows (safetensors 0.8, tensor.rs `Dtype::bitsize`).
 * A file may hold any of them (a text encoder in F8, a step counter in I64); only floats are ever read as numbers here.
 */
export const DTYPE_BITS = {
  BOOL: 8,
  F4: 4,
  F6_E2M3: 6,
  F6_E3M2: 6,
  U8: 8,
  I8: 8,
  F8_E5M2: 8,
  F8_E4M3: 8,
  F8_E8M0: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
  I16: 16,
  U16: 16,
  F16: 16,
  BF16: 16,
  I32: 32,
  U32: 32,
  F32: 32,
  C64: 64,
  F64: 64,
  I64: 64,
  U64: 64,
} as const

/** Name of an element type, as the header spells it. */
export type Dtype = keyof typeof DTYPE_BITS

/** The types that can be read and written as numbers. */
export type FloatDtype = 'F32' | 'F16' | 'BF16'

/** True for the types that `read` converts to Float32Array. */
export function isFloatDtype(dtype: Dtype): dtype is FloatDtype {
  return dtype === 'F32' || dtype === 'F16' || dtype === 'BF16'
}
