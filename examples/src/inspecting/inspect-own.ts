import type { BankPort } from '@bank-connection/core'
import { safeInspect, safeSerialize } from '@bank-connection/core/inspect'
import { type ConnectionInput, withPort } from '@bank-connection/core/machine'
import { createWebSocketInspector } from '@statelyai/inspect'
import { createActor } from 'xstate'

/** An actor of your own is not told by a handle what it may show: say it where it is made. */
export const createInspectedActor = (port: BankPort, input: ConnectionInput, url: string) => {
  const inspector = createWebSocketInspector({ url })
  const actor = createActor(withPort(port), { input, inspect: safeInspect(inspector.inspect) })
  return { actor, inspector }
}

/** An inspector for all machines of a service: of those that are no connections it is told the names of states at most. */
export const createSafeInspector = (url: string) => createWebSocketInspector({ url, serialize: safeSerialize })
