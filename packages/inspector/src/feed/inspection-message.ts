import type { InspectionObserver } from '@bank-connection/core/inspect'

/** An inspection event of XState, as a connection passes it on. */
export type InspectionEvent = Parameters<Extract<InspectionObserver, (...args: never[]) => unknown>>[0]

interface InspectedActor {
  readonly id?: string
  readonly sessionId: string
  readonly _parent?: { readonly sessionId: string }
  readonly logic?: { readonly config?: unknown }
}

/**
 * Converts an inspection event to the message that a service would send, so that both are read the same way.
 *
 * @param at - the time, in milliseconds since the Unix epoch
 */
export const inspectionMessage = (event: InspectionEvent, at: number): object => {
  const actor = event.actorRef as unknown as InspectedActor
  const { type } = event
  return {
    type,
    createdAt: String(at),
    rootId: event.rootId,
    sessionId: actor.sessionId,
    ...(type === '@xstate.actor'
      ? { name: actor.id, parentId: actor._parent?.sessionId, definition: definitionOf(actor) }
      : {}),
    ...('event' in event ? { event: event.event } : {}),
    ...('snapshot' in event ? { snapshot: event.snapshot } : {}),
    ...('sourceRef' in event
      ? { sourceId: (event.sourceRef as unknown as InspectedActor | undefined)?.sessionId }
      : {}),
  }
}

const definitionOf = ({ logic }: InspectedActor): string => {
  const config = logic?.config
  return JSON.stringify(typeof config === 'object' && config !== null && 'id' in config ? { id: config.id } : {})
}
