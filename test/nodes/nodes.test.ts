import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { InputSpec } from '../../src/nodes/node-definition.ts'
import { NODES } from '../../src/nodes/nodes.ts'

/** Inputs by node in the order that workflows out there were saved with. Append to it what is new; whoever changes a line breaks workflows. */
const PUBLISHED: Readonly<Record<string, readonly string[]>> = JSON.parse(readFileSync(new URL('./widget-order.json', import.meta.url), 'utf8'))

const lineOf = ({ id, type }: InputSpec): string => `${id} ${type}`

describe('nodes', () => {
  it('keep the order of their inputs, which saved workflows count on', () => {
    expect(Object.fromEntries(NODES.map(({ id, inputs }) => [id, inputs.map(lineOf)]))).toEqual(PUBLISHED)
  })

  it('have ids, inputs and outputs that are all different', () => {
    const isAllDifferent = (ids: readonly string[]): boolean => new Set(ids).size === ids.length
    expect(isAllDifferent(NODES.map(({ id }) => id))).toBe(true)
    for (const { id, inputs, outputs } of NODES) {
      expect(isAllDifferent(inputs.map((input) => input.id)), id).toBe(true)
      expect(isAllDifferent(outputs.map((output) => output.id)), id).toBe(true)
      for (const name of [...inputs, ...outputs]) expect(name.id, id).toMatch(/^[a-z][a-z_]*$/)
    }
  })

  it('explain themselves: whole sentences everywhere, a word on when to change each setting', () => {
    for (const { id, description, help, inputs, outputs, searchAliases, hidden } of NODES) {
      for (const text of [description, help]) expect(text, id).toMatch(/^[A-Z*0-9].{20,}[.`]$/s)
      for (const { id: name, tooltip } of [...inputs, ...outputs]) expect(tooltip, `${id} ${name}`).toMatch(/^.{8,230}\.$/s)
      if (!hidden) expect(searchAliases, id).toContain('see-dpo')
    }
  })

  it('have defaults within their ranges and among their choices', () => {
    for (const { id, inputs } of NODES) {
      for (const input of inputs) {
        const name = `${id} ${input.id}`
        if (input.type === 'INT' || input.type === 'FLOAT') {
          expect(input.default, name).toBeGreaterThanOrEqual(input.min)
          expect(input.default, name).toBeLessThanOrEqual(input.max)
        } else if (input.type === 'COMBO') {
          const { options } = input
          if (Array.isArray(options)) expect(options, name).toContain(input.default)
          if ('none' in options) expect(options.none, name).toBe(input.default)
        } else if (input.type === 'STRING') expect(input.default.length, name).toBeLessThanOrEqual(input.maxLength)
      }
    }
  })
})
