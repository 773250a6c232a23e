/**
 * The columns of yuvalkirstain/pickapic_v2, which trainers of preferences read (Kirstain et al. 2023, arXiv
 * 2305.01569, and its dataset card). Of pandas' own `__index_level_0__` nothing is written.
 */
import type { SchemaElement } from 'hyparquet'
import type { ColumnSource } from 'hyparquet-writer/src/types.js'

export interface PickAPicRow {
  are_different: boolean
  best_image_uid: string
  caption: string
  created_at: Date | null
  has_label: boolean
  image_0_uid: string
  image_0_url: string
  image_1_uid: string
  image_1_url: string
  jpg_0: Uint8Array
  jpg_1: Uint8Array
  /** 1: the first picture is the better one, 0: the second, 0.5: neither. */
  label_0: number
  label_1: number
  model_0: string
  model_1: string
  ranking_id: bigint
  user_id: bigint | null
  num_example_per_prompt: bigint
}

type ColumnType = 'BOOLEAN' | 'STRING' | 'BYTES' | 'DOUBLE' | 'INT64' | 'TIMESTAMP'

export const PICK_A_PIC_COLUMNS: readonly [name: keyof PickAPicRow, type: ColumnType][] = [
  ['are_different', 'BOOLEAN'],
  ['best_image_uid', 'STRING'],
  ['caption', 'STRING'],
  ['created_at', 'TIMESTAMP'],
  ['has_label', 'BOOLEAN'],
  ['image_0_uid', 'STRING'],
  ['image_0_url', 'STRING'],
  ['image_1_uid', 'STRING'],
  ['image_1_url', 'STRING'],
  ['jpg_0', 'BYTES'],
  ['jpg_1', 'BYTES'],
  ['label_0', 'DOUBLE'],
  ['label_1', 'DOUBLE'],
  ['model_0', 'STRING'],
  ['model_1', 'STRING'],
  ['ranking_id', 'INT64'],
  ['user_id', 'INT64'],
  ['num_example_per_prompt', 'INT64'],
]

/** Columns that a file needs to be read; the other ones that are used may lack. */
export const NEEDED_COLUMNS = ['caption', 'jpg_0', 'jpg_1', 'label_0'] as const
export const USED_COLUMNS = [...NEEDED_COLUMNS, 'has_label', 'image_0_uid', 'image_1_uid', 'ranking_id', 'user_id', 'created_at'] as const

/** Where our files keep the names of voters, as JSON: by the number in `user_id`. */
export const VOTERS_KEY = 'see-dpo.voters'

const ELEMENTS: Readonly<Record<ColumnType, Omit<SchemaElement, 'name'>>> = {
  BOOLEAN: { type: 'BOOLEAN' },
  STRING: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  BYTES: { type: 'BYTE_ARRAY' },
  DOUBLE: { type: 'DOUBLE' },
  INT64: { type: 'INT64' },
  // pandas' datetime64[ns] without a time zone, as theirs is.
  TIMESTAMP: { type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } },
}

export function pickAPicSchema(): SchemaElement[] {
  const columns = PICK_A_PIC_COLUMNS.map(([name, type]): SchemaElement => ({ name, repetition_type: 'OPTIONAL', ...ELEMENTS[type] }))
  return [{ name: 'root', num_children: columns.length }, ...columns]
}

/** The rows as hyparquet-writer takes them. Pictures are compressed already: they get neither a codec nor statistics nor a dictionary. */
export function pickAPicColumns(rows: readonly PickAPicRow[]): ColumnSource[] {
  return PICK_A_PIC_COLUMNS.map(([name, type]) => ({
    name,
    data: rows.map((row) => row[name]),
    ...(type === 'BYTES' ? { codec: 'UNCOMPRESSED', statistics: false, encoding: 'PLAIN' } : {}),
  }))
}
