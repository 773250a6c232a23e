/**
 * A person who votes with keys and remembers everything: which two pictures were on which side, what was pressed, what was
 * taken back. Nothing of it is asked of the panel's or the server's own state.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { RandomSource } from '../../src/random.ts'

export type Answer = 'left' | 'right' | 'tie' | 'both-bad' | 'skip'

/** Hashes of the pictures on screen, from left to right. */
export type Sides = readonly [left: string, right: string]

export interface Vote {
  kind: 'vote'
  sides: Sides
  answer: Answer
  isUndone: boolean
  /** The pictures were looked at for at least so long, and at most. */
  leastMs: number
  mostMs: number
}

export type Deed = Vote | { kind: 'undo'; of: Vote }

const KEYS: Record<Answer | 'undo', readonly string[]> = {
  left: ['ArrowLeft', 'a', '1'],
  right: ['ArrowRight', 'd', '2'],
  tie: ['t', 'ArrowDown', ' '],
  'both-bad': ['b'],
  skip: ['s'],
  undo: ['z', 'Backspace'],
}

const WORDS: Record<Answer, string> = { left: 'Picked left.', right: 'Picked right.', tie: 'Tie.', 'both-bad': 'Both bad.', skip: 'Skipped.' }

/** A glance at two pictures, at least, in milliseconds. */
const GLANCE_MS = 5

export interface Voter {
  /** In the order in which it was done. */
  readonly deeds: readonly Deed[]
  /** Votes that were not taken back. */
  readonly standing: readonly Vote[]
  /** Whether there are pictures to vote on; else a heading says why not. */
  hasPair(): Promise<boolean>
  /** Waits for two pictures; gives their hashes. */
  sees(): Promise<Sides>
  answers(answer: Answer): Promise<void>
  /** Comes back from another view: only from here on pictures are looked at. */
  comesBack(): void
  /** Takes the newest vote back; the same pictures are on the same sides again. */
  undoes(): Promise<void>
}

export function voterAt(page: Page, random: RandomSource): Voter {
  const deeds: Deed[] = []
  let last = performance.now()

  const pictures = ['left', 'right'].map((side) => page.getByRole('button', { name: new RegExp(`^Pick the ${side} picture`) }).locator('img'))
  const standing = (): Vote[] => deeds.filter((deed) => deed.kind === 'vote').filter(({ isUndone }) => !isUndone)
  const says = (words: string): Promise<void> => page.getByRole('status').filter({ hasText: words }).first().waitFor()

  const sees = async (): Promise<Sides> => {
    for (const picture of pictures) await picture.waitFor()
    // Keys count from the moment in which the pictures are painted: the frame after they are let be seen.
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))))')
    const [left, right] = await Promise.all(pictures.map(async (picture) => new URL((await picture.getAttribute('src')) as string).pathname.split('/').at(-1)))
    return [left as string, right as string]
  }

  const press = async (action: Answer | 'undo'): Promise<void> => {
    const isOnButton = (await page.locator('button:focus').count()) > 0
    // Space on a button presses it, as everywhere.
    const keys = KEYS[action].filter((key) => key !== ' ' || !isOnButton)
    await page.keyboard.press(keys[random.integer(keys.length)] as string)
  }

  return {
    deeds,
    get standing() {
      return standing()
    },
    sees,
    async hasPair() {
      const heading = page.getByRole('heading', { level: 2, name: /^(Waiting for the server|A picture can't be shown)$/ })
      await (pictures[1] as Locator).or(heading).waitFor()
      return (await heading.count()) === 0
    },
    comesBack() {
      last = performance.now()
    },
    async answers(answer) {
      const sides = await sees()
      const leastMs = GLANCE_MS + random.integer(20)
      await sleep(leastMs)
      const before = last
      last = performance.now()
      await press(answer)
      await says(WORDS[answer])
      deeds.push({ kind: 'vote', sides, answer, isUndone: false, leastMs, mostMs: performance.now() - before })
    },
    async undoes() {
      const of = standing().at(-1) as Vote
      last = performance.now()
      await press('undo')
      await says('Undone. The pair is back.')
      of.isUndone = true
      deeds.push({ kind: 'undo', of })
      expect(await sees()).toEqual(of.sides)
    },
  }
}
