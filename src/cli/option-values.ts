/** Numbers, lists and files out of options; whatever can't be is an InputError that names the option. */
import { readFileSync, statSync } from 'node:fs'
import { InputError } from '../errors.ts'
import type { Values } from './command.ts'

const MAX_TEXT_FILE_BYTES = 4 * 2 ** 20

export function textOption(values: Values, name: string): string | undefined {
  const value = values[name] as string | undefined
  if (value !== undefined && value.trim() === '') throw new InputError(`--${name}: expected something, got nothing.`)
  return value
}

export function neededText(values: Values, name: string, what: string): string {
  const value = textOption(values, name)
  if (value === undefined) throw new InputError(`--${name} is needed: ${what}.`)
  return value
}

export function listOption(values: Values, name: string): string[] {
  return (values[name] as string[] | undefined) ?? []
}

export function wholeOption(values: Values, name: string, low: number, high: number): number | undefined {
  const value = numberOption(values, name, low, high)
  if (value !== undefined && !Number.isInteger(value)) throw new InputError(`--${name}: expected a whole number from ${low} to ${high}, got '${value}'.`)
  return value
}

export function numberOption(values: Values, name: string, low: number, high: number): number | undefined {
  const text = values[name] as string | undefined
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() === '' || !(value >= low && value <= high)) throw new InputError(`--${name}: expected a number from ${low} to ${high}, got '${text}'.`)
  return value
}

/** Lines of a text file that say something; those that begin with # are for people. */
export function linesOf(path: string, option: string): string[] {
  try {
    const { size } = statSync(path)
    if (size > MAX_TEXT_FILE_BYTES)
      throw new InputError(`--${option}: expected a text file of ${MAX_TEXT_FILE_BYTES / 2 ** 20} MB at most, got ${path} with ${size} bytes.`)
    return readFileSync(path, 'utf8')
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'))
  } catch (cause) {
    if (cause instanceof InputError) throw cause
    throw new InputError(`--${option}: ${path} can't be read: ${(cause as Error).message}. Check the path.`, { cause })
  }
}
