import type { InspectionEvent } from 'xstate'
import { connectionMachine } from '../machine/machine.ts'
import { actorNames, chart } from './chart.ts'
import { safeAction, safeEvent, safeSessionId, safeSnapshot } from './safe-snapshot.ts'

/** What XState accepts as `inspect`: a function, or an observer such as `createBrowserInspector().inspect`. */
export type InspectionObserver =
  | ((event: InspectionEvent) => void)
  | {
      /** Receives each event; if absent, none. */
      readonly next?: ((event: InspectionEvent) => void) | undefined
    }

/** The members of an actor that are read. */
interface Actor {
  readonly id?: string
  readonly sessionId?: string
  readonly logic?: { readonly config?: unknown }
  readonly _parent?: Actor
  readonly getSnapshot: () => unknown
}

/** A stand-in for an actor: it has its identity and snapshot, accepts no event, and leads to no other actor. */
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

/** An actor under construction has no snapshot yet, and some builds of XState throw when it is read. */
const snapshotOf = (actor: Actor) => {
  try {
    return safeSnapshot(actor.getSnapshot())
  } catch {
    return safeSnapshot(null)
  }
}

/**
 * Reduces an inspection event of XState to what may be shown: names of events and actions, states, and the members of
 * the context without secrets and server texts. No input, output or error of an actor, and no actor that accepts
 * events. `null` for unknown kinds of events. Total.
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
 * Wraps an inspector so that it receives only what `safeInspection` passes. What it throws is dropped: a connection
 * doesn't depend on being inspected.
 *
 * @example
 * createActor(withPort(port), { input, inspect: safeInspect(inspector.inspect) })
 */
export const safeInspect = (observer: InspectionObserver): ((event: InspectionEvent) => void) => {
  const send = typeof observer === 'function' ? observer : (event: InspectionEvent): unknown => observer.next?.(event)
  return (event) => {
    try {
      const safe = safeInspection(event)
      // A function that returns a promise fits the type as well: its rejection is dropped, too.
      if (safe !== null) Promise.resolve<unknown>(send(safe)).catch(() => undefined)
    } catch {
      // See above.
    }
  }
}
