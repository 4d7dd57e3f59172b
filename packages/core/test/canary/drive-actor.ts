import { safeInspect, safeSerialize } from '@bank-connection/core/inspect'
import {
  type ConnectionInput,
  type ConnectionSnapshot,
  cancel,
  connectionMachine,
  readUserEvent,
  viewOf,
  withPort,
} from '@bank-connection/core/machine'
import { either as E } from 'fp-ts'
import { type Actor, createActor, type InspectionEvent, type Snapshot } from 'xstate'
import { credentialsFor, safeObserver } from './drive-handle.ts'
import { recordFailure, recordView, type Session } from './session.ts'

type Machine = ReturnType<typeof withPort>

/** The machine's definition, as an inspector gets it. */
const DEFINITION = JSON.stringify(connectionMachine.config)

/** The message that an inspector would build from an event. */
const messageOf = (event: InspectionEvent): object => {
  const { actorRef, rootId, type } = event
  const { sessionId, logic } = actorRef as unknown as { sessionId: string; logic?: { config?: object } }
  const snapshot = 'snapshot' in event ? event.snapshot : null
  const definition = logic?.config === undefined ? '{}' : DEFINITION
  const rest = {
    _version: '0.7.2',
    createdAt: '1767564000000',
    id: null,
    name: sessionId,
    definition,
    parentId: rootId,
  }
  return { ...rest, type, sessionId, rootId, snapshot, event: 'event' in event ? event.event : { type: '' } }
}

const inputOf = ({ request, bank }: Session): ConnectionInput => {
  const { userId, intent, ...ids } = request as { readonly userId: never; readonly intent?: string }
  return { userId, at: bank.clock.now(), intent: { type: intent ?? 'create', ...ids } as never }
}

const act = (session: Session, actor: Actor<Machine>, snapshot: ConnectionSnapshot): void => {
  const { random, bank, newSecret } = session
  const view = viewOf(snapshot)
  const send = (event: object): void => {
    const read = readUserEvent(event, bank.clock.now())
    session.sinks.add('refusal', E.isLeft(read) ? read.left : read.right)
    if (E.isRight(read)) actor.send(read.right)
  }
  // Internal events, which must be rejected.
  if (random.chance(10))
    send({ type: random.pick(['jobRead', 'defect', 'xstate.done.actor.requestJob']), output: newSecret() })
  if (view._tag === 'Collecting') {
    const credentials = credentialsFor(
      session,
      view.fields.map(({ field }) => field),
    )
    send({ type: 'submit', credentials })
  }
  if (view._tag === 'Challenged' && !random.chance(10))
    send({ type: 'answer', answers: Array.from({ length: Math.max(1, view.challenge.prompts.length) }, newSecret) })
}

const ACTS_MAX = 40

/** Drives an actor of the machine and collects everything that XState exposes. */
export const driveActor = async (session: Session): Promise<void> => {
  const { bank, random, sinks, record } = session
  const safe = safeInspect(safeObserver(session))
  const inspect = (event: InspectionEvent): void => {
    sinks.addLive('raw inspection', event)
    const { definition: _, ...message } = safeSerialize(safeSerialize(messageOf(event))) as { definition?: string }
    sinks.add('serialized inspection', JSON.stringify(message))
    safe(event)
  }
  let acts = 0
  let saved: Snapshot<unknown> | undefined
  do {
    const from = saved
    saved = undefined
    const actor = createActor(withPort(bank.port), {
      input: inputOf(session),
      inspect,
      ...(from === undefined ? {} : { snapshot: from }),
    })
    const ended = new Promise<void>((resolve) => {
      const see = (snapshot: ConnectionSnapshot): void => {
        sinks.addLive('live snapshot', snapshot)
        sinks.add('persisted snapshot', JSON.stringify(actor.getPersistedSnapshot()))
        recordView(session, viewOf(snapshot))
        acts += 1
        if (snapshot.status !== 'active') {
          resolve()
          return
        }
        if (acts > ACTS_MAX) actor.send(cancel)
        else if (random.chance(8) && from === undefined) {
          saved = JSON.parse(JSON.stringify(actor.getPersistedSnapshot())) as Snapshot<unknown>
          record('restored by XState')
          actor.stop()
          resolve()
        } else act(session, actor, snapshot)
      }
      actor.subscribe({ next: see, error: () => resolve(), complete: resolve })
      actor.start()
      // A restored actor emits nothing until it gets an event.
      see(actor.getSnapshot())
    })
    await ended
    const { output } = actor.getSnapshot()
    if (output !== undefined && E.isLeft(output)) recordFailure(session, output.left)
    if (output !== undefined && E.isRight(output)) record('connected')
  } while (saved !== undefined)
}
