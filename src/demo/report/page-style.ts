/**
 * The report's style sheet: system fonts, one accent colour, light and dark by the reader's own setting, one column on a
 * phone. What stands on the page is decided in report-page.ts.
 */
import { chartStyle, DARK, LIGHT, type Palette } from './charts/chart-style.ts'

const variables = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}: ${colour};`)
    .join(' ')

export const PAGE_STYLE = `
:root { color-scheme: light dark; ${variables(LIGHT)} --page: #f8f6f9; --wash: #fbe9f1; --warn: #8a4b00; --warn-wash: #fdf1dd; }
@media (prefers-color-scheme: dark) {
  :root { ${variables(DARK)} --page: #131117; --wash: #33202b; --warn: #f3c26b; --warn-wash: #33270f; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: clamp(1.25rem, 4vw, 3.5rem) clamp(1rem, 4vw, 2rem) 4rem; }
header { display: grid; gap: 1.1rem; }
h1, h2, h3, p, figure, dl, dd, ul, ol { margin: 0; }
h1 { font-size: clamp(1.65rem, 1.2rem + 2.1vw, 2.6rem); line-height: 1.18; letter-spacing: -0.022em; font-weight: 700; max-width: 26em; text-wrap: balance; }
h2 { font-size: 1.4rem; line-height: 1.25; letter-spacing: -0.012em; margin-bottom: 0.35rem; }
h3 { font-size: 1rem; }
section { margin-top: clamp(2.5rem, 6vw, 4rem); }
.eyebrow { color: var(--muted); font-size: 0.9rem; }
.lead { max-width: 44em; font-size: 1.08rem; }
.note { color: var(--muted); max-width: 46em; font-size: 0.95rem; margin-bottom: 1.1rem; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 0.9rem; padding: 1.1rem; min-width: 0; }
.chart { display: block; width: 100%; height: auto; overflow: visible; }
.warning { background: var(--warn-wash); color: var(--warn); border-radius: 0.9rem; padding: 0.9rem 1.1rem; max-width: 46em; }
.warning strong { display: block; }
.warning ul { padding-left: 1.15rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 9.6rem), 1fr)); gap: 0.9rem; }
.tiles div { display: flex; flex-direction: column; }
.tiles dt { color: var(--muted); font-size: 0.88rem; line-height: 1.35; }
.tiles dd { order: -1; font-size: 1.7rem; font-weight: 650; letter-spacing: -0.02em; line-height: 1.3; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tiles .card { padding: 0.85rem 1rem; }

.key { display: flex; flex-wrap: wrap; gap: 0.3rem 1.4rem; margin: 0.4rem 0 1.1rem; font-size: 0.95rem; color: var(--muted); }
.key span { display: inline-flex; align-items: center; gap: 0.45rem; }
.swatch { width: 0.8rem; height: 0.8rem; border-radius: 0.2rem; background: var(--base); }
.swatch.tuned { background: var(--tuned); }
.heart { width: 1em; height: 1em; fill: var(--tuned); }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0.6rem; }
.pair { background: var(--paper); border: 1px solid var(--line); border-radius: 0.9rem; padding: 0.6rem; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 0.45rem; }
.shot { position: relative; display: block; }
.shot img { display: block; width: 100%; height: auto; aspect-ratio: 1; border-radius: 0.35rem; image-rendering: pixelated; }
.shot .heart { position: absolute; right: 0.35rem; bottom: 0.35rem; width: 1.65rem; height: 1.65rem; padding: 0.35rem; border-radius: 50%; background: var(--paper); }
.pair figcaption { display: flex; justify-content: space-between; gap: 0.5rem; padding: 0.45rem 0.2rem 0; font-size: 0.9rem; line-height: 1.35; }
.pair figcaption small { color: var(--muted); white-space: nowrap; font-size: 0.8rem; line-height: inherit; }

.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19.5rem), 1fr)); gap: 0.9rem; }
.grid.halves { grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); align-items: start; }
section > .card, section > .grid { margin-top: 0.9rem; }
figure.card figcaption { color: var(--muted); font-size: 0.88rem; line-height: 1.45; margin-top: 0.7rem; }
.wide { display: none; }
.narrow { max-width: 32rem; }
@media (min-width: 40rem) { .pairs { grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 0.9rem; } }
@media (max-width: 40rem) { .pair { padding: 0.45rem; } .pair small.seed { display: none; } .shot .heart { width: 1.35rem; height: 1.35rem; padding: 0.28rem; } }
@media (min-width: 52rem) { .wide { display: block; } .narrow { display: none; } }

.nowrap { white-space: nowrap; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.93rem; font-variant-numeric: tabular-nums; }
th, td { padding: 0.42rem 0.9rem 0.42rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
tr:last-child > * { border-bottom: 0; }
th { font-weight: 400; color: var(--muted); }
thead th { font-size: 0.85rem; vertical-align: bottom; }
td { overflow-wrap: anywhere; }
.facts th { white-space: nowrap; }
.number { text-align: right; white-space: nowrap; }
thead .number { white-space: normal; line-height: 1.3; }
.number:last-child { padding-right: 0; }
.kept td { font-weight: 650; }
.bar { display: block; height: 0.55rem; min-width: 2px; border-radius: 0.2rem; background: var(--second); margin-top: 0.5rem; }
.bar-cell { width: 45%; }
code { font: 0.88em/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.command { display: block; white-space: pre; overflow-x: auto; background: var(--page); border: 1px solid var(--line); border-radius: 0.5rem; padding: 0.55rem 0.75rem; margin: 0.45rem 0 0.9rem; }
.card > :last-child { margin-bottom: 0; }
.plain { padding-left: 1.25rem; display: grid; gap: 0.35rem; }
summary { cursor: pointer; font-weight: 600; }
details[open] > summary { margin-bottom: 0.6rem; }
.guide { display: grid; gap: 1rem 2rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); }
.guide dt { font-weight: 600; }
.guide dd { color: var(--muted); font-size: 0.95rem; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--muted); font-size: 0.85rem; overflow-wrap: anywhere; }
${chartStyle((name) => `var(--${name})`)}
@media print { :root { --page: #fff; } .card, .pair { break-inside: avoid; } }
`
