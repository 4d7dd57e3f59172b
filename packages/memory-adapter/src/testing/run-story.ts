import { createBankPort, neverAborted } from '@bank-connection/core/adapter'
import { createMemoryBank } from '../bank/create-memory-bank.ts'
import { withFaults } from '../faults/with-faults.ts'
import type { ConnectionResult, CreateStoryPort, StoryBreach, StoryResult } from './results.ts'
import { runVisit, type StoryRun } from './run-visit.ts'
import type { Story } from './story.ts'
import { visitorOf } from './visitor.ts'

/** Creates a port to the bank in memory, with the faults in between. */
export const inMemory: CreateStoryPort = (bank, choose) =>
  createBankPort(withFaults(bank.send, bank.clock, choose), bank.clock)

/**
 * Runs a story in virtual time until every connection has ended, and checks every law on the way. The same story gives
 * the same result, byte for byte.
 *
 * @example
 * await fc.assert(fc.asyncProperty(story(), async (one) => (await runStory(one)).breach === null))
 */
export const runStory = async (story: Story, createPort: CreateStoryPort = inMemory): Promise<StoryResult> => {
  const visitors = story.visits.map((visit, i) => visitorOf(story, visit, i))
  const bank = createMemoryBank({
    seed: story.seed,
    undocumented: story.undocumented,
    latencyMs: story.latencyMs,
    users: [...new Set(story.visits.map(({ userId }) => userId))],
    logins: visitors.flatMap(({ login }) => login ?? []),
  })
  const { clock } = bank
  const faultsEndAt = clock.now() + story.faultsEndAfterMs
  const connections: ConnectionResult[] = []
  let breach: StoryBreach | null = null
  const run: StoryRun = {
    story,
    bank,
    createPort,
    faultsEnded: () => clock.now() >= faultsEndAt,
    ended: (connection) => connections.push(connection),
    broke: (found) => {
      breach ??= found
    },
  }
  const incidents = story.incidents
    .filter(({ afterMs }) => afterMs < story.faultsEndAfterMs)
    .map(async ({ afterMs, event }) => {
      await clock.sleep(afterMs, neverAborted)
      bank.applyEvent(event)
    })
  const recover = async (): Promise<void> => {
    await clock.sleep(story.faultsEndAfterMs, neverAborted)
    bank.applyEvent({ event: 'recovers' })
  }
  const visits = story.visits.map((visit, i) => runVisit(run, i, visit, visitors[i] ?? visitorOf(story, visit, i)))
  await Promise.all([...visits, ...incidents, recover()])
  return { connections, breach, bank }
}
