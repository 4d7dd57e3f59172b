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
import { noteFailure, noteView, type Scene } from './session.ts'

type Machine = ReturnType<typeof withPort>

/** What an inspector is shown of the machine: the same for all. */
const DEFINITION = JSON.stringify(connectionMachine.config)

/** A message as an inspector makes it of an event, with all that it would like to send. */
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

const inputOf = ({ request, bank }: Scene): ConnectionInput => {
  const { userId, intent, ...ids } = request as { readonly userId: never; readonly intent?: string }
  return { userId, at: bank.clock.now(), intent: { type: intent ?? 'create', ...ids } as never }
}

const act = (scene: Scene, actor: Actor<Machine>, snapshot: ConnectionSnapshot): void => {
  const { draw, bank, secret } = scene
  const view = viewOf(snapshot)
  const send = (event: object): void => {
    const read = readUserEvent(event, bank.clock.now())
    scene.sinks.note('refusal', E.isLeft(read) ? read.left : read.right)
    if (E.isRight(read)) actor.send(read.right)
  }
  // What no outsider may send.
  if (draw.luck(10)) send({ type: draw.pick(['jobRead', 'defect', 'xstate.done.actor.requestJob']), output: secret() })
  if (view._tag === 'Collecting') {
    const credentials = credentialsFor(
      scene,
      view.fields.map(({ field }) => field),
    )
    send({ type: 'submit', credentials })
  }
  if (view._tag === 'Challenged' && !draw.luck(10))
    send({ type: 'answer', answers: Array.from({ length: Math.max(1, view.challenge.prompts.length) }, secret) })
}

const ACTS_MAX = 40

/** Drives an actor of the machine; looks at everything that XState shows. */
export const playActor = async (scene: Scene): Promise<void> => {
  const { bank, draw, sinks, happened } = scene
  const safe = safeInspect(safeObserver(scene))
  const inspect = (event: InspectionEvent): void => {
    sinks.noteLive('raw inspection', event)
    const { definition: _, ...message } = safeSerialize(safeSerialize(messageOf(event))) as { definition?: string }
    sinks.note('serialized inspection', JSON.stringify(message))
    safe(event)
  }
  let acts = 0
  let saved: Snapshot<unknown> | undefined
  do {
    const from = saved
    saved = undefined
    const actor = createActor(withPort(bank.port), {
      input: inputOf(scene),
      inspect,
      ...(from === undefined ? {} : { snapshot: from }),
    })
    const ended = new Promise<void>((resolve) => {
      const see = (snapshot: ConnectionSnapshot): void => {
        sinks.noteLive('live snapshot', snapshot)
        sinks.note('persisted snapshot', JSON.stringify(actor.getPersistedSnapshot()))
        noteView(scene, viewOf(snapshot))
        acts += 1
        if (snapshot.status !== 'active') {
          resolve()
          return
        }
        if (acts > ACTS_MAX) actor.send(cancel)
        else if (draw.luck(8) && from === undefined) {
          saved = JSON.parse(JSON.stringify(actor.getPersistedSnapshot())) as Snapshot<unknown>
          happened('restored by XState')
          actor.stop()
          resolve()
        } else act(scene, actor, snapshot)
      }
      actor.subscribe({ next: see, error: () => resolve(), complete: resolve })
      actor.start()
      // A restored actor says nothing before it is told something.
      see(actor.getSnapshot())
    })
    await ended
    const { output } = actor.getSnapshot()
    if (output !== undefined && E.isLeft(output)) noteFailure(scene, output.left)
    if (output !== undefined && E.isRight(output)) happened('connected')
  } while (saved !== undefined)
}
