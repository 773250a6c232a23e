/**
 * Numbers as people read them: counts, sizes, durations, shares, times. English, as the whole panel; digits grouped by a thin
 * space would be no word, so a comma does it.
 */

const DIGITS = new Intl.NumberFormat('en')

export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${DIGITS.format(count)} ${count === 1 ? one : many}`
}

export function digits(count: number): string {
  return DIGITS.format(count)
}

/** 1 MB is a million bytes, as disks count. */
export function bytesInWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes / 1000
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** A duration, rounded to what matters: "8 s", "4 min", "2 h 10 min". */
export function secondsInWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 90) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}

/** A share in [0, 1]: "62 %". */
export function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

/** A share with its interval: "62 % (48 to 74)". */
export function shareInWords({ share, low, high }: { share: number; low: number; high: number }): string {
  return `${percent(share)} (${Math.round(100 * low)} to ${Math.round(100 * high)})`
}

/** A moment, as short as it may be: the time today, the date before. */
export function momentInWords(iso: string, now: number): string {
  const moment = new Date(iso)
  const isToday = moment.toDateString() === new Date(now).toDateString()
  return isToday
    ? moment.toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false })
    : moment.toLocaleDateString('en', { day: 'numeric', month: 'short', year: 'numeric' })
}

/** A message that names who speaks first, "the trainer: …", as a sentence by itself. */
export function asSentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1)
}
