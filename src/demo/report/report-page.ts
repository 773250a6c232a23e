/**
 * The report as one HTML page that needs nothing but itself: no script, no network, pictures inside. Lays out what
 * report-data.ts holds; writing the file is left to write-report.ts.
 */
import { wilsonInterval } from '../../statistics/wilson-interval.ts'
import { intervalChart } from './charts/interval-chart.ts'
import { lineChart } from './charts/line-chart.ts'
import { shareChart } from './charts/share-chart.ts'
import { byteSize, count, duration, fixed, percent } from './format.ts'
import { type Markup, type MarkupValue, markup, trusted } from './markup.ts'
import { PAGE_STYLE } from './page-style.ts'
import { HEART, pairCards } from './pair-cards.ts'
import { readingGuide } from './reading-guide.ts'
import type { ReportData } from './report-data.ts'
import { beforeAfterTable, evaluationTable, phaseTable, settingsTable } from './report-tables.ts'
import { trainingCharts } from './training-charts.ts'
import { range, type Verdict, verdict, WIN_RATE_BOUND } from './verdict.ts'

const CHART = { width: 320, height: 250 }

/** The whole page. `files` are names of files beside it; `notes` are further sentences for "What did not work". */
export function reportPage(data: ReportData, files: readonly string[], notes: readonly string[]): string {
  const judged = verdict(data)
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${judged.headline}</title>
<style>${trusted(PAGE_STYLE)}</style>
</head>
<body><main>
${head(data, judged)}
${pairsSection(data)}
${changesSection(data)}
${curvesSection(data)}
${loraSection(data, files)}
${settingsSection(data)}
${troubleSection(data, judged, notes)}
<section><h2>How to read this</h2>
${readingGuide()}</section>
<footer>${data.machine}</footer>
</main></body>
</html>
`.markup
}

function head(data: ReportData, judged: Verdict): Markup {
  const { settings, voter, votes, lora, fresh, phases } = data
  const total = phases.reduce((sum, { seconds }) => sum + seconds, 0)
  const judgedPairs = fresh.wins + fresh.ties + fresh.losses
  const bar = (width: number): Markup =>
    intervalChart({
      label: 'Win rate of the tuned model',
      width,
      ...judged.winRate,
      references: [
        { at: 0.5, name: width > 500 ? 'coin flip, 50 %' : 'coin flip' },
        { at: WIN_RATE_BOUND, name: `${width > 500 ? 'the interval has to lie above ' : 'asked for: '}${100 * WIN_RATE_BOUND} %` },
      ],
    })
  return markup`<header>
<p class="eyebrow">${settings.method} demo · simulated voter “${voter.name}”</p>
<h1>${judged.headline}</h1>
<p class="lead">A simulated voter compared ${count(votes)} pairs of pictures and picked the ones it likes. From these votes alone a small add-on (a LoRA of ${byteSize(lora.bytes)}) was trained for the picture model${total > 0 && `; all of it took ${duration(total)} on this machine`}.</p>
<p class="lead">What “${voter.name}” wants: <em>${voter.description}</em></p>
${judged.missed.length > 0 && markup`<div class="warning" role="note"><strong>This run does not show what the demo sets out to show.</strong><ul>${judged.missed.map((sentence) => markup`<li>${sentence}</li>`)}</ul></div>`}
<div class="card">${bothWidths(980, 320, bar)}</div>
<dl class="tiles">
${tile(`${fresh.wins} : ${fresh.losses}`, `fresh pairs won and lost by the tuned model, ${fresh.ties === 0 ? 'no ties' : `${fresh.ties} ${fresh.ties === 1 ? 'tie' : 'ties'}`}, of ${judgedPairs}`)}
${heldOutTile(data)}
${tile(percent(judged.diversityKept), markup`of the diversity is left <span class="nowrap">(${fixed(data.diversity.base, 2)} → ${fixed(data.diversity.tuned, 2)})</span>`)}
${tile(percent(data.promptMatch.tuned), markup`of the tuned pictures show what the prompt asks for <span class="nowrap">(before: ${percent(data.promptMatch.base)})</span>`)}
</dl>
</header>`
}

/** Drawn twice, for a wide page and for a phone, so that letters have the same size on both; the style sheet shows one. */
function bothWidths(wide: number, narrow: number, draw: (width: number) => Markup): Markup {
  return markup`<div class="wide">${draw(wide)}</div><div class="narrow">${draw(narrow)}</div>`
}

function tile(value: string, meaning: MarkupValue): Markup {
  return markup`<div class="card"><dt>${meaning}</dt><dd>${value}</dd></div>`
}

function heldOutTile({ evaluations, best }: ReportData): Markup {
  const kept = evaluations.find(({ step }) => step === best.step)
  if (kept === undefined || !(kept.heldOutCount > 0 && kept.heldOutAccuracy >= 0 && kept.heldOutAccuracy <= 1)) {
    return tile(percent(Number.NaN), 'held-out votes that the model sides with: not measured')
  }
  const { low, high } = wilsonInterval(kept.heldOutAccuracy * kept.heldOutCount, kept.heldOutCount)
  return tile(percent(kept.heldOutAccuracy), markup`of ${kept.heldOutCount} held-out votes are told right <span class="nowrap">(${range(low, high)})</span>`)
}

function pairsSection({ pairs }: ReportData): Markup {
  if (pairs.length === 0) return markup``
  return markup`<section><h2>Same prompt, same seed, before and after</h2>
<p class="key"><span>left: base model</span><span>right: tuned model</span><span>${HEART} the voter’s choice</span></p>
${pairCards(pairs)}</section>`
}

function changesSection(data: ReportData): Markup {
  const largest = Math.max(...data.attributes.flatMap(({ values }) => values.flatMap(({ base, tuned }) => [base, tuned])).filter(Number.isFinite), 0)
  // Equal heights side by side.
  const attributes = data.attributes.toSorted((a, b) => b.values.length - a.values.length)
  return markup`<section><h2>What changed in the pictures</h2>
<p class="note">The prompt fixes size and colour; everything here is the model’s own choice. Where the voter’s weight is positive, the second bar should be longer; where the voter does not care, it should not move much.</p>
<p class="key"><span><i class="swatch"></i>base</span><span><i class="swatch tuned"></i>tuned</span></p>
<div class="grid halves">${attributes.map(
    ({ name, values }) =>
      markup`<figure class="card">${bothWidths(440, 310, (width) =>
        shareChart({ title: name, width, largest, rows: values.map((value) => ({ ...value, liking: data.voter.weights[`${name}.${value.name}`] ?? 0 })) }),
      )}</figure>\n`,
  )}</div>
<div class="card">${beforeAfterTable(data)}</div></section>`
}

function curvesSection(data: ReportData): Markup {
  if (data.evaluations.length === 0) {
    return markup`<section><h2>Training</h2><p class="note">No evaluation was made, so there are no curves to show.</p></section>`
  }
  const [lead, ...others] = trainingCharts(data)
  return markup`<section><h2>Training</h2>
<p class="note">Step ${data.best.step} was kept, because ${data.best.reason}.</p>
<figure class="card">${bothWidths(980, 320, (width) => lineChart({ ...lead.chart, width, height: width > 500 ? 300 : 250 }))}
<figcaption>${lead.reading}</figcaption></figure>
<div class="grid">${others.map(({ chart, reading }) => markup`<figure class="card">${lineChart({ ...chart, ...CHART })}<figcaption>${reading}</figcaption></figure>\n`)}</div>
<details class="card"><summary>The numbers behind the curves</summary>${evaluationTable(data.evaluations, data.best.step)}</details></section>`
}

function loraSection({ lora, command }: ReportData, files: readonly string[]): Markup {
  return markup`<section><h2>The LoRA is yours</h2>
<div class="card"><p>${byteSize(lora.bytes)}, ${count(lora.parameters)} trained numbers, in</p>
<code class="command">${lora.path}</code>
${lora.use.length > 0 && markup`<ul class="plain">${lora.use.map((sentence) => markup`<li>${sentence}</li>`)}</ul>`}</div>
<div class="card"><p>To get this again, run</p>
<code class="command">${command}</code>
${files.length > 0 && markup`<p>Beside this page: ${files.map((file, i) => markup`${i > 0 && ', '}<code>${file}</code>`)}</p>`}</div></section>`
}

function settingsSection(data: ReportData): Markup {
  return markup`<section><h2>Settings and time</h2>
<div class="grid halves"><div class="card">${settingsTable(data)}</div>
${data.phases.length > 0 && markup`<div class="card">${phaseTable(data.phases)}</div>`}</div></section>`
}

function troubleSection({ alarms, notes, fresh }: ReportData, { missed }: Verdict, further: readonly string[]): Markup {
  const losses = fresh.losses > 0 && `In ${fresh.losses} of ${fresh.wins + fresh.ties + fresh.losses} fresh pairs the voter prefers the base model’s picture.`
  const sentences = [...missed, ...alarms.map(({ step, sentence }) => `Step ${step}: ${sentence}`), losses, ...notes, ...further].filter(Boolean)
  return markup`<section><h2>What did not work</h2>
<ul class="plain">${sentences.map((sentence) => markup`<li>${sentence}</li>`)}${alarms.length === 0 && markup`<li>No alarm was raised during training.</li>`}</ul></section>`
}
