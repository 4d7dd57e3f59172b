import { helpfulPerson } from '@bank-connection/core/testing'
import { runStory, type Story } from '@bank-connection/memory-adapter/testing'
import { expect, test } from 'vitest'
import { find } from '../../src/world/id-map.ts'

const twiceOnTheWay: Story = {
  seed: 0,
  weather: 'storm',
  undocumented: {},
  latencyMs: 900,
  visits: [
    {
      userId: 'user-1',
      institutionId: 'AU00000',
      login: { kind: 'own', method: 'token', prompts: null },
      afterMs: 0,
      intent: 'create',
      person: { ...helpfulPerson, submits: [{ what: 'right', afterMs: 9000 }], cancelAfterMs: 12_151 },
      next: null,
      reads: false,
      limits: {},
    },
  ],
  faultBursts: [
    { visit: 0, request: 'start', during: null, nth: 1, times: 1, fault: { fault: 'duplicate', answer: 'first' } },
  ],
  incidents: [{ afterMs: 12_000, event: { event: 'job-fails', jobId: null, code: 'a', step: null } }],
  faultsEndAfterMs: 120_000,
}

test('a duplicate delivered after its job has ended breaks no law', async () => {
  const { bank, breach, connections } = await runStory(twiceOnTheWay)
  expect(
    connections[0]?.trace.filter((event) => event.type === 'called').map(({ operation }) => operation),
  ).toStrictEqual(['getInstitution', 'createConnection'])
  expect(find(bank.world().users, 'user-1')?.jobIds).toHaveLength(2)
  expect(breach).toBeNull()
})

/** The bank's clock is ahead, so that the first job, found again after a lost answer, seems to begin after the second request. */
const foundTwice: Story = {
  ...twiceOnTheWay,
  latencyMs: 0,
  visits: twiceOnTheWay.visits.map((visit) => ({
    ...visit,
    person: { ...helpfulPerson, submits: [{ what: 'wrong', afterMs: 0 }] },
  })),
  faultBursts: [{ visit: 0, request: 'start', during: null, nth: 1, times: 2, fault: { fault: 'empty' } }],
  incidents: [{ afterMs: 0, event: { event: 'clock-skew', ms: 9_000 } }],
}

test('a job found for one lost request is not a candidate for the next', async () => {
  const { breach, connections } = await runStory(foundTwice)
  const [connection] = connections
  const lookups = connection?.trace.filter((event) => event.type === 'called' && event.operation === 'listJobs')
  expect(lookups).toHaveLength(2)
  expect(connection?.end).toMatchObject({ right: { origin: 'adopted' } })
  expect(breach).toBeNull()
})
