/**
 * The lazy chunk with uPlot and its style sheet: nobody loads it before the first curve is drawn.
 */
import UPlot from 'uplot'
import style from 'uplot/dist/uPlot.min.css'

export { style, UPlot }
