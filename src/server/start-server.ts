/**
 * Puts the server together: store, host, runs, jobs, events and the HTTP side, listening on one port. Reading the command line
 * and talking to the person in the terminal is left to main.ts.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { InputError, ResourceError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { openStore } from '../preferences/open-store.ts'
import type { Store } from '../preferences/store.ts'
import { BASE_PATH } from './api/api-routes.ts'
import { createApp } from './app.ts'
import { BRIDGE_PATH, bridgeDoor } from './bridge/bridge-upgrade.ts'
import { executeNode } from './bridge/execute-node.ts'
import { errorDetail, errorStatus } from './error-answer.ts'
import { changes as changesOf } from './events/changes.ts'
import { type EventHub, eventHub } from './events/event-hub.ts'
import { upgradeHandler } from './events/upgrade.ts'
import { apiHandlers } from './handlers/api-handlers.ts'
import { jobRunner } from './jobs/job-runner.ts'
import { openImports } from './jobs/open-imports.ts'
import {
  CLOSE_TIMEOUT_MS,
  FIRST_PURGE_MS,
  HEADERS_TIMEOUT_MS,
  IDLE_TIMEOUT_MS,
  MAX_CONNECTIONS,
  MAX_HEADER_BYTES,
  PURGE_MS,
  REQUEST_TIMEOUT_MS,
  TIMEOUT_CHECK_MS,
} from './limits.ts'
import { type Log, openLog } from './log.ts'
import { isAnswering, parserError, rawAnswer } from './raw-answer.ts'
import { runSupervisor } from './runs/run-supervisor.ts'
import { authenticator } from './security/authenticate.ts'
import { entryTokens } from './security/entry-tokens.ts'
import { sourceCheck } from './security/request-source.ts'
import { keptToken } from './security/token-file.ts'
import type { ServerContext } from './server-context.ts'
import { snapshot } from './snapshot.ts'

export interface StartOptions {
  dataFolder: string
  host: (options: { dataFolder: string }) => Host
  /** 0: any that is free. */
  port?: number
  /** Ports after `port` that are tried when it is taken. */
  morePorts?: number
  listen?: string
  allowRemote?: boolean
  origins?: readonly string[]
  /** Of programs; without it one is kept in the data folder. */
  token?: string
}

export interface RunningServer {
  readonly port: number
  /** `http://host:port`, as a browser on this machine gets here. */
  readonly origin: string
  /** Of programs. */
  readonly token: string
  /** Sentences that a person has to read. */
  readonly notices: readonly string[]
  readonly store: Store
  readonly hub: EventHub
  /** A fresh address that opens the panel once; the one before it is void. */
  address(): string
  /** Ends jobs, holds the running training up at a checkpoint, says goodbye to panels, and lets the data folder go. */
  close(): Promise<void>
}

