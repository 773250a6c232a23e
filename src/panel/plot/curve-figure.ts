/**
 * `<see-dpo-curve>`: one figure with its curves, how to read it, and its numbers under the pointer. uPlot draws, loaded when the
 * first figure is shown; a screen reader hears curve.ts's sentence, and tables beside the figures hold every number.
 */
import { css, html, LitElement, nothing, type PropertyValues } from 'lit'
import type UPlot from 'uplot'
import { controls } from '../elements/controls.ts'
import { define } from '../elements/define.ts'
import { type Curve, curveInWords } from './curve.ts'
import { loadPlot, type PlotModule } from './load-plot.ts'

const HEIGHT = 190
/** With more points than this their dots would run into each other. */
const DOTS = 60

export class CurveFigure extends LitElement {
  static override properties = { curve: { attribute: false } }
  static override styles = [
    controls,
    css`
      :host {
        min-inline-size: 0;
      }

      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--gap-3);
        margin-block: var(--gap-2) var(--gap-1);
      }

      .swatch {
        display: inline-block;
        inline-size: 16px;
        margin-inline-end: 6px;
        border-block-start: 3px solid;
        vertical-align: middle;
        /* A change of theme ends this transition, which is how the picture learns of it. */
        transition: color 1ms;
      }

      .swatch.dashed {
        border-block-start-style: dotted;
      }

      .plot {
        block-size: ${HEIGHT}px;
        /* The picture's own size must not hold its place open. */
        overflow: hidden;
        contain: inline-size;
      }

      .grid {
        position: absolute;
        color: var(--line);
      }
    `,
  ]

  declare curve: Curve
  #module: PlotModule | undefined
  #plot: UPlot | undefined
  #isBroken = false
  /** Place of the point under the pointer. */
  #index: number | undefined
  readonly #resized = new ResizeObserver(([{ contentRect }]) => this.#plot?.setSize({ width: contentRect.width, height: HEIGHT }))

  override connectedCallback() {
    super.connectedCallback()
    void this.#load()
  }

  override disconnectedCallback() {
    super.disconnectedCallback()
    this.#resized.disconnect()
    this.#drop()
  }

