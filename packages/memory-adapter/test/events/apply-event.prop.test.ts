import { applyEvent, type BankEvent, createWorld, respond, type World } from '@bank-connection/memory-adapter'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isUnfinished, jobAt } from '../../src/jobs/job-view.ts'
import { changesOf } from '../../src/jobs/timeline.ts'
import { scriptedLoginName, undocumentedBehaviour } from '../../src/testing/arbitrary-bank.ts'
import { bankEvent } from '../../src/testing/arbitrary-bank-event.ts'
import { records } from '../../src/world/id-map.ts'
import { deepFreeze, MONDAY, type Scope, tokenRequest } from '../test-client.ts'

/** Long enough for two cores that are busy. */
const TIMEOUT_MS = 60_000

/** Every job ends within this once the bank has recovered: it is retried within two hours, and none is slower than 20 times. */
const BOUND_MS = 6 * 3_600_000

const INSTITUTIONS = ['AU00000', 'AU00002', 'AU00003', 'AU19301'] as const

type Act =
  | { readonly does: 'create'; readonly name: string; readonly institutionId: string }
  | { readonly does: 'answer' | 'refresh' | 'read' | 'list'; readonly pick: number }
  | { readonly does: 'event'; readonly event: BankEvent }

interface Turn {
  readonly waitMs: number
  readonly act: Act
}

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(scriptedLoginName(), fc.constantFrom(...INSTITUTIONS))
      .map(([name, institutionId]): Act => ({ does: 'create', name, institutionId })),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('answer' as const, 'refresh' as const, 'read' as const, 'list' as const), fc.nat(9))
      .map(([does, pick]): Act => ({ does, pick })),
  },
  { weight: 3, arbitrary: bankEvent().map((event): Act => ({ does: 'event', event })) },
)

const story: fc.Arbitrary<readonly Turn[]> = fc.array(
  fc.record(
    { waitMs: fc.oneof({ weight: 4, arbitrary: fc.nat(8_000) }, { weight: 1, arbitrary: fc.nat(9_000_000) }), act },
    { noNullPrototype: true },
  ),
  { minLength: 1, maxLength: 20, size: 'max' },
)

interface Told {
  readonly world: World
  readonly now: number
  readonly responses: readonly string[]
}

const tell = (world: World, turns: readonly Turn[]): Told => {
  const responses: string[] = []
  let next = deepFreeze(world)
  let now = MONDAY
  for (const { waitMs, act: done } of turns) {
    now += waitMs
    if (done.does === 'event') {
      next = deepFreeze(applyEvent(next, now, done.event))
    } else {
      const [after, response] = ask(next, now, done)
      next = deepFreeze(after)
      responses.push(JSON.stringify(response))
    }
  }
  return { world: next, now, responses }
}

const ask = (world: World, now: number, turn: Exclude<Act, { readonly does: 'event' }>): ReturnType<typeof respond> => {
  const scope: Scope = turn.does === 'answer' ? 'CLIENT_ACCESS' : 'SERVER_ACCESS'
  const [counted, { body: given }] = respond(world, now, tokenRequest(scope))
  const { access_token: token } = given as { readonly access_token?: string }
  const send = (method: string, path: string, body: unknown = null) =>
    respond(counted, now, { method, path, headers: { authorization: `Bearer ${token}` }, body })
  const jobs = records(counted.jobs)
  switch (turn.does) {
    case 'create':
      return send('POST', '/users/user-1/connections', {
        loginId: turn.name,
        password: 'any',
        userToken: turn.name,
        institution: { id: turn.institutionId },
      })
    case 'answer':
      return send('POST', `/jobs/${jobs[turn.pick % Math.max(1, jobs.length)]?.id}/mfa`, { 'mfa-response': ['1234'] })
    case 'refresh':
      return send('POST', '/users/user-1/connections/refresh')
    case 'read':
      return send('GET', `/jobs/${jobs[turn.pick % Math.max(1, jobs.length)]?.id}`)
    case 'list':
      return send('GET', '/users/user-1/jobs')
  }
}

