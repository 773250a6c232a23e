/** What the handlers work with: the parts of the server, put together once in start-server.ts. */
import type { Host } from '../host/host.ts'
import type { Store } from '../preferences/store.ts'
import type { Changes } from './events/changes.ts'
import type { JobRunner } from './jobs/job-runner.ts'
import type { OpenImports } from './jobs/open-imports.ts'
import type { RunSupervisor } from './runs/run-supervisor.ts'
import type { Authenticator } from './security/authenticate.ts'
import type { EntryTokens } from './security/entry-tokens.ts'

export interface ServerContext {
  store: Store
  host: Host
  supervisor: RunSupervisor
  jobs: JobRunner
  imports: OpenImports
  changes: Changes
  entry: EntryTokens
  authenticator: Authenticator
  /** Of this server's life. */
  epoch: string
  /** ISO 8601. */
  startedAt: string
  /** Sentences that a person has to read. */
  notices: readonly string[]
}
