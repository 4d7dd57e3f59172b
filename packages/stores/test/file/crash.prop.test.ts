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
import { createScenarioBank, type Scenario, scenarios, USER_INPUT } from './scenarios.ts'
import {
  createSimulatedProcess,
  resumeOrKeep,
  type SaveOutcome,
  type SimulatedProcess,
  STORED_BEFORE,
  savedStateOf,
  submitInput,
} from './simulated-process.ts'

const ID = 'c-1'

type End = E.Either<ConnectionFailure | StoreFailure | NotRestored | NotStored, Connected>

interface Run {
  readonly end: End | null
  readonly processes: readonly SimulatedProcess[]
  readonly stored: unknown
}

/** The event at which a process is killed, or the outcomes of its saves. */
type Interruption = number | readonly SaveOutcome[] | null

/** Runs a connection in one process after another until it ends. Each process but the last is interrupted. */
const runToEnd = async (
  { makeRequest }: Scenario,
  interruptions: readonly Interruption[],
  pauseMs = 0,
): Promise<Run> => {
  // Not on a whole second, because the bank rounds times to seconds.
  const bank = createScenarioBank({ startAt: 1_767_564_000_777 })
  const store = createMemoryStore()
  const request = await makeRequest(bank.port, bank.userId)
  const processes: SimulatedProcess[] = []
  let end: End | null = null
  for (const interruption of [...interruptions, null]) {
    const process =
      typeof interruption === 'number'
        ? createSimulatedProcess(bank.port, store, ID, interruption)
        : createSimulatedProcess(bank.port, store, ID, null, interruption ?? [])
    processes.push(process)
    const result = resumeOrKeep(process, ID, request).then((kept): End | Promise<End> => {
      if (E.isLeft(kept)) return kept
      submitInput(kept.right, USER_INPUT)
      return kept.right.ended()
    })
    end = await Promise.race([result, process.killed])
    if (end !== null && !isOfStore(end)) break
    await bank.clock.sleep(pauseMs, neverAborted)
  }
  const loaded = await store.load(ID)()
  return { end, processes, stored: E.isRight(loaded) ? loaded.right?.saved : loaded }
}

const isOfStore = (end: E.Either<{ readonly _tag: string }, unknown>): boolean =>
  E.isLeft(end) && end.left._tag.startsWith('Store')

const servedByAll = (processes: readonly SimulatedProcess[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.keys(STORED_BEFORE)
      .map((name) => [name, processes.reduce((sum, { served }) => sum + (served[name] ?? 0), 0)] as const)
      .filter(([, count]) => count > 0),
  )

/** A refresh that was about to be sent cannot ask for credentials again: it fails with an unknown outcome. */
const isUnsentRefresh = ({ end }: Run): boolean =>
  end !== null && E.isLeft(end) && end.left._tag === 'Unreachable' && end.left.delivered === 'unknown'

const kindOf = (run: Run): string =>
  run.end !== null && E.isRight(run.end)
    ? 'connected'
    : isUnsentRefresh(run)
      ? 'unsent refresh'
      : JSON.stringify(run.end)

const without = (served: Readonly<Record<string, number>>, name: string): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(served).filter(([other]) => other !== name))

/** What must be the same however often, and whenever, a process is killed. */
const summaryOf = (run: Run) => ({
  end: kindOf(run),
  stored: savedStateOf(run.stored),
  served: servedByAll(run.processes),
  unsavedRequests: run.processes.flatMap(({ unsavedRequests }) => unsavedRequests),
})

const expectedSummary = (scenario: Scenario, end: string) =>
  end === 'unsent refresh'
    ? {
        end,
        stored: 'failed',
        served: without(without(scenario.servedOnce, 'refreshConnection'), 'answerMfa'),
        unsavedRequests: [],
      }
    : { end: 'connected', stored: 'connected', served: scenario.servedOnce, unsavedRequests: [] }

/** The saves before requests that must not be repeated. */
const savesBefore = ({ servedOnce }: Scenario): readonly string[] =>
  Object.keys(servedOnce).map((call) => `+ ${STORED_BEFORE[call as keyof typeof STORED_BEFORE]}`)

