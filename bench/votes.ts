/**
 * `votes`: a store with 100,000 pairs behind a real server. How long from a key to the next pair on the screen, in a real
 * browser; whether 1,000 votes a second for a minute are all there after the server is killed; how much memory it then has.
 *
 * Expected before measuring: 20 to 35 ms at the 95th percentile, since the next pairs wait decoded in the page and two
 * frames of 17 ms are most of it; 150 MB.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type Page } from 'playwright-core'
import { findChromium } from '../scripts/screenshots/find-chromium.ts'
import { drawFlower } from '../src/demo/world/flower.ts'
import { pictureSheet } from '../src/demo/world/picture-sheet.ts'
import { PROMPTS, promptText } from '../src/demo/world/prompt.ts'
import { renderFlower } from '../src/demo/world/render-flower.ts'
import { RunError } from '../src/errors.ts'
import { encodePng } from '../src/files/png.ts'
import { openStore } from '../src/preferences/open-store.ts'
import { randomSource } from '../src/random.ts'
import type { Benchmark } from './benchmark.ts'

const SIZES = {
  full: { pairs: 100_000, pictures: 2000, keys: 300, seconds: 60 },
  quick: { pairs: 2000, pictures: 100, keys: 20, seconds: 3 },
}

/**
 * Each votes on its own; together they keep the rate. One more sits at the keyboard: the store keeps the queues of four voters
 * in memory, and with more at a time it reads 100,000 pairs again and again (20 voters got 50 votes a second).
 */
const PACED = 3
const AT_KEYBOARD = 'Me'
const VOTES_PER_SECOND = 1000
/** Votes in one request, as a panel that catches up sends them. */
const BATCH = 10
/** A person who is very quick. */
const PAUSE_MS = 200
const LIMIT_MS = 50

export const votesBenchmark: Benchmark = {
  name: 'votes',
  title: `From a key to the next pair painted (95th percentile, against a limit of ${LIMIT_MS} ms), and ${VOTES_PER_SECOND} votes a second without loss.`,
  async run({ quick, folder }) {
    const size = quick ? SIZES.quick : SIZES.full
    const dataFolder = join(folder, 'votes')
    const datasetId = await filledStore(dataFolder, size)
    const server = await startServer(dataFolder)
    try {
      const painted = await keyToPainted(server.address, size.keys)
      const rate = await manyVotes(server, datasetId, size.seconds)
      const residentBytes = memoryOf(server.process.pid)
      const ended = once(server.process, 'exit')
      server.process.kill('SIGKILL')
      await ended
      const stored = await storedVotes(dataFolder, datasetId)
      const p95 = painted && percentile(painted, 0.95)
      return {
        unit: 'ms',
        better: 'lower',
        ours: p95 ?? null,
        peer: LIMIT_MS,
        config: {
          pairs: size.pairs,
          keys: painted?.length ?? 0,
          medianMs: painted ? percentile(painted, 0.5) : null,
          seconds: size.seconds,
          votesPerSecond: Math.round(rate.answered / rate.seconds),
          answered: rate.answered,
          lost: rate.answered - stored,
          slowestAnswerMs: Math.round(rate.slowestMs),
          residentMib: residentBytes === null ? null : Math.round(residentBytes / 2 ** 20),
        },
        note: painted ? undefined : 'No Chromium was found, so no key was pressed.',
      }
    } finally {
      server.process.kill('SIGKILL')
    }
  },
}

async function filledStore(folder: string, { pairs, pictures }: { pairs: number; pictures: number }): Promise<string> {
  const store = openStore({ folder })
  const random = randomSource(1, 'bench', 'votes')
  const dataset = store.datasets.create({ name: 'a hundred thousand', source: 'sampled' })
  store.voters.create(AT_KEYBOARD)
  const prompts = PROMPTS.map((prompt) => store.prompts.ensure(dataset.id, promptText(prompt)).id)
  const hashes = Array.from({ length: pictures }, (_, i) => {
    const prompt = i % prompts.length
    const { hash } = store.files.put('png', encodePng(pictureSheet([renderFlower(drawFlower(random, PROMPTS[prompt]))], { columns: 1, scale: 1, gap: 0 })))
    store.images.insert(dataset.id, [{ hash, format: 'png', width: 32, height: 32, promptId: prompts[prompt] }])
    return hash
  })
  for (let first = 0; first < pairs; first += 1000) {
    store.pairs.insert(
      dataset.id,
      Array.from({ length: Math.min(1000, pairs - first) }, (_, i) => {
        const left = random.integer(pictures)
        const right = (left + 1 + random.integer(pictures - 1)) % pictures
        return { promptId: prompts[left % prompts.length], images: [hashes[left], hashes[right]], seedGroup: String(first + i) }
      }),
    )
  }
  await store.close()
  return dataset.id
}

interface BenchServer {
  process: ChildProcess
  address: string
  token: string
}

