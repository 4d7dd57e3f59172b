import {
  type Connected,
  type ConnectionFailure,
  createMemoryStore,
  type NotRestored,
  type NotStored,
  type StoreFailure,
} from '@bank-connection/core'
import { neverAborted } from '@bank-connection/core/adapter'
import fc from 'fast-check'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import { type Flow, flowBank, flows, PERSON } from './scenarios.ts'
import { attend, createOwner, type Fate, type Owner, own, pointOf, STORED_BEFORE } from './simulated-process.ts'

const ID = 'c-1'

type End = E.Either<ConnectionFailure | StoreFailure | NotRestored | NotStored, Connected>

interface Told {
  readonly end: End | null
  readonly owners: readonly Owner[]
  /** What the store holds at the end. */
  readonly stored: unknown
}

/** When a process is killed, or what becomes of its saves. */
type Trouble = number | readonly Fate[] | null

/** One process after the other owns the connection, until one tells its end; each but the last has a trouble. */
const tell = async ({ makeRequest }: Flow, troubles: readonly Trouble[], pauseMs = 0): Promise<Told> => {
  // Within a second: the bank writes whole ones.
  const bank = flowBank({ startAt: 1_767_564_000_777 })
  const store = createMemoryStore()
  const request = await makeRequest(bank.port, bank.userId)
  const owners: Owner[] = []
  let end: End | null = null
  for (const trouble of [...troubles, null]) {
    const owner =
      typeof trouble === 'number'
        ? createOwner(bank.port, store, ID, trouble)
        : createOwner(bank.port, store, ID, null, trouble ?? [])
    owners.push(owner)
    const owned = own(owner, ID, request).then((kept): End | Promise<End> => {
      if (E.isLeft(kept)) return kept
      attend(kept.right, PERSON)
      return kept.right.ended()
    })
    end = await Promise.race([owned, owner.death])
    if (end !== null && !isOfStore(end)) break
    await bank.clock.sleep(pauseMs, neverAborted)
  }
  const loaded = await store.load(ID)()
  return { end, owners, stored: E.isRight(loaded) ? loaded.right?.saved : loaded }
}

const isOfStore = (end: E.Either<{ readonly _tag: string }, unknown>): boolean =>
  E.isLeft(end) && end.left._tag.startsWith('Store')

const servedByAll = (owners: readonly Owner[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.keys(STORED_BEFORE)
      .map((name) => [name, owners.reduce((sum, { served }) => sum + (served[name] ?? 0), 0)] as const)
      .filter(([, count]) => count > 0),
  )

/** A refresh that was about to leave has no form to ask again with: it ends, and says that its fate is not known. */
const isUnsentRefresh = ({ end }: Told): boolean =>
  end !== null && E.isLeft(end) && end.left._tag === 'Unreachable' && end.left.delivered === 'unknown'

const isConnected = ({ end }: Told): boolean => end !== null && E.isRight(end)

const kindOf = (told: Told): string =>
  isConnected(told) ? 'connected' : isUnsentRefresh(told) ? 'unsent refresh' : JSON.stringify(told.end)

const without = (served: Readonly<Record<string, number>>, name: string): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(served).filter(([other]) => other !== name))

/** What must be so however often, and whenever, the owner is killed. */
const summaryOf = (told: Told) => ({
  end: kindOf(told),
  stored: pointOf(told.stored),
  served: servedByAll(told.owners),
  unsaid: told.owners.flatMap(({ unsaid }) => unsaid),
})

const allowedOf = (flow: Flow, end: string) =>
  end === 'unsent refresh'
    ? { end, stored: 'failed', served: without(without(flow.once, 'refreshConnection'), 'answerMfa'), unsaid: [] }
    : { end: 'connected', stored: 'connected', served: flow.once, unsaid: [] }

/** The saves before requests that must not be repeated. */
const savesBefore = ({ once }: Flow): readonly string[] =>
  Object.keys(once).map((call) => `+ ${STORED_BEFORE[call as keyof typeof STORED_BEFORE]}`)

