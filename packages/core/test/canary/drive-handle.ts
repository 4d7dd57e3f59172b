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
import { noteFailure, noteView, type Scene } from './session.ts'

/** What an inspector does with what it is told. */
export const safeObserver =
  ({ sinks }: Scene) =>
  (event: InspectionEvent): void => {
    sinks.noteLive('safe inspection', [event, event.actorRef.getSnapshot()])
  }

/** A form that is filled in, now and then with a field too few or too many. */
export const credentialsFor = ({ draw, secret }: Scene, fields: readonly (keyof Credentials)[]): Credentials => {
  const asked = draw.luck(10) ? [...fields, 'userToken' as const, 'securityCode' as const] : fields
  const given = draw.luck(10) ? asked.slice(1) : asked
  return Object.fromEntries(given.map((field) => [field, secret()]))
}

const act = (scene: Scene, handle: ConnectionHandle, view: ConnectionView): void => {
  const { draw, sinks, secret } = scene
  if (view._tag === 'Collecting') {
    const fields = view.fields.map(({ field }) => field)
    if (draw.luck(5)) sinks.note('refusal', handle.submit({ password: [secret()] } as never))
    sinks.note('refusal', handle.submit(credentialsFor(scene, fields)))
  }
  if (view._tag === 'Challenged' && !draw.luck(10)) {
    const { length } = view.challenge.prompts
    if (draw.luck(10)) sinks.note('refusal', handle.answer(Array.from({ length: length + 1 }, secret)))
    sinks.note('refusal', handle.answer(Array.from({ length }, secret)))
  }
  // Asked for at the wrong time, on purpose.
  if (draw.luck(5)) sinks.note('refusal', [handle.submit({ loginId: secret() }), handle.answer([secret()])])
}

/** Most things that a user does in one story. */
const ACTS_MAX = 40

/** Drives a handle; saves and restores the connection now and then; stops it now and then. */
export const playHandle = async (scene: Scene): Promise<void> => {
  const { draw, bank, sinks, happened } = scene
  const options = { inspect: safeObserver(scene) }
  let acts = 0
  let handle: ConnectionHandle | null = E.getOrElseW((): null => null)(
    openConnection(bank.port, scene.request as never, options),
  )
  while (handle !== null) {
    const current: ConnectionHandle = handle
    handle = null
    let isLeft = false
    const end = current.subscribe((view) => {
      noteView(scene, view)
      sinks.note('saved', current.save())
      acts += 1
      if (isLeft) return
      if (acts > ACTS_MAX || draw.luck(4)) {
        happened(`cancelled at ${view._tag}`)
        current.cancel()
      } else if (acts < ACTS_MAX && draw.luck(8)) {
        isLeft = true
        const restored = restoreConnection(bank.port, JSON.parse(JSON.stringify(current.save())), options)
        happened(`${restored._tag === 'Right' ? 'restored' : 'not restored'} at ${view._tag}`)
        handle = E.getOrElseW((): null => null)(restored)
        current.cancel()
      } else act(scene, current, view)
    })
    const ended = await current.ended()
    end()
    if (E.isLeft(ended)) noteFailure(scene, ended.left)
    else happened('connected')
    sinks.note('saved', current.save())
  }
}

/** Lets `connect` play the user. */
export const playConnect = async (scene: Scene): Promise<void> => {
  const { draw, bank, sinks, secret, happened } = scene
  const source = createAbortController()
  const throws = draw.below(100)
  const credentials = { loginId: secret(), password: secret(), securityCode: secret(), secondaryLoginId: secret() }
  const ended = await connect(bank.port, {
    ...(scene.request as { userId: string; institutionId: string }),
    credentials: draw.luck(20)
      ? { userToken: secret() }
      : 'intent' in scene.request
        ? { password: credentials.password, securityCode: secret(), secondaryLoginId: secret() }
        : credentials,
    signal: source.signal,
    inspect: { next: safeObserver(scene) },
    onChallenge: async ({ prompts }) => {
      if (throws < 5) throw new Error(secret())
      return prompts.map(secret)
    },
    onProgress: (progress) => {
      sinks.note('progress', progress)
      if (draw.luck(2)) source.abort()
      if (throws > 97) throw new Error(secret())
    },
  })()
  if (E.isLeft(ended)) noteFailure(scene, ended.left)
  else happened('connected')
}
