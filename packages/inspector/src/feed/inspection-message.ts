import type { InspectionObserver } from '@bank-connection/core/inspect'

/** What XState tells an inspector, as a connection lets it through. */
export type InspectionEvent = Parameters<Extract<InspectionObserver, (...told: never[]) => unknown>>[0]

interface ShownActor {
  readonly id?: string
  readonly sessionId: string
  readonly _parent?: { readonly sessionId: string }
  readonly logic?: { readonly config?: unknown }
}

/**
 * The same as a service would send of it, so that both are read in one way.
 *
 * @param at - the time, in milliseconds since the Unix epoch
 */
export const inspectedMessage = (event: InspectionEvent, at: number): object => {
  const actor = event.actorRef as unknown as ShownActor
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
    ...('sourceRef' in event ? { sourceId: (event.sourceRef as unknown as ShownActor | undefined)?.sessionId } : {}),
  }
}

const definitionOf = ({ logic }: ShownActor): string => {
  const config = logic?.config
  return JSON.stringify(typeof config === 'object' && config !== null && 'id' in config ? { id: config.id } : {})
}
