/** What a browser loads before it has a session. */
import type { IncomingMessage } from 'node:http'
import { BASE_PATH } from '../api/api-routes.ts'
import type { HandlersOf, RawReply } from '../api/operations.ts'
import { panelFile } from '../pages/panel-files.ts'
import { panelPage, refusalPage } from '../pages/panel-page.ts'
import { sessionCookie } from '../security/session-cookie.ts'
import { hashOf, newToken } from '../security/tokens.ts'
import type { ServerContext } from '../server-context.ts'

export function pageHandlers({ store, entry, authenticator }: ServerContext): HandlersOf<'getPanelPage' | 'enter' | 'getPanelFile'> {
  // Relative: a host may serve us below a path of its own.
  const toPanel = (headers: Record<string, string> = {}): RawReply => ({ status: 303, headers: { location: './', ...headers } })
  return {
    getPanelPage({ incoming }) {
      const page = panelPage()
      const token = authenticator.session(incoming)
      // The browser's thirty days begin anew with each visit, as the store's do.
      return token === undefined ? page : { ...page, headers: { ...page.headers, 'set-cookie': sessionCookie(token, BASE_PATH) } }
    },
    enter({ query, incoming }) {
      // A browser that loads pages ahead would use the token up before anyone has seen the panel.
      if (isPrefetch(incoming)) return refusalPage('prefetch')
      const outcome = entry.redeem(query.token)
      if (outcome !== 'good') return authenticator.session(incoming) !== undefined ? toPanel() : refusalPage(outcome)
      const token = newToken()
      store.sessions.create(hashOf(token))
      return toPanel({ 'set-cookie': sessionCookie(token, BASE_PATH) })
    },
    getPanelFile: ({ path }) => panelFile(path.file),
  }
}

/** https://wicg.github.io/nav-speculation/prefetch.html, and the older names of the same. */
function isPrefetch({ headers }: IncomingMessage): boolean {
  return [headers['sec-purpose'], headers.purpose, headers['x-moz']].some((value) => /prefetch|prerender|preview/i.test(String(value)))
}