  override render() {
    const { title, sentence, series, format, x, unit } = this.curve
    const at = this.#index ?? x.length - 1
    return html`<figure>
      <h3>${title}</h3>
      <p class="quiet small">${sentence}</p>
      <div class="legend small number" aria-hidden="true">
        ${series.map(({ label, colour, isDashed, values }) => {
          const value = values[at]
          return html`<span>
            <span class="swatch ${isDashed ? 'dashed' : ''}" .style=${`color: var(--series-${colour})`} @transitionend=${() => this.#plot?.redraw()}></span>
            ${label} ${value === undefined ? nothing : html`<b>${format(value)}</b>`}
          </span>`
        })}
        <span class="quiet">${this.#index === undefined ? nothing : `${unit} ${x[at]}`}</span>
      </div>
      <div class="plot" role="img" aria-label=${curveInWords(this.curve)}></div>
      <i class="grid"></i>
      ${
        this.#isBroken
          ? html`<p class="note warn row spread">
              The part that draws curves did not load. The numbers are in the table. <button class="button" @click=${this.#load}>Try again</button>
            </p>`
          : nothing
      }
    </figure>`
  }

  override updated(changed: PropertyValues<this>) {
    if (!changed.has('curve') || !this.#module) return
    const before = changed.get('curve') as Curve | undefined
    const names = (curve: Curve | undefined) => curve?.series.map(({ label }) => label).join()
    if (this.#plot && names(before) === names(this.curve)) this.#plot.setData(this.#data())
    else this.#draw()
  }

  #load = async () => {
    try {
      this.#module = await loadPlot()
      this.#isBroken = false
      if (this.isConnected) this.#draw()
    } catch {
      this.#isBroken = true
    }
    this.requestUpdate()
  }

  #drop(): void {
    this.#plot?.destroy()
    this.#plot = undefined
  }

  #data(): UPlot.AlignedData {
    const { x, series } = this.curve
    return [[...x], ...series.map(({ values }) => values.map((value) => value ?? null))] as UPlot.AlignedData
  }

  #draw(): void {
    const place = this.renderRoot.querySelector<HTMLElement>('.plot')
    const module = this.#module
    if (!module || !place) return
    this.#drop()
    const root = this.renderRoot as ShadowRoot
    if (!root.adoptedStyleSheets.includes(sheetOf(module))) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheetOf(module)]
    const colour = (selector: string) => getComputedStyle(root.querySelector(selector) as Element).color
    const swatch = (i: number) => colour(`.legend > :nth-child(${i + 1}) > .swatch`)
    const axis: UPlot.Axis = {
      stroke: () => colour('.quiet'),
      font: '11px system-ui, sans-serif',
      grid: { stroke: () => colour('.grid'), width: 1 },
      ticks: { show: false },
    }
    const { curve } = this
    this.#plot = new module.UPlot(
      {
        width: place.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false, drag: { x: false, y: false } },
        scales: { x: { time: false }, y: { range: (_, low, high) => range(low, high, curve.level) } },
        axes: [
          { ...axis, size: 26, space: 60 },
          { ...axis, size: 54, gap: 4, values: (_, ticks) => ticks.map(curve.format) },
        ],
        series: [
          {},
          ...curve.series.map(
            ({ isDashed }, i): UPlot.Series => ({
              stroke: () => swatch(i),
              width: 2,
              dash: isDashed ? [4, 4] : undefined,
              spanGaps: true,
              points: { show: curve.x.length <= DOTS && !isDashed, size: 5, fill: () => swatch(i) },
            }),
          ),
        ],
        hooks: {
          drawAxes: [(plot) => this.#drawLevel(plot, colour('.quiet'))],
          setCursor: [
            (plot) => {
              this.#index = plot.cursor.idx ?? undefined
              this.requestUpdate()
            },
          ],
        },
      },
      this.#data(),
      place,
    )
    this.#resized.observe(place)
  }

  /** The level across, and the mark upright with its word. */
  #drawLevel({ ctx, bbox, valToPos }: UPlot, colour: string): void {
    const { level, mark } = this.curve
    const scale = window.devicePixelRatio
    ctx.save()
    ctx.strokeStyle = colour
    ctx.fillStyle = colour
    ctx.lineWidth = scale
    ctx.setLineDash([2 * scale, 3 * scale])
    ctx.beginPath()
    if (level !== undefined) {
      const y = valToPos(level, 'y', true)
      ctx.moveTo(bbox.left, y)
      ctx.lineTo(bbox.left + bbox.width, y)
    }
    if (mark) {
      const x = valToPos(mark.x, 'x', true)
      ctx.moveTo(x, bbox.top)
      ctx.lineTo(x, bbox.top + bbox.height)
      ctx.font = `${11 * scale}px system-ui, sans-serif`
      const isRight = x > bbox.left + bbox.width * 0.8
      ctx.textAlign = isRight ? 'right' : 'left'
      ctx.textBaseline = 'top'
      ctx.fillText(mark.label, x + (isRight ? -5 : 5) * scale, bbox.top)
    }
    ctx.stroke()
    ctx.restore()
  }
}

/** The values with a tenth of air around them, and the level in sight. */
function range(low: number, high: number, level: number | undefined): [number, number] {
  const [from, to] = [Math.min(low ?? level ?? 0, level ?? low), Math.max(high ?? level ?? 1, level ?? high)]
  const air = (to - from || Math.abs(to) || 1) / 10
  return [from - air, to + air]
}

const sheets = new WeakMap<PlotModule, CSSStyleSheet>()

function sheetOf(module: PlotModule): CSSStyleSheet {
  let sheet = sheets.get(module)
  if (!sheet) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(module.style)
    sheets.set(module, sheet)
  }
  return sheet
}

define('see-dpo-curve', CurveFigure)

declare global {
  interface HTMLElementTagNameMap {
    'see-dpo-curve': CurveFigure
  }
}
