import { explain, restoreConnection, type SavedConnection } from '@bank-connection/core'
import { type ConnectionSnapshot, connectionMachine } from '@bank-connection/core/machine'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { initialTransition } from 'xstate'
import { readSaved, savedFrom } from '../../../src/machine/saved/saved-connection.ts'
import { scriptedPort } from '../../scripted-port.ts'
import { CANARY, freshStory, replay, story } from '../story.ts'

const NOW = 1_767_564_000_000

const throughJson = (saved: SavedConnection): unknown => JSON.parse(JSON.stringify(saved))

/** The machine's snapshot, restored from a saved connection. */
const resumedFrom = (saved: unknown): ConnectionSnapshot => {
  const resume = readSaved(saved)
  if (E.isLeft(resume)) throw new Error(explain(resume.left))
  const { userId, intent, requestedAt } = resume.right.memory
  return initialTransition(connectionMachine, { userId, intent, at: requestedAt, resume: resume.right })[0]
}

const leafOf = ({ value }: Pick<ConnectionSnapshot, 'value'>): string =>
  typeof value === 'string' ? value : String(Object.values(value)[0])

/** The state that a connection saved in this state resumes in; a request that was pending is searched for. */
const goesOnAt: Readonly<Record<string, string>> = {
  creating: 'reconciling',
  answering: 'verifyingAnswer',
}

const UUID = '2f47a8e7-996c-4cc2-8e42-5e51c2febcec'
const MEANS = {
  verifyCredentials: 4_213,
  retrieveAccounts: 2_451,
  retrieveTransactions: 5_519,
  retrieveMeta: null,
  total: 12_183,
}

/** The same, with wire ids and a wire institution. */
const asLongAsReal = ({ value, context }: ConnectionSnapshot): Pick<ConnectionSnapshot, 'value' | 'context'> => {
  const { userId, jobId, connectionId, institution, previousJobIds } = context
  return {
    value,
    context: {
      ...context,
      userId: UUID as typeof userId,
      jobId: jobId === null ? null : (UUID as typeof jobId),
      connectionId: connectionId === null ? null : (UUID as typeof connectionId),
      previousJobIds: previousJobIds.map(() => UUID as NonNullable<typeof jobId>),
      institution:
        institution === null ? null : { ...institution, name: 'Bank of Some Length in Name', averages: MEANS },
    },
  }
}

const everySnapshot = fc.sample(freshStory(), { numRuns: 400, seed: 11 }).flatMap((each) => replay(each))

describe('a saved connection', () => {
  test('continues where it stopped, with its whole content, from every point of every story', () => {
    fc.assert(
      fc.property(story(), fc.nat(), (told, at) => {
        const moments = replay(told)
        const { snapshot } = moments[at % moments.length] ?? (moments[0] as (typeof moments)[number])
        const saved = savedFrom(snapshot, NOW)
        const resume = readSaved(throughJson(saved))
        const { incomplete: _, credentials: __, answers: ___, resumeAt: ____, ...memory } = snapshot.context
        expect(resume).toStrictEqual(E.right({ at: saved.at, memory }))
        const leaf = leafOf(snapshot)
        const isAsking = typeof snapshot.value === 'object' && 'preparing' in snapshot.value
        expect(isAsking ? 'preparing' : leaf).toBe(saved.at)
        const restored = resumedFrom(throughJson(saved))
        expect(leafOf(restored)).toBe(goesOnAt[leaf] ?? leaf)
        expect(restored.status).toBe(snapshot.status)
        expect(restored.output).toStrictEqual(snapshot.output)
      }),
    )
  })

  test("takes at most 1 KB of JSON while its job runs, with ids as long as the API's, and contains no secret", () => {
    const written = everySnapshot.map(
      ({ snapshot }) => [snapshot, JSON.stringify(savedFrom(asLongAsReal(snapshot), NOW))] as const,
    )
    const running = written.filter(([snapshot]) => snapshot.matches('following'))
    expect(running.length).toBeGreaterThan(1_000)
    expect(Math.max(...running.map(([, text]) => text.length))).toBeLessThanOrEqual(1_024)
    expect(written.filter(([, text]) => text.includes(CANARY))).toStrictEqual([])
  })

  test('occurs at every point at which one can be saved', () => {
    const points = new Set(everySnapshot.map(({ snapshot }) => savedFrom(snapshot, NOW).at))
    expect([...points].sort()).toStrictEqual(
      [
        'answering',
        'broken',
        'cancelled',
        'challenged',
        'collecting',
        'connected',
        'creating',
        'failed',
        'parked',
        'preparing',
        'reconciling',
        'retrievingAccounts',
        'retrievingTransactions',
        'verifying',
        'verifyingAnswer',
      ].sort(),
    )
  })

  test('counts an answer in flight, so that it is never sent twice', () => {
    const answering = everySnapshot.filter(({ snapshot }) => snapshot.matches({ following: 'answering' }))
    expect(answering.length).toBeGreaterThan(20)
    for (const { snapshot } of answering) {
      const { context } = resumedFrom(throughJson(savedFrom(snapshot, NOW)))
      expect(context.answersSent).toBe(snapshot.context.answersSent + 1)
      expect(context.rejection).toStrictEqual({ _tag: 'Unreachable', reason: 'cancelled', delivered: 'unknown' })
    }
  })
})

