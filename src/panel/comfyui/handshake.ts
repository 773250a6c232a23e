/**
 * Whether this page, the bridge in ComfyUI's process, and ComfyUI itself fit together, and if not what to update. Asking also tells
 * the bridge which user this page's runs belong to. The bridge answers by itself: asking never starts the server.
 */
import { PROTOCOL } from '../../nodes/protocol.ts'
import { Observable } from '../core/observable.ts'
import { CLIENT_VERSION, COMFYUI_FLOOR } from '../version.ts'

/** What the bridge answers to `GET /see-dpo/hello`. */
export interface Hello {
  version: string
  protocol: number
  comfyui: string
}

export interface Verdict {
  /** Why the panel can't be used at all. */
  obstacle?: string
  /** What should be updated although the panel works. */
  note?: string
}

const NO_BRIDGE =
  'The other half of SEE-DPO, in ComfyUI itself, did not start. If you have just installed or updated it, restart ComfyUI; ' +
  'otherwise ComfyUI’s console names the reason: look there for “see-dpo”.'

export class Handshake extends Observable {
  verdict: Verdict = {}
  readonly #ask: () => Promise<Response>

  constructor(ask: () => Promise<Response>) {
    super()
    this.#ask = ask
  }

  /** A ComfyUI that can't be reached changes nothing: its page says so itself and calls again when it is back. */
  async shake(): Promise<void> {
    try {
      const response = await this.#ask()
      // A reverse proxy whose ComfyUI is restarting answers in its place.
      if (response.status >= 500) return
      const answer: unknown = await response.json().catch(() => undefined)
      this.verdict = response.ok ? verdictOn(answer) : { obstacle: refusal(answer) ?? NO_BRIDGE }
      this.changed()
    } catch {
      // As above.
    }
  }
}

/** The bridge's own sentence; undefined where nobody knew the address. */
function refusal(answer: unknown): string | undefined {
  const message = (answer as { error?: { message?: unknown } } | undefined)?.error?.message
  return typeof message === 'string' ? message : undefined
}

/** `hello` is whatever came as the answer. */
export function verdictOn(hello: unknown, own = { version: CLIENT_VERSION, protocol: PROTOCOL }): Verdict {
  if (!isHello(hello)) return { obstacle: NO_BRIDGE }
  if (hello.version !== own.version) {
    const sentence =
      compareVersions(own.version, hello.version) < 0
        ? `This page is from SEE-DPO ${own.version} and ComfyUI runs ${hello.version}: reload the page.`
        : `SEE-DPO was updated to ${own.version} while ComfyUI still runs ${hello.version}: restart ComfyUI.`
    return hello.protocol === own.protocol ? { note: sentence } : { obstacle: sentence }
  }
  if (/^\d/.test(hello.comfyui) && compareVersions(hello.comfyui, COMFYUI_FLOOR) < 0)
    return { note: `SEE-DPO needs ComfyUI ${COMFYUI_FLOOR} or newer and this is ${hello.comfyui}: update ComfyUI, or some of its nodes will fail.` }
  return {}
}

function isHello(value: unknown): value is Hello {
  const { version, protocol, comfyui } = (value ?? {}) as Partial<Record<keyof Hello, unknown>>
  return typeof version === 'string' && typeof protocol === 'number' && typeof comfyui === 'string'
}

/** Below 0 when `a` is older: number by number, and what follows them ("-rc1", "+git") counts for nothing. */
function compareVersions(a: string, b: string): number {
  const numbers = (version: string) => (/^[\d.]+/.exec(version)?.[0] ?? '').split('.').map(Number)
  const [ours, theirs] = [numbers(a), numbers(b)]
  const at = [...Array(Math.max(ours.length, theirs.length)).keys()].find((index) => (ours[index] ?? 0) !== (theirs[index] ?? 0))
  return at === undefined ? 0 : (ours[at] ?? 0) - (theirs[at] ?? 0)
}