async function startServer(dataFolder: string): Promise<BenchServer> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/server/main.ts'), '--data', dataFolder, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  for await (const chunk of child.stdout) {
    output += chunk
    const address = /http:\S+/.exec(output)?.[0]
    if (address) return { process: child, address, token: readFileSync(join(dataFolder, 'token'), 'utf8').trim() }
  }
  throw new RunError('child', `the server ended before it printed its address: ${output}`)
}

/** Milliseconds from each key to the frame with the next pair; undefined without a browser. */
async function keyToPainted(address: string, keys: number): Promise<number[] | undefined> {
  const executablePath = findChromium()
  if (!executablePath) return undefined
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } })
    await page.goto(address)
    await page.locator('.choice img').first().waitFor()
    await page.evaluate(WATCH_KEYS)
    for (let key = 0; key < keys; key++) {
      await page.keyboard.press(key % 2 === 0 ? 'ArrowLeft' : 'ArrowRight')
      await painted(page, key + 1)
      await sleep(PAUSE_MS)
    }
    return await page.evaluate('window.paintedAfter')
  } finally {
    await browser.close()
  }
}

/** Not `waitForFunction`: the page's content policy allows no evaluation. */
async function painted(page: Page, count: number): Promise<void> {
  for (let waited = 0; waited < 10_000; waited += 10) {
    if (Number(await page.evaluate('window.paintedAfter.length')) >= count) return
    await sleep(10)
  }
  throw new RunError('child', `the page: expected another pair within 10 s of key ${count}, got none.`)
}

/**
 * In the page: after each key it looks at every frame until other pictures, complete ones, are in the stage; a message that
 * is posted in that frame comes after its paint.
 */
const WATCH_KEYS = `(() => {
  window.paintedAfter = []
  const stageIn = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName === 'see-dpo-stage') return element
      const found = element.shadowRoot && stageIn(element.shadowRoot)
      if (found) return found
    }
  }
  const stage = stageIn(document)
  const pictures = () => [...stage.shadowRoot.querySelectorAll('.choice img')]
  const names = () => pictures().map((picture) => picture.src).join()
  addEventListener('keydown', (event) => {
    const before = names()
    const look = () => {
      const isNew = names() !== before && pictures().length > 0 && pictures().every((picture) => picture.complete)
      if (!isNew || stage.shadowRoot.querySelector('.waiting')) return requestAnimationFrame(look)
      const channel = new MessageChannel()
      channel.port1.onmessage = () => window.paintedAfter.push(performance.now() - event.timeStamp)
      channel.port2.postMessage(0)
    }
    requestAnimationFrame(look)
  }, true)
})()`

/** Voters who draw ten pairs and answer them, paced; counts what was answered with \`stored\`. */
async function manyVotes(
  { address, token }: BenchServer,
  datasetId: string,
  seconds: number,
): Promise<{ answered: number; seconds: number; slowestMs: number }> {
  const base = new URL('/see-dpo/api/', address)
  const post = async (path: string, body: unknown): Promise<unknown> => {
    const response = await fetch(new URL(path, base), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!response.ok) throw new RunError('child', `${path}: expected 2xx, got ${response.status}: ${await response.text()}`)
    return response.json()
  }
  const voterIds: string[] = []
  for (let i = 0; i < PACED; i++) voterIds.push(((await post('voters', { name: `voter ${i}` })) as { id: string }).id)
  let answered = 0
  let slowestMs = 0
  const began = performance.now()
  const elapsed = (): number => (performance.now() - began) / 1000
  const vote = async (voterId: string): Promise<void> => {
    for (let mine = 0; elapsed() < seconds; mine += BATCH) {
      // Voter by voter the same share of the rate.
      const due = mine / (VOTES_PER_SECOND / PACED)
      if (due > elapsed()) await sleep(1000 * (due - elapsed()))
      const asked = performance.now()
      const { showings } = (await post(`datasets/${datasetId}/showings`, { voterId, count: BATCH })) as { showings: { id: string }[] }
      const events = showings.map(({ id }, i) => ({
        id: randomUUID(),
        kind: 'vote',
        showingId: id,
        voterId,
        choice: { kind: 'pick', position: i % 2 },
        responseMs: 700,
        clientVersion: 'bench',
        votedAt: new Date().toISOString(),
      }))
      const { results } = (await post('vote-events', { events })) as { results: { status: string }[] }
      answered += results.filter(({ status }) => status === 'stored').length
      slowestMs = Math.max(slowestMs, performance.now() - asked)
    }
  }
  await Promise.all(voterIds.map(vote))
  return { answered, seconds: elapsed(), slowestMs }
}

/** Vote events of the paced voters that a fresh process finds. */
async function storedVotes(folder: string, datasetId: string): Promise<number> {
  const store = openStore({ folder })
  const person = store.voters.list().find(({ name }) => name === AT_KEYBOARD)?.id
  let count = 0
  for (const { voterId } of store.votes.events(datasetId)) if (voterId !== person) count++
  await store.close()
  return count
}

/** Resident bytes, where the system tells. */
function memoryOf(pid: number | undefined): number | null {
  try {
    return 1024 * Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return null
  }
}

function percentile(values: readonly number[], share: number): number {
  return Math.round(10 * values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))]) / 10
}
