/** The two scripts of ComfyUI's page that extensions may import, by addresses relative to their own. */
declare module '*/scripts/app.js' {
  export const app: import('./host-page.ts').ComfyApp
}
declare module '*/scripts/api.js' {
  export const api: import('./host-page.ts').ComfyApi
}
