/**
 * The theme of the page around the panel. ComfyUI's palettes are CSS variables and have nothing to do with the system's light or
 * dark; the panel takes light or dark from the palette's ground, and the ground itself where its own text stays readable on it.
 */

export interface HostTheme {
  scheme: 'light' | 'dark'
  /** The host's ground, when the panel's text keeps its contrast on it. */
  ground?: string
}

/** Relative luminance up to which the dark theme's text, and from which the light theme's, has at least 4.5:1 even where it is quiet. */
const DARKEST_FOR_LIGHT = 0.82
const LIGHTEST_FOR_DARK = 0.035

/** `ground` is a CSS colour as browsers compute it, "rgb(23, 24, 26)"; undefined when the page is no ComfyUI. */
export function hostTheme(ground: string | undefined): HostTheme | undefined {
  const channels = ground?.match(/^rgba?\(\s*(\d+)[ ,]+(\d+)[ ,]+(\d+)\s*\)$/)?.slice(1)
  if (!ground || !channels) return undefined
  const luminance = relativeLuminance(channels.map(Number) as [number, number, number])
  const scheme = luminance > 0.18 ? 'light' : 'dark'
  const isReadable = scheme === 'light' ? luminance >= DARKEST_FOR_LIGHT : luminance <= LIGHTEST_FOR_DARK
  return isReadable ? { scheme, ground } : { scheme }
}

/** WCAG 2.2, "relative luminance", of an sRGB colour with channels 0 to 255. */
export function relativeLuminance(rgb: readonly [number, number, number]): number {
  const [red, green, blue] = rgb.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
