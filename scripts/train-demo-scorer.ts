/**
 * Trains the demo's image scorer and writes it: `node scripts/train-demo-scorer.ts [--voter FILE] [--out FILE]`. Learns from
 * votes on drawn and spoilt flowers (a few minutes on one core), then asks the written file about fresh pairs.
 */
import { parseArgs } from 'node:util'
import { agreement, bestAgreement, judgedPairs, judgedPictures } from '../src/demo/scorer/judged-pictures.ts'
import { writeScorer } from '../src/demo/scorer/scorer-file.ts'
import { trainScorer } from '../src/demo/scorer/train-scorer.ts'
import { PICTURE_SIZE } from '../src/demo/world/backgrounds.ts'
import { loadVoter } from '../src/demo/world/voter.ts'
import { randomSource } from '../src/random.ts'
import { startJob } from '../src/trainer/child/start-job.ts'

const { values } = parseArgs({
  options: {
    voter: { type: 'string', default: 'assets/voters/night-owl.json' },
    out: { type: 'string', default: 'assets/demo-scorer.onnx' },
    pictures: { type: 'string', default: '8000' },
    steps: { type: 'string', default: '4000' },
    batch: { type: 'string', default: '32' },
    'learning-rate': { type: 'string', default: '2e-3' },
    seed: { type: 'string', default: '1' },
  },
})
const FRESH_PICTURES = 1000
const FRESH_PAIRS = 2000
const REPORT = 100

const seed = Number(values.seed)
const voter = loadVoter(values.voter)
console.log(`${values.pictures} pictures for ${voter.name} ...`)
const pictures = judgedPictures(voter, Number(values.pictures), seed, { readClean: false })

let loss = 0
const weights = await trainScorer({
  pairs: judgedPairs(voter, pictures, randomSource(seed, 'scorer training')),
  seed,
  steps: Number(values.steps),
  batch: Number(values.batch),
  learningRate: Number(values['learning-rate']),
  threads: 1,
  onStep(step, value) {
    loss += value / REPORT
    if (step % REPORT !== 0) return
    console.log(`step ${step} of ${values.steps}  loss ${loss.toFixed(4)}`)
    loss = 0
  },
})
writeScorer(values.out, weights, {
  'see_dpo.kind': 'image scorer of the demo world',
  'see_dpo.input': 'image: RGB in [0, 1], NCHW; differences of scores are log odds of a vote',
  'see_dpo.voter': voter.name,
  'see_dpo.training': `${values.pictures} pictures, ${values.steps} steps of ${values.batch} pairs, seed ${values.seed}`,
})

const fresh = judgedPictures(voter, FRESH_PICTURES, seed + 1, { readClean: true })
const pairs = judgedPairs(voter, fresh, randomSource(seed + 1, 'fresh votes'))
  .take(FRESH_PAIRS)
  .toArray()
const shape = [3, PICTURE_SIZE, PICTURE_SIZE]
const scores = await startJob({ kind: 'score', scorer: values.out, shape, pictures: fresh.map(({ picture }) => picture), threads: 1 }).finished
const score = new Map(fresh.map((picture, i) => [picture, scores[i]]))
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
console.log(
  `wrote ${values.out}: agrees with ${percent(agreement(pairs, score))} of fresh votes; knowing the utilities would give ${percent(bestAgreement(voter, pairs))}`,
)