/** Requests that have left, and saves that were begun, after a save had failed. */
const leftAfterFailure = (moments: readonly string[]): readonly string[] => {
  const failed = moments.findIndex((moment) => moment.startsWith('!'))
  return failed < 0 ? [] : moments.slice(failed + 1).filter((moment) => /^[>+]/.test(moment))
}

describe.each(Object.entries(flows))('a kept connection: %s', { timeout: 60_000 }, (name, flow) => {
  test.each([
    ['at once', 0],
    ['when its job is over', 600_000],
  ])('ends the same whenever its process is killed, resumed %s, and repeats no request', async (_, pauseMs) => {
    const whole = await tell(flow, [])
    expect(summaryOf(whole)).toStrictEqual(allowedOf(flow, 'connected'))
    const moments = whole.owners[0]?.moments ?? []
    expect(moments.length).toBeGreaterThan(15)
    const ends = new Map<string, string[]>()
    for (const [killAt, moment] of moments.entries()) {
      const told = await tell(flow, [killAt], pauseMs)
      const summary = summaryOf(told)
      expect([killAt, moment, summary]).toStrictEqual([killAt, moment, allowedOf(flow, summary.end)])
      ends.set(summary.end, [...(ends.get(summary.end) ?? []), moment])
    }
    const unsent = name.startsWith('refresh') ? ['= creating', '> refreshConnection'] : []
    expect(ends.get('unsent refresh') ?? []).toStrictEqual(unsent)
  })

  test('ends the same when the process that resumes it is killed too, and the next', async () => {
    const deaths = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 45 }), { minLength: 2, maxLength: 4 }), async (kills) => {
        const told = await tell(flow, kills)
        const summary = summaryOf(told)
        expect(summary).toStrictEqual(allowedOf(flow, summary.end))
        for (const { moments, isKilled } of told.owners) if (isKilled()) deaths.add(String(moments.at(-1)))
      }),
      { numRuns: 10 },
    )
    expect(deaths.size).toBeGreaterThan(1)
  })

  test('sends nothing more once its store has failed, whichever save it is, and ends the same when it is resumed', async () => {
    const whole = await tell(flow, [])
    const saves = (whole.owners[0]?.moments ?? []).filter((moment) => moment.startsWith('+'))
    expect(saves).toEqual(expect.arrayContaining(['+ connected', ...savesBefore(flow)]))
    for (const before of saves.keys())
      for (const fate of ['lost', 'unheard', 'taken', 'thrown'] as const) {
        const told = await tell(flow, [[...Array<Fate>(before).fill('stored'), fate]])
        const summary = summaryOf(told)
        expect([before, fate, summary]).toStrictEqual([before, fate, allowedOf(flow, summary.end)])
        const [first, second] = told.owners
        expect(first?.moments.at(-1)).toMatch(/^[!<] /)
        expect(leftAfterFailure(first?.moments ?? [])).toStrictEqual([])
        expect(second?.moments.length).toBeGreaterThanOrEqual(before === saves.length - 1 ? 0 : 1)
      }
  })

  test('ends the same when one store after the other fails', async () => {
    const fates = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constant('stored' as const) },
        { weight: 1, arbitrary: fc.constantFrom<Fate>('lost', 'unheard', 'taken', 'thrown') },
      ),
      { minLength: 3, maxLength: 12 },
    )
    const failedAt = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(fates, { minLength: 1, maxLength: 4 }), async (troubles) => {
        const told = await tell(flow, troubles)
        const summary = summaryOf(told)
        expect(summary).toStrictEqual(allowedOf(flow, summary.end))
        for (const { moments } of told.owners) {
          expect(leftAfterFailure(moments)).toStrictEqual([])
          for (const moment of moments) if (moment.startsWith('!')) failedAt.add(moment)
        }
      }),
      { numRuns: 10 },
    )
    expect(failedAt.size).toBeGreaterThan(0)
  })
})
