import { type Challenge, connect } from '@bank-connection/core'
import { type AbortSignalLike, neverAborted, unreachable } from '@bank-connection/core/adapter'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { asking, checking, done, jobOf, queued, retrieving, verifying } from '../scripted-port.ts'
import { bankOf, calls, institution, OPTIONS } from './scripted-bank.ts'

describe('connect, when the bank asks the user', () => {
  test('requests answers once per round and sends each once', async () => {
    const rounds: Challenge[] = []
    const bank = bankOf([asking, checking, asking, checking, done])
    const onChallenge = async (challenge: Challenge) => {
      rounds.push(challenge)
      return [`answer ${challenge.round}`]
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(rounds.map(({ round }) => round)).toStrictEqual([1, 2])
    expect(bank.asked.filter(({ call }) => call === 'answerMfa').map(({ input }) => input)).toStrictEqual([
      { jobId: 'job-1', answers: ['answer 1'] },
      { jobId: 'job-1', answers: ['answer 2'] },
    ])
  })

  test('never has two requests in flight, even if an answer takes longer than the gap between polls', async () => {
    let most = 0
    const taking =
      (ms: number) =>
      <A>(value: A) =>
      async () => {
        most = Math.max(most, bank.inFlight())
        await bank.clock.sleep(ms, neverAborted)
        most = Math.max(most, bank.inFlight())
        return E.right(value)
      }
    const jobs = [verifying, asking, checking, retrieving, done]
    let reads = 0
    const bank = bankOf([], {
      getJob: () => taking(700)(jobs[Math.min(reads++, jobs.length - 1)])(),
      answerMfa: taking(45_000)(undefined),
      createConnection: taking(700)({ outcome: 'created', jobId: 'job-1' }),
    })
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1234'] })())).toBe(true)
    expect(most).toBe(1)
  })

  test('does not show verification again after an answer while the server shows an old state', async () => {
    const challenged = jobOf(['pending', 'in-progress', 'pending', 'pending'], { asks: ['Code'] })
    const before = jobOf(['pending', 'pending', 'in-progress', 'pending'])
    const stages: string[] = []
    const result = await connect(bankOf([challenged, before, retrieving, done]).port, {
      ...OPTIONS,
      onChallenge: async () => ['1234'],
      onProgress: ({ stage }) => stages.push(stage),
    })()
    expect(result).toMatchObject(E.right({ anomalies: ['step-regressed'] }))
    expect([...new Set(stages)]).toStrictEqual(['verifying', 'answering', 'verifyingAnswer', 'retrievingAccounts'])
    expect(stages.lastIndexOf('verifying')).toBe(0)
  })

  test('shows that the bank is down after an answer, and then the new login and its challenge', async () => {
    const challenged = jobOf(['pending', 'in-progress', 'pending', 'pending'], { asks: ['Code'] })
    const stages: string[] = []
    const result = await connect(bankOf([challenged, queued, verifying, challenged, done]).port, {
      ...OPTIONS,
      onChallenge: async () => ['1234'],
      onProgress: ({ stage }) => stages.push(stage),
    })()
    expect(E.isRight(result)).toBe(true)
    expect(stages.slice(stages.indexOf('parked'))).toStrictEqual([
      'parked',
      'verifying',
      'answering',
      'verifyingAnswer',
    ])
  })

  test('asks again when the server rejects an answer at once', async () => {
    let answers = 0
    const bank = bankOf([asking, asking, asking, checking, done], {
      answerMfa: () => {
        answers += 1
        return answers === 1
          ? E.left({ _tag: 'Refused', status: 400, code: 'parameter-not-valid', detail: null, correlationId: null })
          : E.right(undefined)
      },
    })
    const rounds: number[] = []
    const onChallenge = async ({ round }: Challenge) => {
      rounds.push(round)
      return ['1234']
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(answers).toBe(2)
    expect(rounds).toStrictEqual([1, 2])
  })

  test('aborts the signal of onChallenge when no answer is needed any longer', async () => {
    const told: boolean[] = []
    const onChallenge = (_: Challenge, signal: AbortSignalLike) => {
      signal.addEventListener('abort', () => told.push(signal.aborted))
      return new Promise<readonly string[]>(() => undefined)
    }
    const bank = bankOf([asking])
    expect(await connect(bank.port, { ...OPTIONS, onChallenge })()).toMatchObject(E.left({ _tag: 'ChallengeExpired' }))
    expect(told).toStrictEqual([true])
  })

  test('aborts the signal of onChallenge when the bank asks something else or continues', async () => {
    const other = jobOf(['success', 'in-progress', 'pending', 'pending'], { asks: ['Another code'] })
    const told: string[] = []
    const onChallenge = ({ prompts }: Challenge, signal: AbortSignalLike) => {
      signal.addEventListener('abort', () => told.push(prompts.join()))
      return new Promise<readonly string[]>(() => undefined)
    }
    const bank = bankOf([asking, other, retrieving, done])
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(told).toStrictEqual([expect.any(String), 'Another code'])
  })

  test('ends when the bank asks a challenge and there is no onChallenge', async () => {
    const bank = bankOf([asking])
    expect(await connect(bank.port, OPTIONS)()).toStrictEqual(E.left({ _tag: 'ChallengeUnanswered', jobId: 'job-1' }))
    const sent = calls(bank).length
    await bank.clock.sleep(600_000, neverAborted)
    expect(calls(bank)).toHaveLength(sent)
    expect(calls(bank)).not.toContain('answerMfa')
  })

  test('sends nothing to a bank that always asks if there is no onChallenge', async () => {
    const bank = bankOf([asking], { getInstitution: () => E.right({ ...institution, authorization: 'user-mfa' }) })
    expect(await connect(bank.port, OPTIONS)()).toMatchObject(E.left({ _tag: 'InputInvalid', fields: ['onChallenge'] }))
    expect(calls(bank)).toStrictEqual(['getInstitution'])
  })

  test.each([401, 403])('ends with the error when an answer cannot be sent at all (%s)', async (status) => {
    const refused = { _tag: 'Refused', status, code: 'forbidden-access', detail: null, correlationId: null } as const
    const bank = bankOf([asking], { answerMfa: () => E.left(refused) })
    expect(await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1234'] })()).toStrictEqual(E.left(refused))
    expect(calls(bank).filter((call) => call === 'answerMfa')).toHaveLength(1)
  })

  test('sends at most five answers, whatever happens to them', async () => {
    const unavailable = { _tag: 'Refused', status: 503, code: 'service-unavailable', detail: null, correlationId: null }
    const refused = { ...unavailable, status: 400 }
    for (const reply of [
      E.left(unavailable),
      E.left(refused),
      E.left(unreachable('timeout', 'unknown')),
      E.right(undefined),
    ]) {
      const bank = bankOf([asking], { answerMfa: () => reply as never })
      const result = await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1234'] })()
      expect(result).toStrictEqual(E.left({ _tag: 'AnswersRefused', jobId: 'job-1', attempts: 5 }))
      expect(calls(bank).filter((call) => call === 'answerMfa')).toHaveLength(5)
    }
  })

  test('does not count an answer that was not sent, and asks again', async () => {
    let tries = 0
    const bank = bankOf([asking, checking, done], {
      answerMfa: () => {
        tries += 1
        return tries <= 7 ? E.left(unreachable('offline', 'no')) : E.right(undefined)
      },
    })
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1234'] })())).toBe(true)
  })

  test('does not answer endlessly or in a tight loop if answers cannot be sent', async () => {
    const bank = bankOf([asking], { answerMfa: () => E.left(unreachable('offline', 'no')) })
    const result = await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1234'] })()
    const times = bank.asked.filter(({ call }) => call === 'answerMfa').map(({ at }) => at)
    expect(result).toMatchObject(E.left({ _tag: 'ChallengeExpired' }))
    expect(times.length).toBeGreaterThan(10)
    expect(Math.min(...times.slice(1).map((at, i) => at - (times[i] ?? 0)))).toBeGreaterThanOrEqual(2_000)
  })

  test('sends an accepted answer once, even if the job shows the challenge for some more seconds', async () => {
    let asked = 0
    const bank = bankOf([asking, asking, asking, asking, asking, asking, checking, retrieving, done])
    const onChallenge = async () => {
      asked += 1
      return ['1234']
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(asked).toBe(1)
    expect(calls(bank).filter((call) => call === 'answerMfa')).toHaveLength(1)
  })

  test('treats a challenge that remains long after an answer as a new round', async () => {
    const rounds: number[] = []
    const bank = bankOf([...Array.from({ length: 14 }, () => asking), checking, done])
    const onChallenge = async ({ round }: Challenge) => {
      rounds.push(round)
      return ['1234']
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(rounds).toStrictEqual([1, 2])
  })

  test('gives a new round its own deadline after an answer that seemed lost has arrived', async () => {
    const seen: number[] = []
    const answeredAt: number[] = []
    const bank = bankOf([], {
      getJob: ({ at }) => {
        const since = at - (answeredAt.at(-1) ?? at)
        if (answeredAt.length === 0) return E.right(asking)
        if (since < 40_000) return E.right(checking)
        return E.right(answeredAt.length === 1 ? asking : done)
      },
      answerMfa: ({ at }) => {
        answeredAt.push(at)
        return answeredAt.length === 1 ? E.left(unreachable('timeout', 'unknown')) : E.right(undefined)
      },
    })
    const onChallenge = async ({ expiresAt, since, round }: Challenge) => {
      seen.push(round, expiresAt - since)
      await bank.clock.sleep(round === 1 ? 100_000 : 1_000, neverAborted)
      return ['1234']
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(seen).toStrictEqual([1, 120_000, 2, 120_000])
  })

  test('keeps the deadline of a challenge whose answer was lost while the bank still asks', async () => {
    const deadlines: number[] = []
    const bank = bankOf([asking], { answerMfa: () => E.left(unreachable('timeout', 'unknown')) })
    const onChallenge = async ({ expiresAt }: Challenge) => {
      deadlines.push(expiresAt)
      return ['1234']
    }
    await connect(bank.port, { ...OPTIONS, onChallenge })()
    expect(deadlines.length).toBeGreaterThan(1)
    expect(new Set(deadlines).size).toBe(1)
  })

  test('does not send the answer to one challenge to the next', async () => {
    const other = jobOf(['success', 'in-progress', 'pending', 'pending'], { asks: ['Word'] })
    const bank = bankOf([asking, other, other, checking, done])
    const onChallenge = async ({ prompts }: Challenge) => {
      await bank.clock.sleep(30_000, neverAborted)
      return [`answer to ${prompts[0]}`]
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(bank.asked.filter(({ call }) => call === 'answerMfa').map(({ input }) => input)).toStrictEqual([
      { jobId: 'job-1', answers: ['answer to Word'] },
    ])
  })

  test('ends when the number of answers is wrong, and sends none', async () => {
    const bank = bankOf([asking])
    const result = await connect(bank.port, { ...OPTIONS, onChallenge: async () => ['1', '2'] })()
    expect(result).toMatchObject(E.left({ _tag: 'InputInvalid', fields: ['answers'] }))
    expect(calls(bank)).not.toContain('answerMfa')
  })

  test('ends with ChallengeExpired when the user walks away', async () => {
    const bank = bankOf([asking])
    const never = () => new Promise<readonly string[]>(() => undefined)
    expect(await connect(bank.port, { ...OPTIONS, onChallenge: never })()).toMatchObject(
      E.left({ _tag: 'ChallengeExpired', jobId: 'job-1' }),
    )
  })

  test('sends no answer after the deadline', async () => {
    const bank = bankOf([asking])
    const late = async () => {
      await bank.clock.sleep(121_000, neverAborted)
      return ['1234']
    }
    await connect(bank.port, { ...OPTIONS, onChallenge: late })()
    await bank.clock.sleep(600_000, neverAborted)
    expect(calls(bank)).not.toContain('answerMfa')
  })

  test('does not treat an answered challenge as a new one while the bank is slow', async () => {
    const bank = bankOf([asking, jobOf(['success', 'in-progress', 'pending', 'pending']), retrieving, done])
    let asked = 0
    const onChallenge = async () => {
      asked += 1
      return ['1234']
    }
    expect(E.isRight(await connect(bank.port, { ...OPTIONS, onChallenge })())).toBe(true)
    expect(asked).toBe(1)
  })
})
