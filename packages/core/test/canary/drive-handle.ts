import {
  type ConnectionHandle,
  type ConnectionView,
  type Credentials,
  connect,
  openConnection,
  restoreConnection,
} from '@bank-connection/core'
import { createAbortController } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import type { InspectionEvent } from 'xstate'
import { recordFailure, recordView, type Session } from './session.ts'

/** An inspector that collects every event. */
export const safeObserver =
  ({ sinks }: Session) =>
  (event: InspectionEvent): void => {
    sinks.addLive('safe inspection', [event, event.actorRef.getSnapshot()])
  }

/** Credentials for the fields, sometimes with a field missing or unexpected. */
export const credentialsFor = ({ random, newSecret }: Session, fields: readonly (keyof Credentials)[]): Credentials => {
  const asked = random.chance(10) ? [...fields, 'userToken' as const, 'securityCode' as const] : fields
  const given = random.chance(10) ? asked.slice(1) : asked
  return Object.fromEntries(given.map((field) => [field, newSecret()]))
}

const act = (session: Session, handle: ConnectionHandle, view: ConnectionView): void => {
  const { random, sinks, newSecret } = session
  if (view._tag === 'Collecting') {
    const fields = view.fields.map(({ field }) => field)
    if (random.chance(5)) sinks.add('refusal', handle.submit({ password: [newSecret()] } as never))
    sinks.add('refusal', handle.submit(credentialsFor(session, fields)))
  }
  if (view._tag === 'Challenged' && !random.chance(10)) {
    const { length } = view.challenge.prompts
    if (random.chance(10)) sinks.add('refusal', handle.answer(Array.from({ length: length + 1 }, newSecret)))
    sinks.add('refusal', handle.answer(Array.from({ length }, newSecret)))
  }
  // Deliberately at the wrong time.
  if (random.chance(5)) sinks.add('refusal', [handle.submit({ loginId: newSecret() }), handle.answer([newSecret()])])
}

/** Maximum number of views that a session reacts to. */
const ACTS_MAX = 40

/** Drives a handle; sometimes saves and restores the connection, sometimes cancels it. */
export const driveHandle = async (session: Session): Promise<void> => {
  const { random, bank, sinks, record } = session
  const options = { inspect: safeObserver(session) }
  let acts = 0
  let handle: ConnectionHandle | null = E.getOrElseW((): null => null)(
    openConnection(bank.port, session.request as never, options),
  )
  while (handle !== null) {
    const current: ConnectionHandle = handle
    handle = null
    let isLeft = false
    const end = current.subscribe((view) => {
      recordView(session, view)
      sinks.add('saved', current.save())
      acts += 1
      if (isLeft) return
      if (acts > ACTS_MAX || random.chance(4)) {
        record(`cancelled at ${view._tag}`)
        current.cancel()
      } else if (acts < ACTS_MAX && random.chance(8)) {
        isLeft = true
        const restored = restoreConnection(bank.port, JSON.parse(JSON.stringify(current.save())), options)
        record(`${restored._tag === 'Right' ? 'restored' : 'not restored'} at ${view._tag}`)
        handle = E.getOrElseW((): null => null)(restored)
        current.cancel()
      } else act(session, current, view)
    })
    const ended = await current.ended()
    end()
    if (E.isLeft(ended)) recordFailure(session, ended.left)
    else record('connected')
    sinks.add('saved', current.save())
  }
}

/** Runs the connection with `connect`. */
export const driveConnect = async (session: Session): Promise<void> => {
  const { random, bank, sinks, newSecret, record } = session
  const source = createAbortController()
  const throws = random.below(100)
  const credentials = {
    loginId: newSecret(),
    password: newSecret(),
    securityCode: newSecret(),
    secondaryLoginId: newSecret(),
  }
  const ended = await connect(bank.port, {
    ...(session.request as { userId: string; institutionId: string }),
    credentials: random.chance(20)
      ? { userToken: newSecret() }
      : 'intent' in session.request
        ? { password: credentials.password, securityCode: newSecret(), secondaryLoginId: newSecret() }
        : credentials,
    signal: source.signal,
    inspect: { next: safeObserver(session) },
    onChallenge: async ({ prompts }) => {
      if (throws < 5) throw new Error(newSecret())
      return prompts.map(newSecret)
    },
    onProgress: (progress) => {
      sinks.add('progress', progress)
      if (random.chance(2)) source.abort()
      if (throws > 97) throw new Error(newSecret())
    },
  })()
  if (E.isLeft(ended)) recordFailure(session, ended.left)
  else record('connected')
}
