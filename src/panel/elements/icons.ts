/**
 * The panel's icons: strokes on a 20 x 20 grid, in the colour of the text around them. Decoration only: what an icon means is
 * said by the text or the label beside it.
 */
import { type SVGTemplateResult, svg } from 'lit'

const PATHS = {
  vote: 'M3 4h6v12H3zM11 4h6v12h-6zM5 13l1.5-2L8 13',
  data: 'M3 5c0-1.1 3.1-2 7-2s7 .9 7 2-3.1 2-7 2-7-.9-7-2zM3 5v10c0 1.1 3.1 2 7 2s7-.9 7-2V5M3 10c0 1.1 3.1 2 7 2s7-.9 7-2',
  train: 'M3 16h14M3 16V4M5.5 12.5l3-4 3 2 5-6',
  loras: 'M10 3l7 4-7 4-7-4zM3 10.5l7 4 7-4M3 14l7 4 7-4',
  undo: 'M7 4L3.5 7.5 7 11M4 7.5h8a4 4 0 010 8H8',
  help: 'M7.5 7.5a2.5 2.5 0 113.6 2.2c-.8.4-1.1.9-1.1 1.8M10 14.5v.01',
  full: 'M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4',
  zoom: 'M8.5 14a5.5 5.5 0 100-11 5.5 5.5 0 000 11zM12.5 12.5L17 17M6 8.5h5M8.5 6v5',
  flicker: 'M3 5h8v8H3zM9 8h8v8H9z',
  window: 'M11 3h6v6M17 3l-7 7M14 11v6H3V6h6',
  close: 'M5 5l10 10M15 5L5 15',
  more: 'M4.5 10v.01M10 10v.01M15.5 10v.01',
  plus: 'M10 4v12M4 10h12',
  check: 'M4 10.5l4 4 8-9',
  warn: 'M10 3l8 14H2zM10 8v4M10 14.5v.01',
  theme: 'M10 3a7 7 0 100 14zM10 3a7 7 0 010 14',
  download: 'M10 3v9M6.5 9l3.5 3.5L13.5 9M3 16.5h14',
  upload: 'M10 12.5v-9M6.5 7L10 3.5 13.5 7M3 16.5h14',
  stop: 'M5 5h10v10H5z',
  pause: 'M7 4v12M13 4v12',
  play: 'M6 4l10 6-10 6z',
  search: 'M8.5 14a5.5 5.5 0 100-11 5.5 5.5 0 000 11zM12.5 12.5L17 17',
  person: 'M10 10a3.5 3.5 0 100-7 3.5 3.5 0 000 7zM3.5 17c.6-3 3-5 6.5-5s5.900 2 6.500 5',
  left: 'M12 4l-6 6 6 6',
  right: 'M8 4l6 6-6 6',
  edit: 'M4 16l1-4 8.500-8.500 3 3L8 15z',
  trash: 'M4 6h12M8 6V4h4v2M5.500 6l.8 11h7.400l.8-11',
} as const

export type IconName = keyof typeof PATHS

/** An icon; `icon('undo')`. */
export function icon(name: IconName): SVGTemplateResult {
  return svg`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d=${PATHS[name]}></path></svg>`
}
