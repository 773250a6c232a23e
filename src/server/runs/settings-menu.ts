/**
 * The methods of training and their settings as a person chooses them: title, a plain sentence, default and range. What they
 * do is run-settings.ts's of the trainer, which has the last word on values.
 */
import type { components } from '../../../openapi/generated/see-dpo.ts'
import { METHOD_NAMES, type MethodName, methodOf } from '../../trainer/objectives/objectives.ts'
import { methodScale, type RunSettings, SETTING_RANGES } from '../../trainer/run/run-settings.ts'

type Schemas = components['schemas']

interface Entry extends Pick<Schemas['Setting'], 'title' | 'sentence' | 'group'> {
  choices?: Schemas['Setting']['choices']
  /** Where the trainer has no plain range for it. */
  range?: readonly [low: number, high: number]
  /** Only these methods use it; all by default. */
  methods?: readonly MethodName[]
}

const methodsWith = (test: (method: ReturnType<typeof methodOf>) => boolean): readonly MethodName[] => METHOD_NAMES.filter((name) => test(methodOf(name)))
const SEE: readonly MethodName[] = ['see-diffusion-dpo']
/** Those whose entropy is of steps, in the scale of their beta. */
const SEE_STEPS = methodsWith(({ entropy, source }) => entropy && source !== 'votes')
const STEPS = methodsWith(({ source }) => source === 'chains' || source === 'pools')
const LINKS = methodsWith(({ links }) => links)
const POOLS = methodsWith(({ source }) => source === 'pools')
const DRAWS = methodsWith(({ source }) => source === 'votes' || source === 'thumbs')
const PAIRS = methodsWith(({ source }) => source !== 'thumbs')
const SCALED = methodsWith(({ links, source }) => links && source === 'votes')

/** In the order in which they are shown. */
const MENU: Partial<Record<keyof RunSettings, Entry>> = {
  steps: { group: 'main', title: 'Steps', sentence: 'How long it trains. More steps learn more of your taste, and in the end your votes by heart.' },
  beta: {
    group: 'main',
    title: 'Beta',
    range: [0.001, 1e6],
    sentence:
      "How firmly it holds on to the base model: lower moves further. It multiplies means over a picture's values, not sums, so that each method has a scale of its own: 2000 for Diffusion-DPO, 0.1 for D3PO, 10 for SPO.",
  },
  gammaN: {
    group: 'main',
    title: 'Entropy (gamma n)',
    sentence: 'How much variety is protected, whatever the scale of beta: 0 is plain Diffusion-DPO, 0.3 keeps pictures diverse in long runs.',
    methods: [...SEE, 'see-d3po'],
  },
  gamma: {
    group: 'main',
    title: 'Entropy (gamma)',
    range: [0, 1e6],
    sentence: 'Weight of the self-entropy, in the scale of beta: 0 is the plain method.',
    methods: SEE_STEPS,
  },
  learningRate: { group: 'main', title: 'Learning rate', sentence: 'Size of a step. Too high and pictures fall apart; too low and nothing happens.' },
  rank: { group: 'lora', title: 'Rank', sentence: "The LoRA's width: what it can learn, and how large its file is. 8 is plenty for a taste." },
  alpha: { group: 'lora', title: 'Alpha', sentence: 'Scales what the LoRA adds by alpha / rank. Leave it at the rank.' },
  labelSmoothing: {
    group: 'method',
    title: 'Label smoothing',
    range: [0, 0.49],
    sentence: 'The share of votes that may be slips: 0.1 keeps a few wrong ones from pulling hard.',
    methods: PAIRS,
  },
  link: {
    group: 'method',
    title: 'Loss',
    sentence: 'What a margin between winner and loser costs. IPO aims at a fixed margin, hinge stops at one, Poly-DPO weighs doubtful votes.',
    methods: LINKS,
    choices: [
      { value: 'logistic', title: 'Logistic (DPO)' },
      { value: 'ipo', title: 'IPO' },
      { value: 'hinge', title: 'Hinge' },
      { value: 'poly', title: 'Poly-DPO' },
    ],
  },
  polyAlpha: {
    group: 'method',
    title: 'Poly-DPO alpha',
    range: [-1, 10],
    sentence: 'For the Poly-DPO loss: 1 for noisy votes, below 0 for votes that are all easy, 0 is the logistic loss.',
    methods: LINKS,
  },
  loserScaling: {
    group: 'method',
    title: 'Loser scaling',
    range: [0, 0.99],
    sentence: 'Diffusion-SDPO: takes back as much of the push away from losers as would cost the winners. 0 is off, 0.9 usual.',
    methods: SCALED,
  },
  likedShare: {
    group: 'method',
    title: 'Share of liked pictures',
    sentence: 'How many of the pictures that it trains on are liked ones.',
    methods: ['diffusion-kto'],
  },
  ratioClamp: {
    group: 'method',
    title: 'Ratio clamp',
    range: [0.001, 0.99],
    sentence: 'A step of sampling that has become likelier or less likely by more than this share teaches nothing further. 0.1; at 0.2 pictures fell apart.',
    methods: STEPS,
  },
  pool: {
    group: 'method',
    title: 'Candidates',
    sentence: 'How many ways each step of sampling is tried; the scorer picks the best and the worst.',
    methods: POOLS,
  },
  confidence: {
    group: 'method',
    title: 'Confidence',
    sentence: 'How sure the scorer must be of the best against the worst before they are learned from.',
    methods: POOLS,
  },
  ties: {
    group: 'method',
    title: 'Ties',
    sentence: 'What "both are equal" teaches.',
    methods: methodsWith(({ source }) => source === 'votes' || source === 'chains'),
    choices: [
      { value: 'half', title: 'Keep both alike' },
      { value: 'omit', title: 'Leave ties out' },
    ],
  },
  offset: {
    group: 'method',
    title: 'Entropy offset',
    sentence:
      'Averaged over all draws of a vote, or taken from the draw or step at hand, as direct substitution gives it; of draws that one breaks apart at gamma near beta.',
    methods: [...SEE, 'see-d3po'],
    choices: [
      { value: 'averaged', title: 'Averaged' },
      { value: 'raw', title: 'Raw' },
    ],
  },
  draws: {
    group: 'method',
    title: 'Draws',
    sentence: 'Noises and timesteps that each picture is looked at under, measured once before training. 8 overfit a little, 32 are as good as fresh ones.',
  },
  timestepFrom: {
    group: 'method',
    title: 'Lowest timestep',
    sentence: 'Trains from here up to pure noise (1000). What a picture shows is decided where there is noise.',
  },
  timestepTo: { group: 'method', title: 'Highest timestep', sentence: 'Trains up to here, not including it.' },
  captionDropout: {
    group: 'method',
    title: 'Caption dropout',
    sentence: 'The share of draws without the prompt, so that guidance keeps working.',
    methods: DRAWS,
  },
  pairsPerStep: { group: 'memory', title: 'Pairs per step', sentence: 'Votes that each step looks at: more make calmer steps. For SPO, chains that it draws.' },
  pairsPerCall: { group: 'memory', title: 'Pairs at a time', sentence: 'Of those, how many are computed together. Fewer need less memory and more time.' },
  oneMember: {
    group: 'memory',
    title: 'One picture at a time',
    sentence: 'Computes winner and loser one after the other: half the memory of a pair, the same result.',
  },
  checkpoint: {
    group: 'memory',
    title: 'Gradient checkpointing',
    sentence: 'Computes parts again in place of keeping them: much less memory, 12 to 20 % more time.',
  },
  evaluateEvery: {
    group: 'more',
    title: 'Steps between checkpoints',
    sentence: 'How often votes that were held out are looked at, pictures are drawn and the LoRA is kept.',
  },
  heldOut: { group: 'more', title: 'Held-out share', sentence: 'Votes that are not trained on, to see whether it learned your taste or your votes.' },
  samples: { group: 'more', title: 'Pictures per checkpoint', sentence: 'Drawn from the same prompts and seeds each time; 0 saves the time.' },
  warmup: { group: 'more', title: 'Warm-up', sentence: 'Steps over which the learning rate rises from nothing.' },
  weightDecay: { group: 'more', title: 'Weight decay', sentence: "Pulls the LoRA's numbers towards zero a little at every step." },
  gradientLimit: { group: 'more', title: 'Gradient limit', sentence: 'A longer gradient is shortened to this, so that one odd vote does not throw the run.' },
  seed: { group: 'more', title: 'Seed', sentence: 'The same seed, votes and settings give the same LoRA, bit for bit.' },
  threads: { group: 'more', title: 'Threads', sentence: 'Processor cores that it uses.' },
}

