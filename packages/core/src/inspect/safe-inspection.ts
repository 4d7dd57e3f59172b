import type { InspectionEvent } from 'xstate'
import { connectionMachine } from '../machine/machine.ts'
import { actorNames, chart } from './chart.ts'
import { safeAction, safeEvent, safeSessionId, safeSnapshot } from './safe-snapshot.ts'

/** What XState takes as `inspect`: a function, or an observer such as `createBrowserInspector().inspect`. */
export type InspectionObserver =
  | ((event: InspectionEvent) => void)
  | {
      /** Told of each event; absent: of none. */
      readonly next?: ((event: InspectionEvent) => void) | undefined
    }

/** What is read of an actor. */
interface Actor {
  readonly id?: string
  readonly sessionId?: string
  readonly logic?: { readonly config?: unknown }
  readonly _parent?: Actor
  readonly getSnapshot: () => unknown
}

/** Stands in for an actor: it says who it is and where it is, takes no event, and leads to no other. */
const standInOf = (actor: Actor): InspectionEvent['actorRef'] => {
  const sessionId = safeSessionId(actor.sessionId)
  const standIn = {
    id: actorNames.has(actor.id ?? '') ? actor.id : sessionId,
    sessionId,
    ...(actor._parent === undefined ? {} : { _parent: { sessionId: safeSessionId(actor._parent.sessionId) } }),
    ...(actor.logic?.config === connectionMachine.config ? { logic: { config: chart } } : {}),
    send: () => undefined,
    getSnapshot: () => snapshotOf(actor),
  }
  return standIn as unknown as InspectionEvent['actorRef']
}

/** An actor that is being made has none yet, and some builds of XState throw when they are asked. */
const snapshotOf = (actor: Actor) => {
  try {
    return safeSnapshot(actor.getSnapshot())
  } catch {
    return safeSnapshot(null)
  }
}

/**
 * What may be known of an inspection event of XState: names of events and actions, states, the members of the context
 * that hold no secret and no text of the server's. Nothing that an actor was given, gave or threw; no actor that could be
 * sent to. `null` for kinds of events that are not known. Total.
 */
export const safeInspection = (event: InspectionEvent): InspectionEvent | null => {
  const { type } = event
  switch (type) {
    case '@xstate.actor':
      return { type, ...whereOf(event) }
    case '@xstate.event': {
      const { sourceRef } = event
      const source = sourceRef === undefined ? undefined : standInOf(sourceRef as unknown as Actor)
      return { type, ...whereOf(event), event: safeEvent(event.event), sourceRef: source }
    }
    case '@xstate.action':
      return { type, ...whereOf(event), action: safeAction(event.action) }
    case '@xstate.snapshot':
    case '@xstate.transition':
      return { type, ...whereOf(event), ...whatOf(event) }
    case '@xstate.microstep':
      return { type, ...whereOf(event), ...whatOf(event), _transitions: [] }
    default:
      return null
  }
}

const whereOf = ({ rootId, actorRef }: InspectionEvent) => ({
  rootId: safeSessionId(rootId),
  actorRef: standInOf(actorRef as unknown as Actor),
})

type Stepped = Extract<InspectionEvent, { readonly snapshot: unknown }>

const whatOf = ({ event, snapshot }: Stepped) => ({
  event: safeEvent(event),
  snapshot: safeSnapshot(snapshot) as unknown as Stepped['snapshot'],
})

/**
 * An inspector that is told only what `safeInspection` lets through. What it throws is dropped: a connection does not
 * depend on being watched.
 *
 * @example
 * createActor(withPort(port), { input, inspect: safeInspect(inspector.inspect) })
 */
export const safeInspect = (observer: InspectionObserver): ((event: InspectionEvent) => void) => {
  const tell = typeof observer === 'function' ? observer : (event: InspectionEvent): unknown => observer.next?.(event)
  return (event) => {
    try {
      const safe = safeInspection(event)
      // A function that returns a promise fits the type as well: its rejection is dropped likewise.
      if (safe !== null) Promise.resolve<unknown>(tell(safe)).catch(() => undefined)
    } catch {
      // See above.
    }
  }
}
