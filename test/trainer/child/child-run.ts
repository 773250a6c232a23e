/** Run folders as a parent sets them up, and jobs in them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JobEvent } from '../../../src/trainer/child/job.ts'
import { type RunningJob, startJob } from '../../../src/trainer/child/start-job.ts'
import type { Dataset } from '../../../src/trainer/run/dataset.ts'
import { writeDataset } from '../../../src/trainer/run/dataset-file.ts'
import type { RunSettings } from '../../../src/trainer/run/run-settings.ts'
import { tinySettings } from '../tiny-unet.ts'

/** Writes what a child needs to find in `folder`. */
export function setUpRun(folder: string, model: string, dataset: Dataset, settings: Partial<RunSettings> = {}): string {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'settings.json'), JSON.stringify(tinySettings(model, settings)))
  writeDataset(join(folder, 'dataset.safetensors'), dataset)
  return folder
}

export interface WatchedJob extends RunningJob<'train'> {
  /** Everything that was heard so far. */
  events: JobEvent[]
  /** Resolves when `test` holds for an event, from the first on; rejects when the job ends before. */
  heard(test: (event: JobEvent) => boolean): Promise<void>
}

export function train(folder: string): WatchedJob {
  const events: JobEvent[] = []
  const waiting = new Set<() => void>()
  const job = startJob<'train'>({ kind: 'train', folder }, (event) => {
    events.push(event)
    for (const check of waiting) check()
  })
  return {
    ...job,
    events,
    heard: (test) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          if (events.some(test)) resolve()
        }
        waiting.add(check)
        check()
        job.finished.then(() => reject(new Error('the job ended first')), reject)
      }),
  }
}

export const isStep = (step: number) => (event: JobEvent) => event.event === 'step' && event.step.step === step