describe('input that is not a saved connection', () => {
  const { port } = scriptedPort({})
  const good = throughJson(
    savedFrom(
      everySnapshot.find(
        ({ snapshot }) =>
          snapshot.matches({ following: 'challenged' }) &&
          snapshot.context.intent.type === 'create' &&
          snapshot.context.institution !== null,
      )?.snapshot as never,
      NOW,
    ),
  ) as Record<string, unknown> & { readonly memory: Record<string, unknown> }

  test.each<[string, unknown]>([
    ['nothing', null],
    ['a text', 'connection'],
    ['an empty object', {}],
    ['a list', [good]],
    ['of another machine', { ...good, machine: 'payment' }],
    ['the snapshot of another machine', { status: 'active', value: 'green', context: {}, children: {} }],
  ])('is reported as foreign: %s', (_, saved) => {
    expect(restoreConnection(port, saved)).toMatchObject(E.left({ _tag: 'NotRestored', reason: 'foreign' }))
  })

  test('is reported as newer, with its version, if a later version saved it', () => {
    expect(restoreConnection(port, { ...good, version: 2, memory: 'in another form' })).toStrictEqual(
      E.left({ _tag: 'NotRestored', reason: 'newer', version: 2, paths: [] }),
    )
  })

  test.each<[string, unknown, string]>([
    ['a version that is not a number', { ...good, version: 'one' }, '/version'],
    ['no point', { ...good, at: undefined }, '/at'],
    ['a point that nobody knows', { ...good, at: 'dreaming' }, '/at'],
    ['a point of every object', { ...good, at: 'constructor' }, '/at'],
    ['no memory', { ...good, memory: null }, '/memory'],
    ['a job id that leads elsewhere', { ...good, memory: { ...good.memory, jobId: '../users/u-2' } }, '/memory/jobId'],
    ['a deadline in words', { ...good, memory: { ...good.memory, deadlineAt: 'tomorrow' } }, '/memory/deadlineAt'],
    ['no job to follow', { ...good, memory: { ...good.memory, jobId: null } }, '/memory/jobId'],
    ['no challenge to answer', { ...good, memory: { ...good.memory, challenge: null } }, '/memory/challenge'],
    ['an intent without its id', { ...good, memory: { ...good.memory, intent: { create: '..' } } }, '/memory/intent'],
    [
      'a failure of no kind',
      { ...good, at: 'failed', memory: { ...good.memory, failure: { _tag: 'Sad' } } },
      '/memory/failure/_tag',
    ],
    [
      'a request that is not the one intended',
      { ...good, memory: { ...good.memory, request: 'update' } },
      '/memory/request',
    ],
    [
      'an update that would create',
      { ...good, memory: { ...good.memory, intent: { update: 'c-1' }, connectionId: 'c-1' } },
      '/memory/request',
    ],
    [
      'another connection than the one intended',
      { ...good, memory: { ...good.memory, request: 'update', intent: { update: 'c-1' }, connectionId: 'c-2' } },
      '/memory/connectionId',
    ],
    [
      'credentials for another bank',
      { ...good, at: 'collecting', memory: { ...good.memory, intent: { create: 'AU99999' } } },
      '/memory/institution',
    ],
    [
      'a form for a bank that takes none',
      {
        ...good,
        at: 'collecting',
        memory: { ...good.memory, institution: { ...(good.memory['institution'] as object), authorization: 'other' } },
      },
      '/memory/institution',
    ],
    [
      'a form without its bank',
      { ...good, at: 'collecting', memory: { ...good.memory, institution: null } },
      '/memory/institution',
    ],
    ['no failure in its end', { ...good, at: 'failed' }, '/memory/failure'],
  ])('is reported as corrupt, with the path: %s', (_, saved, path) => {
    expect(restoreConnection(port, saved)).toMatchObject(
      E.left({ _tag: 'NotRestored', reason: 'corrupt', paths: expect.arrayContaining([path]) }),
    )
  })

  test('is never half accepted and never throws, whatever is changed in it', () => {
    const names = Object.keys(good.memory)
    let refused = 0
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.anything(), (name, value) => {
        const result = readSaved({ ...good, memory: { ...good.memory, [name]: value } })
        refused += E.isLeft(result) ? 1 : 0
        if (E.isRight(result)) resumedFrom({ ...good, memory: { ...good.memory, [name]: value } })
      }),
    )
    expect(refused).toBeGreaterThan(20)
    fc.assert(fc.property(fc.anything(), (value) => readSaved(value)._tag.length > 0))
  })
})