/** Requests and saves that were started after a save had failed. */
const startedAfterFailure = (events: readonly string[]): readonly string[] => {
  const failed = events.findIndex((event) => event.startsWith('!'))
  return failed < 0 ? [] : events.slice(failed + 1).filter((event) => /^[>+]/.test(event))
}

describe.each(Object.entries(scenarios))('a kept connection: %s', { timeout: 60_000 }, (name, scenario) => {
  test.each([
    ['immediately', 0],
    ['after its job has ended', 600_000],
  ])(
    'has the same result whenever its process is killed and it is resumed %s, and repeats no request',
    async (_, pauseMs) => {
      const whole = await runToEnd(scenario, [])
      expect(summaryOf(whole)).toStrictEqual(expectedSummary(scenario, 'connected'))
      const events = whole.processes[0]?.events ?? []
      expect(events.length).toBeGreaterThan(15)
      const ends = new Map<string, string[]>()
      for (const [killAt, event] of events.entries()) {
        const run = await runToEnd(scenario, [killAt], pauseMs)
        const summary = summaryOf(run)
        expect(summary, `killed at ${killAt}: ${event}`).toStrictEqual(expectedSummary(scenario, summary.end))
        ends.set(summary.end, [...(ends.get(summary.end) ?? []), event])
      }
      const unsent = name.startsWith('refresh') ? ['= creating', '> refreshConnection'] : []
      expect(ends.get('unsent refresh') ?? []).toStrictEqual(unsent)
    },
  )

  test('has the same result when several processes in a row are killed', async () => {
    const killedAt = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 45 }), { minLength: 2, maxLength: 4 }), async (kills) => {
        const run = await runToEnd(scenario, kills)
        const summary = summaryOf(run)
        expect(summary).toStrictEqual(expectedSummary(scenario, summary.end))
        for (const { events, isKilled } of run.processes) if (isKilled()) killedAt.add(String(events.at(-1)))
      }),
      { numRuns: 10 },
    )
    expect(killedAt.size).toBeGreaterThan(1)
  })

  test('sends nothing after any of its saves has failed, and has the same result when it is resumed', async () => {
    const whole = await runToEnd(scenario, [])
    const saves = (whole.processes[0]?.events ?? []).filter((event) => event.startsWith('+'))
    expect(saves).toEqual(expect.arrayContaining(['+ connected', ...savesBefore(scenario)]))
    for (const before of saves.keys())
      for (const outcome of ['failed', 'unconfirmed', 'conflict', 'thrown'] as const) {
        const run = await runToEnd(scenario, [[...Array<SaveOutcome>(before).fill('stored'), outcome]])
        const summary = summaryOf(run)
        expect(summary, `save ${before}: ${outcome}`).toStrictEqual(expectedSummary(scenario, summary.end))
        const [first, second] = run.processes
        expect(first?.events.at(-1)).toMatch(/^[!<] /)
        expect(startedAfterFailure(first?.events ?? [])).toStrictEqual([])
        expect(second?.events.length).toBeGreaterThanOrEqual(before === saves.length - 1 ? 0 : 1)
      }
  })

  test('has the same result when the saves of several processes in a row fail', async () => {
    const outcomes = fc.array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constant('stored' as const) },
        { weight: 1, arbitrary: fc.constantFrom<SaveOutcome>('failed', 'unconfirmed', 'conflict', 'thrown') },
      ),
      { minLength: 3, maxLength: 12 },
    )
    const failedAt = new Set<string>()
    await fc.assert(
      fc.asyncProperty(fc.array(outcomes, { minLength: 1, maxLength: 4 }), async (interruptions) => {
        const run = await runToEnd(scenario, interruptions)
        const summary = summaryOf(run)
        expect(summary).toStrictEqual(expectedSummary(scenario, summary.end))
        for (const { events } of run.processes) {
          expect(startedAfterFailure(events)).toStrictEqual([])
          for (const event of events) if (event.startsWith('!')) failedAt.add(event)
        }
      }),
      { numRuns: 10 },
    )
    expect(failedAt.size).toBeGreaterThan(0)
  })
})
