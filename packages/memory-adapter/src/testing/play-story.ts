import { createBankPort, neverAborted } from '@bank-connection/core/adapter'
import { createMemoryBank } from '../bank/create-memory-bank.ts'
import { withFaults } from '../faults/with-faults.ts'
import { playVisit, type Stage } from './play-visit.ts'
import type { Played, PlayedConnection, StoryBreach, Way } from './results.ts'
import type { Story } from './story.ts'
import { acquaintanceOf } from './visitors.ts'

/** Through faults that strike between the port and the bank in memory. */
export const inMemory: Way = (bank, choose) => createBankPort(withFaults(bank.send, bank.clock, choose), bank.clock)

/**
 * Plays a story in virtual time: its people, its faults and its incidents, until every connection has ended; and checks
 * every promise on the way. The same story goes the same way, byte for byte.
 *
 * @example
 * await fc.assert(fc.asyncProperty(story(), async (told) => (await playStory(told)).breach === null))
 */
export const playStory = async (story: Story, way: Way = inMemory): Promise<Played> => {
  const people = story.visits.map((visit, i) => acquaintanceOf(story, visit, i))
  const bank = createMemoryBank({
    seed: story.seed,
    undocumented: story.undocumented,
    latencyMs: story.latencyMs,
    users: [...new Set(story.visits.map(({ userId }) => userId))],
    logins: people.flatMap(({ login }) => login ?? []),
  })
  const { clock } = bank
  const calmAt = clock.now() + story.calmAfterMs
  const connections: PlayedConnection[] = []
  let breach: StoryBreach | null = null
  const stage: Stage = {
    story,
    bank,
    way,
    isCalm: () => clock.now() >= calmAt,
    told: (connection) => connections.push(connection),
    blame: (found) => {
      breach ??= found
    },
  }
  const incidents = story.incidents
    .filter(({ afterMs }) => afterMs < story.calmAfterMs)
    .map(async ({ afterMs, event }) => {
      await clock.sleep(afterMs, neverAborted)
      bank.applyEvent(event)
    })
  const calm = async (): Promise<void> => {
    await clock.sleep(story.calmAfterMs, neverAborted)
    bank.applyEvent({ event: 'recovers' })
  }
  const visits = story.visits.map((visit, i) =>
    playVisit(stage, i, visit, people[i] ?? acquaintanceOf(story, visit, i)),
  )
  await Promise.all([...visits, ...incidents, calm()])
  return { connections, breach, bank }
}
