/**
 * Why a call to a ComfyUI failed, as a sentence: the address, the token, what stands in between. What ComfyUI itself says about
 * a graph is left to refused-graph.ts and failed-run.ts.
 */
import { InputError, RunError, type SeeDpoError } from '../../errors.ts'
import type { ComfyuiAddress } from './comfyui-address.ts'
import { quoted } from './quoted.ts'

/** The connection failed before there was an answer. */
export function unreachable({ shown, insecure }: ComfyuiAddress, cause: unknown): SeeDpoError {
  const reason = reasonOf(cause)
  if (/self.signed|unable to verify|certificate|ERR_TLS/i.test(reason))
    return new InputError(
      `ComfyUI at ${shown}: expected a certificate that this machine trusts, got another (${reason}). ${
        insecure ? 'The address must be https.' : 'Name its authority in NODE_EXTRA_CA_CERTS; for a ComfyUI on this machine, --insecure takes any.'
      }`,
      { cause },
    )
  if (/timed? ?out|timeout|aborted/i.test(reason))
    return new RunError('host', `ComfyUI at ${shown}: expected an answer, got none in time. Is it overloaded or loading a model? Try again.`, { cause })
  return new RunError('host', `ComfyUI at ${shown} can't be reached (${reason}). Is it running, and is that its address?`, { cause })
}

/** undefined for a status that says nothing about the way to ComfyUI. */
export function refusedStatus({ shown, hasToken }: ComfyuiAddress, status: number, location: string | null): SeeDpoError | undefined {
  if (status === 401)
    return new InputError(
      hasToken
        ? `ComfyUI at ${shown} doesn't take the token (401). Check it, and whether it belongs into the header or the query.`
        : `ComfyUI at ${shown} wants a login (401). Give the token of the login pack or the proxy in front of it.`,
    )
  if (status === 403)
    return new InputError(
      `ComfyUI at ${shown} refused the request (403). A proxy in front of it may want a token or a header, and ComfyUI itself refuses a Host that differs from the Origin: use the very address that opens its page in a browser.`,
    )
  if (status === 407) return new InputError(`A proxy on the way to ComfyUI at ${shown} wants a login (407). Leave it out, or give its header.`)
  if (status >= 300 && status < 400)
    return new InputError(
      `ComfyUI at ${shown} sends on to another address${location === null ? '' : ` (${quoted(withoutQuery(location), 200)})`}. If that is a login page, give a token; else use that address.`,
    )
  if (status === 413)
    return new InputError(`ComfyUI at ${shown}: what was sent is more than it takes (413). Raise --max-upload-size there, or the limit of the proxy in front.`)
  if (status === 502 || status === 503 || status === 504)
    return new RunError('host', `A proxy answers at ${shown}, but ComfyUI behind it doesn't (${status}). Is it running?`)
  if (status >= 500) return new RunError('host', `ComfyUI at ${shown} failed at an answer (${status}). Its log says why.`)
  return undefined
}

/** An answer, but none of ComfyUI's. */
export function notComfyui({ shown }: ComfyuiAddress, what: string): SeeDpoError {
  return new RunError(
    'host',
    `At ${shown} something else than ComfyUI answers (${quoted(what, 200)}). Is the address right, with its path? A login page needs a token.`,
  )
}

/** What Node says is in the innermost cause; its codes are what people search for. */
function reasonOf(cause: unknown): string {
  let error = cause
  for (let depth = 0; depth < 5 && error instanceof Error && error.cause instanceof Error; depth++) error = error.cause
  if (error instanceof AggregateError && error.errors.length > 0) error = error.errors[0]
  if (!(error instanceof Error)) return quoted(String(error), 200)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return quoted(code !== undefined && !error.message.includes(code) ? `${code}: ${error.message}` : error.message || (code ?? error.name), 200)
}

/** A redirection's query can hold a token. */
function withoutQuery(location: string): string {
  return location.replace(/[?#].*$/s, '')
}