/** Rejects with the store's error where the data folder is in use or damaged, and a ResourceError `busy` where no port is free. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { listen = '127.0.0.1', allowRemote = false, origins = [] } = options
  const store = openStore({ folder: options.dataFolder })
  try {
    const token = options.token ?? keptToken(store.folder)
    const log = openLog(store.folder)
    const host = options.host({ dataFolder: store.folder })
    const hub = eventHub({ snapshot: () => snapshot(store, supervisor, jobs) })
    const changes = changesOf(hub, log)
    const jobs = jobRunner({ changes, log })
    const supervisor = runSupervisor({ store, host, publish: changes.publish, log: (sentence) => log.bug(sentence, 'a training run') })
    const entry = entryTokens()
    const authentication = authenticator(token, store.sessions)
    const notices = [...(store.journal.mode === 'wal' ? [] : [store.journal.reason]), ...supervisor.notices]
    const context: ServerContext = {
      store,
      host,
      supervisor,
      jobs,
      changes,
      entry,
      authenticator: authentication,
      notices,
      imports: openImports({ dataFolder: store.folder, roots: () => host.importRoots }),
      epoch: hub.epoch,
      startedAt: new Date().toISOString(),
    }
    const handlers = apiHandlers(context)

    const server = httpServer()
    const checkSource = sourceCheck({ port: () => portOf(server), listen, allowRemote, origins })
    const app = createApp({ handlers, checkSource, authenticator: authentication, log })
    server.on('request', app)
    // A body that waits for our word to come may come.
    server.on('checkExpectation', app)
    const upgradeEvents = upgradeHandler({ hub, checkSource, authenticator: authentication, log })
    const bridge = bridgeDoor({ checkSource, authenticator: authentication, log, onSession: (socket) => executeNode(socket, context, log) })
    server.on('upgrade', (incoming, socket, head) => {
      const isBridge = incoming.url?.split('?', 1)[0] === BRIDGE_PATH
      const upgrade = isBridge ? bridge.upgrade : upgradeEvents
      upgrade(incoming, socket, head)
    })
    server.on('clientError', (cause: NodeJS.ErrnoException, socket) => {
      const error = parserError(cause)
      if (!socket.writable || cause.code === 'ECONNRESET' || isAnswering(socket)) socket.destroy()
      else rawAnswer(socket, errorStatus(error), errorDetail(error, 'a request', log))
    })
    await listening(server, listen, options.port ?? 0, options.morePorts ?? 0)

    const origin = `http://${hostOf(listen)}:${portOf(server)}`
    const stopPurging = purgeDaily(store, log)
    const stopWatching = host.watchActivity?.((isBusy) => (isBusy ? supervisor.hold() : supervisor.release()))
    let closing: Promise<void> | undefined
    const close = async (): Promise<void> => {
      stopPurging()
      stopWatching?.()
      bridge.close()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeIdleConnections()
      await within(CLOSE_TIMEOUT_MS + 1000, Promise.all([jobs.close(), supervisor.close()]))
      changes.flush()
      hub.close()
      server.closeAllConnections()
      await within(1000, closed)
      host.close?.()
      store.close()
    }
    return {
      port: portOf(server),
      origin,
      token,
      notices,
      store,
      hub,
      address: () => `${origin}${BASE_PATH}/enter?token=${entry.issue()}`,
      close: () => {
        closing ??= close()
        return closing
      },
    }
  } catch (error) {
    store.close()
    throw error
  }
}

function httpServer(): Server {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    // Without Host a request is refused in our own words.
    requireHostHeader: false,
  })
  server.maxConnections = MAX_CONNECTIONS
  server.setTimeout(IDLE_TIMEOUT_MS)
  return server
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0
}

/** What stands for `listen` in an address that a browser on this machine can open. */
function hostOf(listen: string): string {
  if (listen === '0.0.0.0') return '127.0.0.1'
  if (listen === '::') return '[::1]'
  return listen.includes(':') ? `[${listen}]` : listen
}

async function listening(server: Server, address: string, port: number, more: number): Promise<void> {
  for (let candidate = port; ; candidate++) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host: address, port: candidate }, () => {
          server.off('error', reject)
          resolve()
        })
      })
      return
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException
      // Windows says EACCES for ports that something has reserved.
      if ((code === 'EADDRINUSE' || code === 'EACCES') && candidate < port + more && candidate < 65_535) continue
      if (code === 'EADDRINUSE' || code === 'EACCES')
        throw new ResourceError('busy', `port ${port}: expected a free one, got one in use (${message}). Choose another with --port, or 0 for any.`, { cause })
      throw new InputError(`could not listen on ${address}: ${message}. Choose an address of this machine with --listen.`, { cause })
    }
  }
}

/** Soon after the start, when nobody waits for it, and then once a day. Returns what ends it. */
function purgeDaily(store: Store, log: Log): () => void {
  const purge = (): void => {
    try {
      store.purge()
    } catch (error) {
      log.bug(error, 'purging what was deleted')
    }
  }
  const timers = [setTimeout(purge, FIRST_PURGE_MS), setInterval(purge, PURGE_MS)]
  for (const timer of timers) timer.unref()
  return () => timers.forEach(clearTimeout)
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([
    work,
    new Promise((resolve) => {
      timer = setTimeout(resolve, ms)
    }),
  ])
  clearTimeout(timer)
}
