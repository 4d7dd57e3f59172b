import { adviceFor, type ConnectionFailure, type ConnectionView, explain } from '@bank-connection/core'
import type { Draw } from './seeded-random.ts'
import type { HostileBank } from './hostile-bank.ts'
import type { Sinks } from './sinks.ts'

/** What the players of all doors need. */
export interface Scene {
  readonly draw: Draw
  readonly bank: HostileBank
  readonly sinks: Sinks
  readonly request: object
  readonly secret: () => string
  readonly happened: (what: string) => void
}

/** Notes all that can be said of a failure. */
export const noteFailure = ({ sinks, happened }: Scene, failure: ConnectionFailure): void => {
  happened(failure._tag)
  sinks.note('failure', failure)
  sinks.noteLive('failure', new Error(`${explain(failure)} ${String(failure)}`, { cause: failure }))
  sinks.note('explanation', explain(failure))
  sinks.note('advice', adviceFor(failure))
}

/** Notes a view. What it is rejected for is a failure too. */
export const noteView = (scene: Scene, view: ConnectionView): void => {
  scene.sinks.note('view', view)
  if ('rejection' in view && view.rejection !== null) noteFailure(scene, view.rejection)
}
