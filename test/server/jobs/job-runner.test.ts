/** Jobs: queued, told about, stopped, explained, forgotten in the end. */
import { expect, test } from 'vitest'
import { BugError, InputError, RunError } from '../../../src/errors.ts'
import type { Schemas } from '../../../src/server/api/operations.ts'
import { schemaNamed } from '../../../src/server/api/schemas.ts'
import { type JobRequest, type JobRunner, jobRunner, type Task } from '../../../src/server/jobs/job-runner.ts'

type Job = Schemas['Job']

function newRunner() {
  const told: Job[] = []
  const bugs: unknown[] = []
  const isChange = schemaNamed('Change')
  const jobs = jobRunner({
    changes: {
      publish(change) {
        expect(isChange(change), JSON.stringify(isChange.errors)).toBe(true)
        if (change.kind === 'job') told.push(change.value)
      },
    },
    log: { bug: (error) => String(bugs.push(error)) },
  })
  return { jobs, told, bugs }
}

/** Work that goes on until the test ends it. */
function held(kind: Job['kind'] = 'sample') {
  let finish: (result: object) => void = () => {}
  let fail: (error: unknown) => void = () => {}
  let begin: (task: Task) => void = () => {}
  const began = new Promise<Task>((resolve) => {
    begin = resolve
  })
  const request: JobRequest = {
    kind,
    work: (task) => {
      begin(task)
      return new Promise((resolve, reject) => {
        finish = resolve
        fail = reject
      })
    },
  }
  return { request, began, finish: (result = {}) => finish(result), fail: (error: unknown) => fail(error) }
}
const statusOf = (jobs: JobRunner, { id }: Job) => jobs.get(id)?.status
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5))

test('waits, runs, tells, and ends with its result', async () => {
  const { jobs, told } = newRunner()
  const work = held()
  const job = jobs.start({ ...work.request, about: { datasetId: 'd-1' } })
  expect(job).toMatchObject({ status: 'queued', datasetId: 'd-1', progress: { phase: 'waiting' } })
  const task = await work.began
  task.progress('drawing', 3, 10)
  task.concerns({ comparisonId: 'c-1' })
  work.finish({ pairs: 2 })
  await turn()
  expect(jobs.get(job.id)).toMatchObject({ status: 'finished', result: { pairs: 2 }, progress: { phase: 'drawing', done: 3, total: 10 }, comparisonId: 'c-1' })
  expect(told.map(({ status }) => status)).toEqual(['queued', 'running', 'running', 'running', 'finished'])
})

test('one drawing at a time, two transfers beside it, each in order', async () => {
  const { jobs } = newRunner()
  const works = [held('sample'), held('comparison'), held('import'), held('export'), held('preview')]
  const started = works.map(({ request }) => jobs.start(request))
  await turn()
  const statuses = () => started.map((job) => statusOf(jobs, job))
  expect(statuses()).toEqual(['running', 'queued', 'running', 'running', 'queued'])
  works[0].finish()
  works[3].finish()
  await turn()
  expect(statuses()).toEqual(['finished', 'running', 'running', 'finished', 'running'])
  for (const { finish } of works) finish()
  await turn()
})

test('a waiting one is stopped at once, a running one when its work ends', async () => {
  const { jobs } = newRunner()
  const [first, second] = [held(), held()]
  const [running, waiting] = [jobs.start(first.request), jobs.start(second.request)]
  const { signal } = await first.began
  expect(jobs.stop(waiting.id).status).toBe('stopped')
  expect(jobs.stop(running.id).status).toBe('running')
  expect(signal.aborted).toBe(true)
  first.finish({ pairs: 1 })
  await turn()
  expect(jobs.get(running.id)).toMatchObject({ status: 'stopped', result: { pairs: 1 } })
  expect(jobs.stop(running.id).status).toBe('stopped')
  expect(() => jobs.stop('j-none')).toThrow('expected a job')
})

test('a stop that comes out as an error is a stop', async () => {
  const { jobs } = newRunner()
  const work = held('export')
  const job = jobs.start(work.request)
  await work.began
  jobs.stop(job.id)
  work.fail(new RunError('stopped', 'the export was stopped'))
  await turn()
  expect(jobs.get(job.id)).toMatchObject({ status: 'stopped' })
  expect(jobs.get(job.id)?.error).toBeUndefined()
})

test('a failure is explained, a bug by its number, and the next one starts', async () => {
  const { jobs, bugs } = newRunner()
  const errors = [new InputError('no such model'), new BugError('the inside'), new TypeError('the inside')]
  const works = errors.map(() => held())
  const started = works.map(({ request }) => jobs.start(request))
  for (const [i, work] of works.entries()) {
    await work.began
    work.fail(errors[i])
    await turn()
  }
  expect(started.map(({ id }) => jobs.get(id)?.error?.code)).toEqual(['input', 'bug', 'bug'])
  expect(jobs.get(started[0].id)?.error?.message).toBe('no such model')
  expect(JSON.stringify(jobs.list())).not.toContain('the inside')
  expect(bugs).toHaveLength(2)
})

test('the newest first, at most 200 of them, and running ones are never forgotten', async () => {
  const { jobs } = newRunner()
  const long = held('import')
  const first = jobs.start(long.request)
  for (let i = 0; i < 220; i++) {
    jobs.start({ kind: 'export', work: async () => ({}) })
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
  }
  await turn()
  expect(jobs.list()).toHaveLength(200)
  expect(jobs.list().at(-1)).toMatchObject({ id: first.id, status: 'running' })
  long.finish()
  await turn()
})

test('too many that wait are refused, and all of them while the server closes', async () => {
  const { jobs } = newRunner()
  const work = held()
  jobs.start(work.request)
  await work.began
  for (let i = 0; i < 50; i++) jobs.start(held().request)
  expect(() => jobs.start(held().request)).toThrow('50 waiting jobs')
  const closed = jobs.close()
  expect(() => jobs.start(held().request)).toThrow('closing')
  work.finish()
  await closed
  expect(jobs.list().every(({ status }) => status === 'stopped')).toBe(true)
})
