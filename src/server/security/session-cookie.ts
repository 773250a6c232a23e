/**
 * The cookie of a browser's session: written so that no script and no other site can use it, and read from a header.
 */

export const SESSION_COOKIE = 'see-dpo-session'

/** As long as the store keeps a session that isn't seen. */
const MAX_AGE_SECONDS = 30 * 24 * 60 * 60

/** Of a `cookie` header that is looked at; other programs on the same machine may have set many. */
const MAX_COOKIES = 100

/** Not `Secure`: on loopback there is no TLS, and behind a proxy that has it, the proxy may add the word. */
export function sessionCookie(token: string, path: string): string {
  return `${SESSION_COOKIE}=${token}; HttpOnly; SameSite=Strict; Path=${path}; Max-Age=${MAX_AGE_SECONDS}`
}

/** The tokens that a `cookie` header carries for us: more than one where servers on two paths have set one. */
export function sessionTokens(header: string | undefined): string[] {
  return (header ?? '')
    .split(';', MAX_COOKIES)
    .map((part) => part.trim().split('='))
    .filter(([name, token]) => name === SESSION_COOKIE && /^[A-Za-z0-9_-]{43}$/.test(token ?? ''))
    .map(([, token]) => token)
}
