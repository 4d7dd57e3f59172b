import {
  type ConnectionHandle,
  type ConnectionId,
  type ConnectionView,
  connect,
  openConnection,
} from '@bank-connection/core'
import { createMemoryBank, type MemoryBank, type MemoryBankOptions } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { isRefreshDue } from '../../src/guides/refresh-and-update/is-refresh-due.ts'
import { onTurn } from '../../src/guides/refresh-and-update/on-turn.ts'
import { type Prompts, refreshAccount } from '../../src/guides/refresh-and-update/refresh-account.ts'

const PASSWORD = 'hooli2016'

/** A bank with one connection, whose password it accepts while `isGood` returns true. */
const connected = async (institutionId: string, options: MemoryBankOptions = {}) => {
  const bank = createMemoryBank(options)
  const made = await connect(bank.port, {
    ...{ userId: bank.userId, institutionId, credentials: { loginId: 'gavinBelson', password: PASSWORD } },
    onChallenge: async () => ['Hooli'],
  })()
  const ids = E.isRight(made) ? made.right : expect.fail('not connected')
  return { bank, ids }
}

const promptsWith = (passwords: readonly string[], answers: readonly string[] | null = ['Hooli']) => {
  const left = [...passwords]
  const asked: string[] = []
  const prompts: Prompts = {
    password: async () => {
      asked.push('password')
      return left.shift() ?? null
    },
    answers: async (prompts) => {
      asked.push(...prompts)
      return answers
    },
  }
  return { asked, prompts }
}

/** Makes the next login of the connection fail, as after a changed password. */
const forget = async (bank: MemoryBank, ids: { readonly connectionId: ConnectionId }) => {
  const { userId } = bank
  const credentials = { password: 'no-longer-good' }
  await connect(bank.port, { userId, ...ids, intent: 'update', credentials, onChallenge: async () => ['Hooli'] })()
}

describe('a refresh', () => {
  test('with valid credentials asks for nothing', async () => {
    const { bank, ids } = await connected('AU00000')
    const { asked, prompts } = promptsWith([])
    const refreshed = await refreshAccount(bank.port, ids, prompts)

    expect(refreshed).toMatchObject(E.right({ connectionId: ids.connectionId, origin: 'created' }))
    expect(asked).toStrictEqual([])
  })

  test('at a bank with a second factor asks for it again', async () => {
    const { bank, ids } = await connected('AU00002')
    const { asked, prompts } = promptsWith([])

    expect(await refreshAccount(bank.port, ids, prompts)).toMatchObject(E.right({ connectionId: ids.connectionId }))
    expect(asked).toStrictEqual(["What's your first company?"])
  })

  test('with rejected credentials asks for the password, and continues as an update', async () => {
    const { bank, ids } = await connected('AU00000')
    await forget(bank, ids)
    const { asked, prompts } = promptsWith(['mistyped', PASSWORD])

    expect(await refreshAccount(bank.port, ids, prompts)).toMatchObject(E.right({ connectionId: ids.connectionId }))
    expect(asked).toStrictEqual(['password', 'password'])
  })

  test('gives up after three rejections, so that the login is not locked', async () => {
    const { bank, ids } = await connected('AU00000')
    await forget(bank, ids)
    const { asked, prompts } = promptsWith(['mistyped', 'again', PASSWORD])

    expect(await refreshAccount(bank.port, ids, prompts)).toMatchObject(E.left({ code: 'invalid-credentials' }))
    expect(asked).toHaveLength(2)
  })

  test('stops when the user gives no password or no answer', async () => {
    const { bank, ids } = await connected('AU00002')
    expect(await refreshAccount(bank.port, ids, promptsWith([], null).prompts)).toMatchObject(
      E.left({ _tag: 'Cancelled' }),
    )
    await bank.advance(600_000)
    await forget(bank, ids)

    expect(await refreshAccount(bank.port, ids, promptsWith([]).prompts)).toMatchObject(E.left({ _tag: 'Cancelled' }))
  })

  test('while another one runs returns its job', async () => {
    const { bank, ids } = await connected('AU00000')
    const request = { ...ids, intent: 'refresh' } as const
    const both = await Promise.all([connect(bank.port, request)(), connect(bank.port, request)()])
    const ends = both.map((end) => (E.isRight(end) ? end.right : expect.fail('not refreshed')))

    expect(ends.map(({ origin }) => origin)).toStrictEqual(['created', 'alreadyRunning'])
    expect(new Set(ends.map(({ jobId }) => jobId)).size).toBe(1)
  })

  test('with connect ends at the first rejection of the credentials', async () => {
    const { bank, ids } = await connected('AU00000')
    await forget(bank, ids)
    const refreshed = await connect(bank.port, { ...ids, intent: 'refresh' })()

    expect(refreshed).toMatchObject(E.left({ _tag: 'Refused', status: 400, code: 'invalid-credentials' }))
  })
})

