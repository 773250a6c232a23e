/**
 * The report's tables: before and after, settings, time, and the numbers behind the curves.
 */
import { count, duration, fixed, percent, signed, significant } from './format.ts'
import { type Markup, type MarkupValue, markup } from './markup.ts'
import type { BeforeAfter, EvaluationPoint, ReportData } from './report-data.ts'

/** What fresh pictures measure before and after. */
export function beforeAfterTable({ diversity, attributeEntropy, valid, promptMatch }: ReportData): Markup {
  const row = (name: string, { base, tuned }: BeforeAfter, shown: (value: number) => string): Markup =>
    markup`<tr><th scope="row">${name}</th><td class="number">${shown(base)}</td><td class="number">${shown(tuned)}</td></tr>`
  return markup`<table>
<thead><tr><th scope="col">Fresh pictures</th><th scope="col" class="number">base</th><th scope="col" class="number">tuned</th></tr></thead>
<tbody>
${row('show what the prompt asks for', promptMatch, percent)}
${row('are proper flowers', valid, percent)}
${row('diversity, 0 to 1', diversity, (value) => fixed(value, 2))}
${row('entropy of the attributes, nats', attributeEntropy, (value) => fixed(value, 2))}
</tbody></table>`
}

export function settingsTable({ settings, voter, votes, ties, modelFile, best }: ReportData): Markup {
  const weights = Object.entries(voter.weights).filter(([, weight]) => weight !== 0)
  const rows: readonly (readonly [string, MarkupValue])[] = [
    ['Method', settings.method],
    ['Base model', markup`<code>${modelFile}</code>`],
    ['Voter', `${voter.name} (simulated)`],
    ['Voter’s weights', weights.map(([feature, weight]) => `${feature}\u00a0${signed(weight)}`).join(', ')],
    ['Votes', `${count(votes)}, of which ${count(ties)} ${ties === 1 ? 'tie' : 'ties'}`],
    ['beta', significant(settings.beta)],
    ['gamma', `${significant(settings.gamma)} (from gamma_n\u00a0=\u00a0${significant(settings.gammaN)})`],
    ['LoRA', `rank ${significant(settings.rank)}, alpha ${significant(settings.alpha)}`],
    ['Training', `${count(settings.steps)} steps of ${count(settings.pairsPerStep)} pairs, ${count(settings.draws)} stored draws a pair`],
    ['Learning rate', significant(settings.learningRate)],
    ['Seed', String(settings.seed)],
    ['Kept', `step ${best.step}, because ${best.reason}`],
  ]
  return markup`<table class="facts"><tbody>${rows.map(([name, value]) => markup`<tr><th scope="row">${name}</th><td>${value}</td></tr>\n`)}</tbody></table>`
}

/** Seconds per phase with bars. */
export function phaseTable(phases: ReportData['phases']): Markup {
  const longest = Math.max(...phases.map(({ seconds }) => seconds), 0)
  return markup`<table class="facts"><tbody>${phases.map(
    ({ name, seconds }) => markup`<tr><th scope="row">${name}</th><td class="number">${duration(seconds)}</td>
<td class="bar-cell"><span class="bar" style="width:${longest > 0 && seconds > 0 ? Math.round((100 * seconds) / longest) : 0}%"></span></td></tr>\n`,
  )}</tbody></table>`
}

/** One row for each evaluation; what was not measured is a dash. */
export function evaluationTable(evaluations: readonly EvaluationPoint[], keptStep: number): Markup {
  const columns: readonly (readonly [string, (point: EvaluationPoint) => string])[] = [
    ['step', ({ step }) => String(step)],
    ['held-out accuracy', ({ heldOutAccuracy }) => percent(heldOutAccuracy)],
    ['held-out votes', ({ heldOutCount }) => count(heldOutCount)],
    ['training accuracy', ({ trainAccuracy }) => percent(trainAccuracy)],
    ['held-out log sigmoid', ({ heldOutLogSigmoid }) => fixed(heldOutLogSigmoid, 3)],
    ['training loss', ({ trainLoss }) => fixed(trainLoss ?? Number.NaN, 3)],
    ['z 5\u00a0%', ({ zPercentiles }) => fixed(zPercentiles.p5, 2)],
    ['z 50\u00a0%', ({ zPercentiles }) => fixed(zPercentiles.p50, 2)],
    ['z 95\u00a0%', ({ zPercentiles }) => fixed(zPercentiles.p95, 2)],
    ['error, preferred', ({ winnerError }) => significant(winnerError)],
    ['error, others', ({ loserError }) => significant(loserError)],
    ['diversity', ({ diversity }) => fixed(diversity, 2)],
    ['LoRA norm', ({ loraNorm }) => significant(loraNorm)],
    ['gradient norm', ({ gradientNorm }) => significant(gradientNorm)],
  ]
  return markup`<div class="scroll"><table>
<thead><tr>${columns.map(([name]) => markup`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${evaluations.map(
    (point) =>
      markup`<tr${point.step === keptStep && markup` class="kept"`}>${columns.map(([, shown]) => markup`<td class="number">${shown(point)}</td>`)}</tr>\n`,
  )}</tbody></table></div>`
}
