/** The pages that a browser sees before the panel's own script takes over: the panel's frame, and what an address says that opens nothing. */
import { createHash } from 'node:crypto'
import type { RawReply } from '../api/operations.ts'
import { pageHeaders } from '../security/response-headers.ts'

/** The panel fills the window; all else about looks is its own. */
const STYLE = `html, body { margin: 0; height: 100%; }
body { font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; color-scheme: light dark; }
main { max-width: 34rem; margin: 12vh auto; padding: 0 1rem; }
see-dpo-panel { display: block; }`

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** Addresses are relative: a host may serve this page below a path of its own. */
function page(body: string, script: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>comfyui-see-dpo</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>${script}
</head>
<body>
${body}
</body>
</html>
`
}

const PANEL = page(
  '<see-dpo-panel standalone></see-dpo-panel>\n<noscript><main><p>The panel needs JavaScript. Allow it for this address, then reload.</p></main></noscript>',
  '\n<script type="module" src="web/panel.mjs"></script>',
)

export function panelPage(): RawReply {
  return { status: 200, headers: { ...pageHeaders(STYLE_HASH), 'content-type': 'text/html; charset=utf-8' }, body: PANEL }
}

const REFUSALS = {
  used: ['This address has been used', 'It opens the panel once, in one browser.'],
  unknown: ['This address opens nothing', 'It is cut off, or of a server that has been started again since.'],
  prefetch: ['This address was not opened yet', 'Your browser has looked at it beforehand. Open it again.'],
} as const

/** Why the one-time address didn't let anyone in, and what to do. */
export function refusalPage(why: keyof typeof REFUSALS): RawReply {
  const [title, sentence] = REFUSALS[why]
  const advice = 'In the terminal where <code>npm start</code> runs, press Enter: it prints a fresh address. Open that one here.'
  return {
    status: 403,
    headers: { ...pageHeaders(STYLE_HASH), 'content-type': 'text/html; charset=utf-8' },
    body: page(`<main>\n<h1>${title}</h1>\n<p>${sentence}</p>\n<p>${advice}</p>\n</main>`, ''),
  }
}