describe('an update', () => {
  test('rejects a login before anything is sent', async () => {
    const { bank, ids } = await connected('AU00000')
    const before = bank.served()
    const credentials = { loginId: 'gavinBelson', password: PASSWORD }
    const updated = await connect(bank.port, { ...ids, intent: 'update', credentials })()

    expect(updated).toMatchObject(E.left({ _tag: 'CredentialsIncomplete', unexpected: ['loginId'], missing: [] }))
    expect(bank.served() - before).toBeLessThanOrEqual(2)
  })

  test('of a connection with a user token is rejected, because it is not documented', async () => {
    const bank = createMemoryBank()
    const credentials = { userToken: 'token:PTln18RhwL' }
    const made = await connect(bank.port, { userId: bank.userId, institutionId: 'AU19301', credentials })()
    const { userId, connectionId } = E.isRight(made) ? made.right : expect.fail('not connected')
    const updated = await connect(bank.port, { userId, connectionId, intent: 'update', credentials })()

    expect(updated).toMatchObject(E.left({ _tag: 'AuthorizationUnsupported', intent: 'update' }))
  })
})

describe('before a refresh', () => {
  const HOUR_MS = 3_600_000

  test('a connection is fresh at first, and due when its data is older than the limit', async () => {
    const { bank, ids } = await connected('AU00000')
    expect(await isRefreshDue(bank.port, ids, HOUR_MS)()).toStrictEqual(E.right('fresh'))
    await bank.advance(HOUR_MS)

    expect(await isRefreshDue(bank.port, ids, HOUR_MS)()).toStrictEqual(E.right('refresh'))
  })

  test('detects a running job, and credentials that are known not to work', async () => {
    const { bank, ids } = await connected('AU00000')
    const running = connect(bank.port, { ...ids, intent: 'refresh' })()
    await bank.advance(1_000)
    expect(await isRefreshDue(bank.port, ids, 0)()).toStrictEqual(E.right('running'))
    await running
    await forget(bank, ids)

    expect(await isRefreshDue(bank.port, ids, 0)()).toStrictEqual(E.right('new-credentials'))
  })
})

describe('a turn', () => {
  test('is reported once per round', async () => {
    const { port, userId } = createMemoryBank({ undocumented: { wrongAnswer: 'asks-again' } })
    const opened = openConnection(port, { userId, institutionId: 'AU00002' })
    const handle = E.isRight(opened) ? opened.right : expect.fail('not opened')
    const rounds: number[] = []
    onTurn(handle, {
      collecting: () => void handle.submit({ loginId: 'gavinBelson', password: PASSWORD }),
      challenged: ({ challenge: { round } }) => {
        rounds.push(round)
        handle.answer([round === 1 ? 'wrong' : 'Hooli'])
      },
    })

    expect(E.isRight(await handle.ended())).toBe(true)
    expect(rounds).toStrictEqual([1, 2])
  })

  test('shown by several views is reported once; the same challenge after a rejected answer is a new turn', () => {
    const form = { _tag: 'Collecting', attemptsLeft: 3 }
    const challenge = { _tag: 'Challenged', challenge: { round: 1 } }
    const working = { _tag: 'Working' }
    const views = [form, form, working, challenge, { ...challenge }, working, challenge, { _tag: 'Connected' }]
    const subscribe = (listener: (view: ConnectionView) => void) => {
      for (const view of views) listener(view as ConnectionView)
      return () => undefined
    }
    const asked: string[] = []
    onTurn({ subscribe } as ConnectionHandle, {
      collecting: ({ _tag }) => void asked.push(_tag),
      challenged: ({ _tag }) => void asked.push(_tag),
    })

    expect(asked).toStrictEqual(['Collecting', 'Challenged', 'Challenged'])
  })
})
