/**
 * What every experiment is: a name, a question, a run that can be resumed, and bounds that decide its exit code. The
 * experiments themselves stand in folders of their own.
 */

export interface Bound {
  /** "entropy, SEE 10/5 over DPO 15, is above 0.05 nats". */
  claim: string
  found: string
  holds: boolean
}

export interface ExperimentOptions {
  /** Finished parts are kept here and not run again. */
  folder: string
  /** Where report and plots go. */
  evidence: string
  short: boolean
  /** Lines of progress for a terminal. */
  say: (line: string) => void
}

export interface Experiment {
  name: string
  /** One sentence for --help. */
  question: string
  run(options: ExperimentOptions): Promise<Bound[]>
}
