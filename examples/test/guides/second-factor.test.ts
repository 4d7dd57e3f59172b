import {
  type ChallengedView,
  type ConnectionView,
  connect,
  InstitutionId,
  type Limits,
  openConnection,
} from '@bank-connection/core'
import { createMemoryBank, type MemoryBankOptions } from '@bank-connection/memory-adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { askInTerminal } from '../../src/guides/second-factor/ask-in-terminal.ts'
import { answersFrom, challengeForm } from '../../src/guides/second-factor/challenge-form.ts'
import { expectationsOf } from '../../src/guides/second-factor/expectations.ts'

const idOf = <A>(decoded: E.Either<unknown, A>): A => E.getOrElseW(() => expect.fail('no id'))(decoded)
const credentials = { loginId: 'gavinBelson', password: 'hooli2016' }

const connecting = (
  ask: (question: string, signal: AbortSignal) => Promise<string>,
  options: MemoryBankOptions = {},
  login: { readonly loginId: string; readonly password: string } = credentials,
  limits: Partial<Limits> = {},
) => {
  const { port, userId, clock } = createMemoryBank(options)
  const onChallenge = askInTerminal(ask, clock)
  return connect(port, { userId, institutionId: 'AU00002', credentials: login, onChallenge, limits })()
}

describe('what to expect of a bank', () => {
  test.each([
    ['AU00000', { fields: ['loginId', 'password'], secondFactor: 'never' }],
    ['AU00002', { fields: ['loginId', 'password'], secondFactor: 'always' }],
    ['AU00003', { fields: ['loginId', 'password'], secondFactor: 'sometimes' }],
    ['AU19301', { fields: ['userToken'], secondFactor: 'never' }],
  ])('%s: %o', async (id, wanted) => {
    const { port } = createMemoryBank()

    expect(await expectationsOf(port, idOf(InstitutionId.decode(id)))()).toMatchObject(E.right(wanted))
  })

  test('a bank with an unknown authorization requires nothing, because it cannot be connected', async () => {
    const faulty = createMemoryBank({ faults: [{ fault: 'distorted', change: 'authorization-unknown' }] })

    expect(await expectationsOf(faulty.port, idOf(InstitutionId.decode('AU00000')))()).toMatchObject(
      E.right({ fields: null, secondFactor: 'never' }),
    )
  })
})

describe('at a terminal', () => {
  test('asks each prompt in turn, and sends the answers in that order', async () => {
    const asked: string[] = []
    const known: Readonly<Record<string, string>> = { company: 'Basiq', institution: 'AU00000' }
    const ask = async (question: string) => {
      asked.push(question)
      return Object.entries(known).find(([word]) => question.includes(word))?.[1] ?? ''
    }
    const connected = await connecting(ask, {}, { loginId: 'Whistler', password: 'ShowBox' })

    expect(asked).toStrictEqual(["What's your favourite company? ", "What's the ID of this institution? "])
    expect(E.isRight(connected)).toBe(true)
  })

  test('withdraws an unanswered question when the challenge expires', async () => {
    let takenBack: (signal: AbortSignal) => void = () => undefined
    const question = new Promise<AbortSignal>((resolve) => (takenBack = resolve))
    const ask = (_: string, signal: AbortSignal) =>
      new Promise<string>((_resolve, reject) =>
        signal.addEventListener('abort', () => {
          takenBack(signal)
          reject(signal.reason)
        }),
      )

    expect(await connecting(ask)).toMatchObject(E.left({ _tag: 'ChallengeExpired' }))
    expect((await question).aborted).toBe(true)
  })

  test('a challenge without a prompt is a confirmation', async () => {
    const { clock } = createMemoryBank()
    const challenge = { method: 'token', description: 'Approve', prompts: [], since: clock.now(), round: 1 } as const
    const asked: string[] = []
    const ask = async (question: string) => {
      asked.push(question)
      return ''
    }
    const answers = await askInTerminal(ask, clock)({ ...challenge, expiresAt: clock.now() + 60_000 })

    expect([answers, asked]).toStrictEqual([['confirmed'], ['Approve, then press Enter. ']])
  })
})

