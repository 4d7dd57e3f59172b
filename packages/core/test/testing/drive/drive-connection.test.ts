import type { BankPort } from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import { checkTrace, driveConnection, helpfulPerson, type Knowledge, type Person } from '@bank-connection/core/testing'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { createLoginBank } from '../login-bank.ts'

const right = {
  loginId: 'jared~canary',
  password: 'right',
  secondaryLoginId: 'second~canary',
  securityCode: 'code~canary',
  userToken: 'token~canary',
}
const knowledge: Knowledge = { right, wrong: { ...right, password: 'wrong~canary' }, answersTo: () => ['1234'] }
const REQUEST = { userId: 'user-1', institutionId: 'AU00002' }

const drive = async (person: Partial<Person>, request: object = REQUEST, port: BankPort = createLoginBank().port) => {
  const driven = await driveConnection({
    port,
    request: request as typeof REQUEST,
    person: { ...helpfulPerson, ...person },
    knowledge,
    patienceMs: 86_400_000,
  })
  if (E.isLeft(driven)) throw new Error(driven.left.fields.join())
  return driven.right
}

const typesIn = ({ trace }: Awaited<ReturnType<typeof drive>>): readonly string[] => trace.map(({ type }) => type)

const endOf = ({ end }: Awaited<ReturnType<typeof drive>>): string => (E.isRight(end) ? 'Connected' : end.left._tag)

describe('a driven connection', () => {
  test('connects when the user cooperates', async () => {
    const driven = await drive({})
    expect([endOf(driven), driven.stoppedAt, checkTrace(driven.trace)]).toStrictEqual([
      'Connected',
      null,
      E.right('holds'),
    ])
  })

  test('records user input and whether it was accepted', async () => {
    const driven = await drive({
      submits: [
        { what: 'incomplete', afterMs: 10 },
        { what: 'too-much', afterMs: 10 },
        { what: 'wrong', afterMs: 10 },
      ],
      answers: [
        { what: 'short', afterMs: 10 },
        { what: 'blank', afterMs: 10 },
      ],
    })
    const acts = driven.trace.flatMap((event) => (event.type === 'acted' ? [[event.act, event.taken._tag]] : []))
    expect(acts.filter(([act]) => act === 'submit')).toStrictEqual([
      ['submit', 'Left'],
      ['submit', 'Left'],
      ['submit', 'Right'],
      ['submit', 'Right'],
    ])
    expect(acts.filter(([act]) => act === 'answer')[0]).toStrictEqual(['answer', 'Left'])
  })

  test('holds no secret in its trace', async () => {
    const driven = await drive({ submits: [{ what: 'wrong', afterMs: 0 }], answers: [{ what: 'twice', afterMs: 0 }] })
    expect(JSON.stringify(driven.trace)).not.toContain('~canary')
    expect(JSON.stringify(driven.trace)).not.toContain('1234')
  })

  test.each(['by-hand', 'in-a-store'] as const)('kept %s, continues after crashes', async (keeps) => {
    for (const turns of [0, 1, 3, 12])
      for (let afterEvents = 2; afterEvents < 30; afterEvents++) {
        const driven = await drive({ keeps, crashes: [{ afterEvents, turns, downMs: 500 }] })
        expect([afterEvents, turns, endOf(driven), checkTrace(driven.trace)]).toStrictEqual([
          afterEvents,
          turns,
          'Connected',
          E.right('holds'),
        ])
      }
  })

  test('starts again after a crash before the first save', async () => {
    const driven = await drive({ crashes: [{ afterEvents: 1, turns: 1, downMs: 500 }] })
    expect(typesIn(driven).filter((type) => ['began', 'crashed', 'restored'].includes(type))).toStrictEqual([
      'began',
      'crashed',
      'began',
    ])
    expect(endOf(driven)).toBe('Connected')
  })

  test('ends when the user cancels, even while no process runs', async () => {
    const crashes = [{ afterEvents: 8, turns: 0, downMs: 60_000 }]
    expect(endOf(await drive({ cancelAfterMs: 2_500 }))).toBe('Cancelled')
    const crashed = await drive({ cancelAfterMs: 2_500, crashes })
    expect([endOf(crashed), crashed.stoppedAt]).toStrictEqual(['Cancelled', null])
  })

  test('ends when it waits for a user who does nothing', async () => {
    const driven = await drive({ submits: [{ what: 'nothing', afterMs: 0 }] })
    expect([endOf(driven), driven.stoppedAt]).toStrictEqual(['Cancelled', 'Collecting'])
    expect(driven.trace.at(-1)?.at).toBe((driven.trace[0]?.at ?? 0) + 86_400_000)
  })

  test('leaves no sleeper on the clock of its port', async () => {
    const { port } = createLoginBank()
    let waiting = 0
    const sleep: BankPort['clock']['sleep'] = async (ms, signal) => {
      waiting += 1
      await port.clock.sleep(ms, signal)
      waiting -= 1
    }
    await drive({ crashes: [{ afterEvents: 12, turns: 1, downMs: 500 }] }, REQUEST, {
      ...port,
      clock: { ...port.clock, sleep },
    })
    for (let turn = 0; turn < 50; turn++) await undefined
    expect(waiting).toBe(0)
    await port.clock.sleep(1, neverAborted)
  })

  test('rejects an invalid request and names the field', async () => {
    await expect(drive({}, { userId: 'user-1' })).rejects.toThrow('institutionId')
  })
})
