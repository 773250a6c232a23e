/**
 * Headers of every answer: what a browser may do with it. Pages get what the panel needs, everything else nothing at all.
 */

/** Nothing runs and nothing is loaded, should a browser show the answer as a page. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"

export const API_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': API_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}

/**
 * For pages. Scripts come from our own files only. Lit's styles are constructed sheets and properties set by script, which
 * `style-src` doesn't govern; `styleHash` is that of the page's own style element.
 */
export function pageHeaders(styleHash: string): Record<string, string> {
  return {
    ...API_HEADERS,
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'sha256-${styleHash}'`,
      "img-src 'self' blob: data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
    ].join('; '),
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  }
}
