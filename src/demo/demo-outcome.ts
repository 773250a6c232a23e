/**
 * What the demo says at its end: the report's data, the closing words on the terminal, the JSON line for programs, and the
 * exit code.
 */
import { statSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { relative, resolve } from 'node:path'
import { openSafetensors } from '../trainer/models/safetensors/open-safetensors.ts'
import { bestEvaluation, type Evaluation } from '../trainer/run/health.ts'
import { resolveSettings } from '../trainer/run/run-settings.ts'
import type { RunResult } from '../trainer/run/training-run.ts'
import type { Comparison } from './compare-pictures.ts'
import { DEMO_MODEL, type DemoOptions } from './demo-options.ts'
import { demoRunSettings } from './demo-settings.ts'
import type { ReportData } from './report/report-data.ts'
import { verdict } from './report/verdict.ts'
import type { WrittenReport } from './report/write-report.ts'
import type { Voter } from './world/voter.ts'

/** What the demo knows when everything is done. */
export interface DemoOutcome {
  options: DemoOptions
  args: readonly string[]
  voter: Voter
  ties: number
  run: RunResult
  comparison: Comparison
  phases: ReportData['phases']
}

export function reportData({ options, args, voter, ties, run, comparison, phases }: DemoOutcome): ReportData {
  const settings = demoRunSettings(DEMO_MODEL, options)
  const { rank, alpha, beta, gammaN, steps, pairsPerStep, draws, learningRate } = resolveSettings(settings)
  const lora = run.lora as { path: string; step: number }
  const file = openSafetensors(lora.path)
  const parameters = [...file.tensors.values()].reduce((sum, { shape }) => sum + (shape.length > 0 ? shape.reduce((a, b) => a * b, 1) : 0), 0)
  file.close()
  const method = { 'diffusion-dpo': 'Diffusion-DPO', 'see-diffusion-dpo': 'SEE-Diffusion-DPO' }[options.method]
  return {
    settings: { method, beta, gamma: run.gamma, gammaN, rank, alpha, steps, pairsPerStep, draws, seed: options.seed, learningRate },
    modelFile: relative(process.cwd(), DEMO_MODEL),
    voter,
    votes: options.votes,
    ties,
    phases,
    ...comparison,
    pairs: comparison.pairs.slice(0, 24),
    evaluations: run.history.map(evaluationPoint),
    best: { step: lora.step, reason: 'its mean held-out log-sigmoid was the highest' },
    alarms: run.alarms,
    lora: {
      path: relative(process.cwd(), lora.path),
      bytes: statSync(lora.path).size,
      parameters,
      use: ['It has kohya names, as the LoRA loaders of ComfyUI and other tools read them.', 'It fits the demo model only: a LoRA belongs to its base.'],
    },
    command: ['npm run demo', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
    machine: `${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}, Node ${process.versions.node}`,
    notes: [],
  }
}

function evaluationPoint({ step, training, heldOut, parameterNorm, diversity }: Evaluation): ReportData['evaluations'][number] {
  return {
    step,
    trainLoss: training.loss,
    trainAccuracy: training.accuracy,
    heldOutAccuracy: heldOut.accuracy,
    heldOutCount: heldOut.votes,
    heldOutLogSigmoid: heldOut.logSigmoid,
    winnerError: heldOut.winnerError,
    loserError: heldOut.loserError,
    loraNorm: parameterNorm,
    gradientNorm: training.gradientNorm,
    zPercentiles: heldOut.z,
    diversity,
  }
}

/** Prints the result, in words to the terminal and as one JSON line for programs, and gives the exit code. */
export function announce({ options, run, comparison }: DemoOutcome, { html, notes }: WrittenReport): number {
  const { met, headline, missed, winRate, diversityKept } = verdict(comparison)
  const { base, tuned } = comparison.diversity
  const lines = [
    `${headline}.`,
    ...missed,
    `Diversity is ${Math.round(100 * diversityKept)} % of before.`,
    ...notes,
    '',
    `Report: ${resolve(html)}`,
    `LoRA:   ${resolve(run.lora?.path ?? '')}`,
  ]
  console.error(`\n${lines.join('\n')}\n`)
  console.log(
    JSON.stringify({
      // Of the whole process, Node's own start included.
      seconds: Math.round(10 * process.uptime()) / 10,
      votes: options.votes,
      winRate: winRate.estimate,
      winRateLow: winRate.low,
      heldOutAccuracy: bestEvaluation(run.history).heldOut.accuracy,
      diversityBefore: base,
      diversityAfter: tuned,
      lora: run.lora?.path,
      report: html,
    }),
  )
  return met ? 0 : 1
}