const TITLES: Record<MethodName, { title: string; sentence: string }> = {
  'see-diffusion-dpo': {
    title: 'SEE-Diffusion-DPO',
    sentence: 'Learns from your votes and keeps pictures varied: Diffusion-DPO with the self-entropy term. The one to begin with.',
  },
  'diffusion-dpo': {
    title: 'Diffusion-DPO',
    sentence: 'The method that it improves on: simpler, and in long runs it trades variety and quality for agreement.',
  },
  'see-spo': {
    title: 'SEE-SPO',
    sentence: 'SPO with the self-entropy term, which does little where every pair is used once.',
  },
  spo: {
    title: 'SPO',
    sentence: 'Learns from steps of its own sampling, judged by a scorer that it trains from your votes first. Needs votes that such a scorer can follow.',
  },
  'see-d3po': {
    title: 'SEE-D3PO',
    sentence: 'D3PO with the self-entropy term. Needs pictures that were sampled in pairs with their chains kept.',
  },
  d3po: {
    title: 'D3PO',
    sentence: 'Each vote judges every step of sampling that led to the two pictures. Needs pictures that were sampled in pairs with their chains kept.',
  },
  'diffusion-kto': {
    title: 'Diffusion-KTO',
    sentence: 'Looks at single pictures, liked or not, in place of pairs: winners and losers of your votes. Forgiving of votes that contradict each other.',
  },
  mapo: {
    title: 'MaPO',
    sentence: 'Pairs without a base to hold on to: learns styles that the base can not draw, and leaves it the soonest.',
  },
}

/** The names that a run request's settings may have. */
export const MENU_NAMES: ReadonlySet<string> = new Set(Object.keys(MENU))

/** The menu with the defaults of a model. */
export function settingsMenu(settings: RunSettings): Schemas['Methods'] {
  const names = Object.keys(MENU) as (keyof RunSettings)[]
  return {
    methods: (Object.keys(TITLES) as MethodName[]).map((name) => ({
      name,
      ...TITLES[name],
      settings: names.filter((setting) => MENU[setting]?.methods?.includes(name) ?? true),
      defaults: methodScale(name) as Schemas['Methods']['methods'][number]['defaults'],
    })),
    settings: names.map((name) => {
      const { methods, range, ...entry } = MENU[name] as Entry
      const [low, high, whole] = range ?? SETTING_RANGES[name] ?? []
      const kind = entry.choices ? 'choice' : typeof settings[name] === 'boolean' ? 'switch' : whole ? 'whole' : 'number'
      return { name, ...entry, kind, default: (settings[name] ?? 0) as Schemas['SettingValue'], ...(low === undefined ? {} : { low, high }) }
    }),
  }
}
