import { adviceFor, type ConnectionFailure, type ConnectionView, explain } from '@bank-connection/core'
import type { HostileBank } from './hostile-bank.ts'
import type { Random } from './seeded-random.ts'
import type { Sinks } from './sinks.ts'

/** One connection to the hostile bank, and where its output is collected. */
export interface Session {
  readonly random: Random
  readonly bank: HostileBank
  readonly sinks: Sinks
  readonly request: object
  readonly newSecret: () => string
  readonly record: (event: string) => void
}

/** Adds every text about a failure to the sinks. */
export const recordFailure = ({ sinks, record }: Session, failure: ConnectionFailure): void => {
  record(failure._tag)
  sinks.add('failure', failure)
  sinks.addLive('failure', new Error(`${explain(failure)} ${String(failure)}`, { cause: failure }))
  sinks.add('explanation', explain(failure))
  sinks.add('advice', adviceFor(failure))
}

/** Adds a view to the sinks, with the failure that it shows as its rejection. */
export const recordView = (session: Session, view: ConnectionView): void => {
  session.sinks.add('view', view)
  if ('rejection' in view && view.rejection !== null) recordFailure(session, view.rejection)
}