describe('what goes wrong', () => {
  test('without onChallenge, a bank that always asks does not receive the credentials', async () => {
    const bank = createMemoryBank()
    const connected = await connect(bank.port, { userId: bank.userId, institutionId: 'AU00002', credentials })()

    expect(connected).toMatchObject(E.left({ _tag: 'InputInvalid', fields: ['onChallenge'] }))
    expect(Object.keys(bank.world().jobs)).toStrictEqual([])
  })

  test('without onChallenge, a bank that asks sometimes ends the connection when it asks', async () => {
    const { port, userId } = createMemoryBank()
    const login = { loginId: 'asks_1', password: 'any' }
    const connected = await connect(port, { userId, institutionId: 'AU00000', credentials: login })()

    expect(connected).toMatchObject(E.left({ _tag: 'ChallengeUnanswered' }))
  })

  test.each([
    ['fails', { _tag: 'StepFailed', step: 'mfa-challenge' }, 1],
    ['asks-again', { _tag: 'StepFailed', step: 'mfa-challenge' }, 3],
    ['refused', { _tag: 'AnswersRefused', attempts: 5 }, 5],
  ] as const)('where a wrong answer %s, it ends as %o after %i', async (wrongAnswer, failure, times) => {
    let asked = 0
    const ask = async () => {
      asked += 1
      return 'wrong'
    }

    expect(await connecting(ask, { undocumented: { wrongAnswer } })).toMatchObject(E.left(failure))
    expect(asked).toBe(times)
  })

  test('an unexpected challenge is asked all the same, and reported as an anomaly', async () => {
    const { port, userId } = createMemoryBank()
    const login = { loginId: 'asks_1', password: 'any' }
    const onChallenge = async () => ['1234']
    const connected = await connect(port, { userId, institutionId: 'AU00000', credentials: login, onChallenge })()

    expect(connected).toMatchObject(E.right({ anomalies: ['challenge-unexpected'] }))
  })

  test.each([
    ['throws', () => Promise.reject(new Error('canary-51aa')), { _tag: 'Defect', operation: 'onChallenge' }],
    ['gives too many answers', async () => ['Hooli', 'Hooli'], { _tag: 'InputInvalid', fields: ['answers'] }],
    ['gives an empty answer', async () => [''], { _tag: 'InputInvalid', fields: ['answers'] }],
  ])('an onChallenge that %s ends the connection', async (_, onChallenge, failure) => {
    const { port, userId } = createMemoryBank()
    const connected = await connect(port, { userId, institutionId: 'AU00002', credentials, onChallenge })()

    expect(connected).toMatchObject(E.left(failure))
    expect(JSON.stringify(connected)).not.toContain('canary-51aa')
  })

  test('a lower limit allows fewer answers', async () => {
    let asked = 0
    const ask = async () => {
      asked += 1
      return 'wrong'
    }
    const connected = await connecting(ask, { undocumented: { wrongAnswer: 'refused' } }, credentials, {
      answersMax: 2,
    })

    expect([asked, connected]).toMatchObject([2, E.left({ _tag: 'AnswersRefused', attempts: 2 })])
  })
})

/** The views of a connection up to its end; `act` acts as the user. */
const views = async (options: MemoryBankOptions, answer: (view: ChallengedView, now: number) => readonly string[]) => {
  const { port, userId } = createMemoryBank(options)
  const opened = openConnection(port, { userId, institutionId: 'AU00002' })
  const handle = E.isRight(opened) ? opened.right : expect.fail('not opened')
  const seen: ConnectionView[] = []
  handle.subscribe((view) => {
    seen.push(view)
    if (view._tag === 'Collecting') handle.submit(credentials)
    if (view._tag === 'Challenged') handle.answer(answer(view, port.clock.now()))
  })
  await handle.ended()
  return { seen, last: seen.at(-1) }
}

describe('the form of a challenge', () => {
  test('shows the prompts and the two minutes left', async () => {
    const forms: unknown[] = []
    const { last } = await views({}, (view, now) => {
      const form = challengeForm(view, now)
      forms.push(form)
      return answersFrom(form, [' Hooli '])
    })

    expect(last?._tag).toBe('Connected')
    expect(forms).toMatchObject([
      {
        title: 'Your bank asks',
        notice: null,
        inputs: ["What's your first company?"],
        button: 'Send',
        secondsLeft: 120,
      },
    ])
  })

  test('says that an answer was rejected and that the bank asks again', async () => {
    const notices = async (wrongAnswer: 'refused' | 'asks-again') => {
      const seen: unknown[] = []
      const { last } = await views({ undocumented: { wrongAnswer } }, (view, now) => {
        const form = challengeForm(view, now)
        seen.push(form.notice)
        return answersFrom(form, [form.notice === null ? 'wrong' : 'Hooli'])
      })
      return [...seen, last?._tag]
    }

    expect(await notices('refused')).toStrictEqual([null, 'Your answer was not accepted.', 'Connected'])
    expect(await notices('asks-again')).toStrictEqual([null, 'Your bank asks once more.', 'Connected'])
  })

  test('is a button with a fixed answer when there is nothing to type', () => {
    const challenge = { method: 'token', description: null, prompts: [], since: 0, expiresAt: 5_500, round: 1 } as const
    const view = { _tag: 'Challenged', challenge, rejection: null, steps: [], connectionId: null } as const
    const form = challengeForm({ ...view, jobId: 'job-1' as never }, 1_000)

    expect(form).toMatchObject({ inputs: [], button: 'I have confirmed', secondsLeft: 4 })
    expect(answersFrom(form, [])).toStrictEqual(['confirmed'])
    expect(challengeForm({ ...view, jobId: 'job-1' as never }, 9_000).secondsLeft).toBe(0)
  })
})