test('after `recovers` every job ends in time, whatever happened before', { timeout: TIMEOUT_MS }, () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(fc.nat(), undocumentedBehaviour(), story, (seed, unknown, turns) => {
      const options = { seed, undocumented: { ...unknown, expiryMs: 120_000 } }
      const { world, now } = tell(createWorld(options), turns)
      const calm = applyEvent(world, now, { event: 'recovers' })
      for (const job of records(world.jobs)) {
        const view = jobAt(world.setup, job, now + BOUND_MS * 40)
        if (isUnfinished(view, now + BOUND_MS * 40)) seen.add('would never end')
        if (view.isVanished) seen.add('would stay away')
      }
      for (const job of records(calm.jobs)) {
        const view = jobAt(calm.setup, job, now + BOUND_MS)
        expect(isUnfinished(view, now + BOUND_MS)).toBe(false)
        expect(view.isVanished).toBe(false)
        seen.add(view.state)
      }
    }),
    { numRuns: 400 },
  )
  expect([...seen].sort()).toEqual(
    expect.arrayContaining(['failed', 'succeeded', 'would never end', 'would stay away']),
  )
})

test('an event does not change the past', { timeout: TIMEOUT_MS }, () => {
  let compared = 0
  fc.assert(
    fc.property(fc.nat(), story, bankEvent(), (seed, turns, event) => {
      const { world, now } = tell(createWorld({ seed }), turns)
      const after = applyEvent(world, now, event)
      for (const [i, job] of records(world.jobs).entries()) {
        const later = records(after.jobs)[i]
        const [was, is] = [job, later].map((one) => one && jobAt(world.setup, one, now))
        const started = was?.steps.filter(({ changedAt }) => changedAt !== null && changedAt < now) ?? []
        for (const step of started) {
          if (step.status === 'pending' || step.status === 'in-progress') continue
          expect(is?.steps).toContainEqual(step)
          compared += 1
        }
      }
    }),
    { numRuns: 300 },
  )
  expect(compared).toBeGreaterThan(100)
})

test('no event makes a job regress, and nothing follows a failure', { timeout: TIMEOUT_MS }, () => {
  const rank = { pending: 0, 'in-progress': 1, skipped: 2, success: 2, failed: 2 }
  let failures = 0
  fc.assert(
    fc.property(fc.nat(), story, (seed, turns) => {
      const { world } = tell(createWorld({ seed }), turns)
      for (const job of records(world.jobs)) {
        const changes = changesOf(world.setup, job)
        const times = changes.map(({ at }) => at)
        expect(times).toStrictEqual([...times].sort((one, other) => one - other))
        const failed = changes.findIndex(({ status }) => status === 'failed')
        expect([-1, changes.length - 1]).toContain(failed)
        if (failed >= 0) failures += 1
        for (const title of new Set(changes.map((change) => change.title))) {
          const own = changes.filter((change) => change.title === title).map(({ status }) => rank[status])
          expect(own).toStrictEqual([...own].sort())
        }
      }
    }),
    { numRuns: 300 },
  )
  expect(failures).toBeGreaterThan(50)
})

test('the same seed, requests and events give the same bytes, also after serialization', {
  timeout: TIMEOUT_MS,
}, () => {
  const events = new Set<string>()
  fc.assert(
    fc.property(fc.nat(), undocumentedBehaviour(), story, story, (seed, unknown, turns, more) => {
      const options = { seed, undocumented: unknown }
      const [first, second] = [tell(createWorld(options), turns), tell(createWorld(options), turns)]
      expect(second.responses).toStrictEqual(first.responses)
      expect(JSON.stringify(second.world)).toBe(JSON.stringify(first.world))
      const copy = JSON.parse(JSON.stringify(first.world)) as World
      expect(copy).toStrictEqual(first.world)
      const further = more.map((turn) => ({ ...turn, waitMs: turn.waitMs + first.now - MONDAY }))
      expect(tell(copy, further).responses).toStrictEqual(tell(first.world, further).responses)
      for (const { act: done } of turns) if (done.does === 'event') events.add(done.event.event)
    }),
    { numRuns: 100 },
  )
  expect(events.size).toBe(10)
})

test('a world with scripted logins contains no password and no answer', { timeout: TIMEOUT_MS }, () => {
  fc.assert(
    fc.property(story, (turns) => {
      const written = JSON.stringify(tell(createWorld(), turns).world)
      expect(written).not.toContain('"any"')
      expect(written).not.toContain('"1234"')
    }),
    { numRuns: 50 },
  )
})
