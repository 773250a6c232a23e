/**
 * Writes the demo's report into a folder: one HTML page, and pictures beside it for those who want to pass one on.
 */
import { join } from 'node:path'
import { writeFileAtomic } from '../../files/atomic-write.ts'
import { writePng } from '../../files/png.ts'
import { baseAndTunedPicture } from './base-and-tuned-picture.ts'
import { curvesPicture } from './curves-picture.ts'
import type { ReportData } from './report-data.ts'
import { reportPage } from './report-page.ts'
import { svgToPng } from './svg-to-png.ts'
import { trainingCharts } from './training-charts.ts'

export interface WrittenReport {
  /** Path of the page. */
  html: string
  /** Paths of the PNG files that were written: base-and-tuned.png where there are pairs, curves.png where there are evaluations and sharp. */
  pictures: string[]
  /** What was left out and why, one sentence each; they stand in the page as well. */
  notes: string[]
}

/**
 * Writes report.html, base-and-tuned.png and curves.png into `folder`, which is made if missing; each file comes out
 * whole or not at all, and the page last. A picture of the wrong size is an InputError, a failure of the disk a ResourceError.
 */
export function writeReport(folder: string, data: ReportData): WrittenReport {
  const pictures: string[] = []
  const notes: string[] = []
  if (data.pairs.length > 0) {
    writePng(join(folder, 'base-and-tuned.png'), baseAndTunedPicture(data.pairs))
    pictures.push('base-and-tuned.png')
  }
  if (data.evaluations.length > 0) {
    const drawn = svgToPng(curvesPicture(trainingCharts(data)))
    if ('png' in drawn) {
      writeFileAtomic(join(folder, 'curves.png'), drawn.png)
      pictures.push('curves.png')
    } else {
      notes.push(`The file curves.png was left out, because ${drawn.reason}. Nothing else is lost: report.html shows the same curves.`)
    }
  }
  const html = join(folder, 'report.html')
  writeFileAtomic(html, reportPage(data, pictures, notes))
  return { html, pictures: pictures.map((name) => join(folder, name)), notes }
}
