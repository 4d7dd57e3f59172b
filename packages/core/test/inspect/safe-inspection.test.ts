import { openConnection } from '@bank-connection/core'
import { safeInspect, safeInspection } from '@bank-connection/core/inspect'
import { answer, connectionMachine, submit, withPort } from '@bank-connection/core/machine'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createActor, createMachine, type InspectionEvent } from 'xstate'
import { bankOf } from '../connect/scripted-bank.ts'
import { asking, done, verifying } from '../scripted-port.ts'

const SECRET = 'canary-5e64fa5c'
const credentials = { loginId: 'jared', password: SECRET }

/** Runs a connection to its end and records what its inspector receives. */
const watch = async (inspect: (event: InspectionEvent) => void) => {
  const bank = bankOf([verifying, asking, done])
  const opened = openConnection(bank.port, { userId: 'user-1', institutionId: 'AU00002' }, { inspect })
  if (E.isLeft(opened)) throw new Error(opened.left._tag)
  const handle = opened.right
  handle.subscribe((view) => {
    if (view._tag === 'Collecting') handle.submit(credentials)
    if (view._tag === 'Challenged') handle.answer([SECRET])
  })
  return { bank, handle, ended: await handle.ended() }
}

const told = async () => {
  const events: InspectionEvent[] = []
  await watch((event) => void events.push(event))
  return events
}

describe('an inspector of a connection', () => {
  test('receives its states in order, with the names of the events', async () => {
    const steps = (await told()).flatMap((event) =>
      event.type === '@xstate.snapshot' && 'value' in event.snapshot ? [[event.event.type, event.snapshot.value]] : [],
    )
    const states = steps.map(([, value]) => JSON.stringify(value)).filter((value, i, all) => value !== all[i - 1])
    expect(states).toStrictEqual([
      '{"preparing":"asking"}',
      '"collecting"',
      '"creating"',
      '{"following":"verifying"}',
      '{"following":"challenged"}',
      '{"following":"answering"}',
      '{"following":"verifyingAnswer"}',
      '"connected"',
    ])
    expect(new Set(steps.map(([type]) => type))).toStrictEqual(
      new Set([
        'xstate.init',
        'xstate.done.actor.findInstitution',
        'submit',
        'xstate.done.actor.requestJob',
        'jobRead',
        'answer',
        'xstate.done.actor.answerMfa',
      ]),
    )
  })

  test('receives no unlisted name, whatever a connection does', async () => {
    expect(JSON.stringify(await told())).not.toContain('unlisted')
  })

  test('receives no inputs, outputs or actors', async () => {
    const events = await told()
    const names = new Set(events.flatMap((event) => ('snapshot' in event ? Object.keys(event.snapshot) : [])))
    expect([...names].sort()).toStrictEqual(['context', 'status', 'value'])
    expect(new Set(events.flatMap((event) => ('event' in event ? Object.keys(event.event) : [])))).toStrictEqual(
      new Set(['type']),
    )
    const actors = new Set(events.map(({ actorRef }) => (actorRef as unknown as { id: string }).id))
    expect([...actors].map((name) => name.replace(/\d+/, '0')).sort()).toStrictEqual([
      'alarm',
      'answerMfa',
      'findInstitution',
      'requestJob',
      'watchJob',
      'x:0',
    ])
  })

  test('cannot send to it', async () => {
    const senders: InspectionEvent['actorRef'][] = []
    const { ended, bank } = await watch((event) => {
      if (senders.length >= 100) return
      senders.push(event.actorRef)
      event.actorRef.send({ type: 'cancel' })
      event.actorRef.send({ type: 'defect', operation: 'none' })
    })
    expect(senders.length).toBeGreaterThan(20)
    expect(ended._tag).toBe('Right')
    expect(bank.asked.filter(({ call }) => call === 'createConnection')).toHaveLength(1)
  })

  test('that throws has no effect', async () => {
    const { ended } = await watch(() => {
      throw new Error('a bug of the inspector')
    })
    expect(ended._tag).toBe('Right')
  })

  test('that rejects has no effect, and causes no unhandled rejection', async () => {
    const rejected: unknown[] = []
    const note = (reason: unknown): void => void rejected.push(reason)
    process.on('unhandledRejection', note)
    const { ended } = await watch(async () => {
      throw new Error('a bug of the inspector')
    })
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', note)
    expect([ended._tag, rejected]).toStrictEqual(['Right', []])
  })

  test('may be an observer, even without a next method', async () => {
    const types: string[] = []
    const bank = bankOf([done])
    const request = { userId: 'user-1', institutionId: 'AU00002' }
    openConnection(bank.port, request, { inspect: { next: ({ type }) => void types.push(type) } })
    expect(E.isRight(openConnection(bank.port, request, { inspect: {} }))).toBe(true)
    expect(types).toContain('@xstate.snapshot')
  })
})

describe('what passes', () => {
  const raw = async () => {
    const events: InspectionEvent[] = []
    const bank = bankOf([verifying, asking, done])
    const input = { userId: 'user-1', at: 0, intent: { type: 'create', institutionId: 'AU00002' } } as never
    const actor = createActor(withPort(bank.port), { input, inspect: (event) => void events.push(event) })
    actor.subscribe((snapshot) => {
      if (snapshot.matches('collecting')) actor.send(submit(credentials, 0))
      if (snapshot.matches({ following: 'challenged' })) actor.send(answer([SECRET], 0))
    })
    actor.start()
    await new Promise<void>((resolve) => actor.subscribe({ complete: resolve }))
    return events
  }

  test('has a known kind: an event of an unknown kind is dropped', async () => {
    const [first] = await raw()
    expect(safeInspection({ ...first, type: '@xstate.novel', password: SECRET } as never)).toBeNull()
  })

  test('of an event, an action and a microstep is its name', async () => {
    const events = (await raw()).map(safeInspection)
    const actions = events.flatMap((event) => (event?.type === '@xstate.action' ? [event.action] : []))
    expect(actions).toContainEqual({ type: 'xstate.sendTo', params: undefined })
    const microsteps = events.filter((event) => event?.type === '@xstate.microstep')
    expect(microsteps.length).toBeGreaterThan(5)
    expect(microsteps.filter((event) => event?._transitions.length !== 0)).toStrictEqual([])
  })

  test('of another machine is only its existence', () => {
    const events: (InspectionEvent | null)[] = []
    const machine = createMachine({ id: SECRET, initial: 'here', context: { steps: [SECRET] }, states: { here: {} } })
    const inspect = safeInspect((event) => void events.push(event))
    const actor = createActor(machine, { inspect, id: SECRET }).start()
    actor.send({ type: SECRET })
    const snapshots = events.flatMap((event) => (event !== null && 'snapshot' in event ? [event.snapshot] : []))
    expect(new Set(snapshots.map((snapshot) => JSON.stringify(snapshot)))).toStrictEqual(
      new Set(['{"status":"active"}']),
    )
    expect(JSON.stringify(events)).not.toContain(SECRET)
  })

  test('of the chart is names and descriptions, without functions', async () => {
    const root = (await raw()).map(safeInspection).find((event) => event?.type === '@xstate.actor')
    const actor = root?.actorRef as unknown as { logic: { config: { states: object } } } | undefined
    const config = actor?.logic.config ?? { states: {} }
    expect(Object.keys(config.states)).toStrictEqual(Object.keys(connectionMachine.config.states ?? {}))
    expect(JSON.parse(JSON.stringify(config))).toStrictEqual(config)
    expect(JSON.stringify(config)).toContain('"target":"#connection.failed"')
  })
})
