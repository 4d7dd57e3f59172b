import type { BankPort } from '@bank-connection/core'
import { safeInspect, safeSerialize } from '@bank-connection/core/inspect'
import { type ConnectionInput, withPort } from '@bank-connection/core/machine'
import { createWebSocketInspector } from '@statelyai/inspect'
import { createActor } from 'xstate'

/** Creates an actor of your own, whose inspection is only safe if you wrap the observer. */
export const createInspectedActor = (port: BankPort, input: ConnectionInput, url: string) => {
  const inspector = createWebSocketInspector({ url })
  const actor = createActor(withPort(port), { input, inspect: safeInspect(inspector.inspect) })
  return { actor, inspector }
}

/** An inspector for all machines of a service. Of other machines it receives at most the names of states. */
export const createSafeInspector = (url: string) => createWebSocketInspector({ url, serialize: safeSerialize })
