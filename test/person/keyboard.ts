/**
 * A person's hands: Tab to what they look for by its role and name, as long as it takes, then keys. There is no mouse in here.
 */
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

type Role = Parameters<Page['getByRole']>[0]

export interface Keyboard {
  /** Tabs until `target` has the focus, and the eye can see that it has. It has to be on the page, or to come. */
  goTo(target: Locator): Promise<void>
  /** Goes to a button (or whatever has that role) and presses Enter. */
  use(name: string | RegExp, role?: Role): Promise<void>
  /** Goes to a field and types over what is in it. */
  fill(name: string | RegExp, text: string): Promise<void>
  press(key: string): Promise<void>
}

/** Of the page, whose types are not this program's. */
interface Styles {
  getComputedStyle(element: unknown): { outlineStyle: string; outlineWidth: string }
}

/** No view has so many places to stop at; beyond it, the target can't be reached by Tab. */
const MAX_TABS = 200

export function keyboardOf(page: Page): Keyboard {
  const { keyboard } = page
  const isFocused = async (target: Locator): Promise<boolean> => (await target.and(page.locator(':focus')).count()) > 0
  const press = (key: string): Promise<void> => keyboard.press(key)
  /** Width of its outline in pixels; 0 where there is none. */
  const outline = (target: Locator): Promise<number> =>
    target.and(page.locator(':focus')).evaluate((element) => {
      const { outlineStyle, outlineWidth } = (globalThis as unknown as Styles).getComputedStyle(element)
      return outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth)
    })

  const goTo = async (target: Locator): Promise<void> => {
    await target.first().waitFor()
    await expect.poll(() => target.first().isEnabled(), { timeout: 60_000, message: `${target} can be used` }).toBe(true)
    for (let tabs = 0; tabs < MAX_TABS; tabs++) {
      if (await isFocused(target)) return void expect(await outline(target), `what ${target} shows of its focus`).toBeGreaterThanOrEqual(1)
      await press('Tab')
    }
    expect.unreachable(`${MAX_TABS} times Tab did not lead to ${target}`)
  }

  return {
    goTo,
    press,
    async use(name, role = 'button') {
      await goTo(page.getByRole(role, { name, exact: true }))
      await press('Enter')
    },
    async fill(name, text) {
      const field = page.getByRole('textbox', { name, exact: true }).or(page.getByRole('spinbutton', { name, exact: true }))
      await goTo(field)
      await press('ControlOrMeta+a')
      await keyboard.type(text)
      expect(await field.inputValue()).toBe(text)
    },
  }
}
