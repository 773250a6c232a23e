/**
 * Progress in the terminal: one line with phase, bar, percentage and remaining time, rewritten in place on a terminal and
 * written now and then elsewhere (a log, a pipe). What there is to do is left to the callers.
 */

/** The part of a stream that is used; `process.stderr` fits. */
export interface ProgressStream {
  write(text: string): unknown
  isTTY?: boolean
  columns?: number
}

export interface ProgressOptions {
  stream: ProgressStream
  /** Milliseconds, never going back: `performance.now`. */
  clock: () => number
  /** Names of all phases in their order, for "[2/5]"; a phase that is not among them gets no number. */
  phases?: readonly string[]
  /** NO_COLOR (no-color.org: present and not empty) and TERM ("dumb" knows no rewriting) are looked at. */
  environment?: Readonly<Record<string, string | undefined>>
}

export interface Progress {
  /** Begins a phase of `total` units, `done` of which are there already (a resumed run); ends the one before. */
  start(phase: string, total: number, done?: number): void
  /** `done` units of the phase are there now; `note` stands at the end of the line ("loss 0.52"). */
  update(done: number, note?: string): void
  /** Ends the phase: its line stays, with the time that it took. */
  end(note?: string): void
  /** Writes a line of its own above the progress line. */
  print(line: string): void
}

const BAR_CELLS = 24

/** Rewriting more often than this only flickers; ms. */
const REDRAW_MS = 100

/** Off a terminal: a line when this much has passed, or this share of the phase was done since the last one. */
const LOG_MS = 5000
const LOG_SHARE = 0.1

/** No estimate before this: the first units pay for warming up; ms. */
const ETA_AFTER_MS = 400

export function createProgress({ stream, clock, phases = [], environment = {} }: ProgressOptions): Progress {
  const rewrites = stream.isTTY === true && environment.TERM !== 'dumb'
  const colours = rewrites && !environment.NO_COLOR
  const paint = (code: number, text: string): string => (colours ? `\u001b[${code}m${text}\u001b[0m` : text)

  interface Phase {
    name: string
    total: number
    done: number
    doneAtStart: number
    startedAt: number
    note: string
    shownAt: number
    shownShare: number
  }
  let current: Phase | undefined

  const share = ({ done, total }: Phase): number => (total > 0 ? Math.min(1, Math.max(0, done / total)) : 0)

  function line(phase: Phase, now: number): string {
    const part = share(phase)
    const cells = Math.round(part * BAR_CELLS)
    const bar = paint(35, '█'.repeat(cells)) + paint(2, '░'.repeat(BAR_CELLS - cells))
    // Rounded down: 100 % is for when everything is there.
    const pieces = [bar, `${String(Math.floor(100 * part)).padStart(3)} %`, remaining(phase, now), phase.note]
    return `${head(phase.name)} ${pieces.filter((piece) => piece !== '').join('  ')}`
  }

  function head(name: string): string {
    const width = Math.max(name.length, ...phases.map((phase) => phase.length))
    const number = phases.indexOf(name)
    const counter = number >= 0 ? `[${number + 1}/${phases.length}] ` : ''
    return `${paint(2, counter)}${paint(1, name.padEnd(width))}`
  }

  function remaining(phase: Phase, now: number): string {
    const elapsed = now - phase.startedAt
    const progress = phase.done - phase.doneAtStart
    if (phase.done >= phase.total || progress <= 0 || elapsed < ETA_AFTER_MS) return ''
    return `${seconds((elapsed * (phase.total - phase.done)) / progress)} left`
  }

  function rewrite(text: string): void {
    stream.write(`\r\u001b[2K${fitted(text, (stream.columns ?? 80) - 1)}`)
  }

  function show(force: boolean): void {
    if (current === undefined) return
    const now = clock()
    const sinceShown = now - current.shownAt
    const gained = share(current) - current.shownShare
    // The tiny number: 0.4 - 0.3 is a little less than 0.1.
    const due = rewrites ? sinceShown >= REDRAW_MS : sinceShown >= LOG_MS || gained >= LOG_SHARE - 1e-9
    if (!force && !due) return
    const text = line(current, now)
    if (rewrites) rewrite(text)
    else stream.write(`${text}\n`)
    current.shownAt = now
    current.shownShare = share(current)
  }

  function end(note = current?.note ?? ''): void {
    if (current === undefined) return
    const text = [head(current.name), `done in ${seconds(clock() - current.startedAt)}`, oneLine(note)].filter((piece) => piece !== '').join('  ')
    if (rewrites) rewrite(text)
    else stream.write(text)
    stream.write('\n')
    current = undefined
  }

  return {
    start(phase, total, done = 0) {
      end()
      const now = clock()
      current = { name: oneLine(phase), total, done, doneAtStart: done, startedAt: now, note: '', shownAt: now, shownShare: 0 }
      show(rewrites)
    },
    update(done, note) {
      if (current === undefined) return
      current.done = done
      if (note !== undefined) current.note = oneLine(note)
      // The end of a phase has its own line.
      show(rewrites && done >= current.total)
    },
    end,
    print(text) {
      if (rewrites && current !== undefined) stream.write('\r\u001b[2K')
      stream.write(`${text}\n`)
      if (rewrites) show(true)
    },
  }
}

/** "8 s", "1 min 05 s". */
function seconds(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1000)
  if (whole < 60) return milliseconds < 9950 ? `${(milliseconds / 1000).toFixed(1)} s` : `${whole} s`
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`
}

/** Without line breaks and control codes: notes can hold what a file says. */
function oneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim()
}

/** Cut to `columns` visible characters, because a line that wraps cannot be rewritten; colour codes take no room. */
function fitted(text: string, columns: number): string {
  let visible = 0
  let kept = ''
  for (const [piece] of text.matchAll(/\p{Cc}\[\d+m|./gsu)) {
    if (piece.length > 1 && piece.startsWith('\u001b')) kept += piece
    else if (visible < columns) {
      kept += piece
      visible++
    }
  }
  return kept
}
