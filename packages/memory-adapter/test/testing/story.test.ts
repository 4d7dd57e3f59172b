import { helpfulPerson } from '@bank-connection/core/testing'
import { playStory, type Story } from '@bank-connection/memory-adapter/testing'
import { expect, test } from 'vitest'
import { find } from '../../src/shelves.ts'

const twiceOnTheWay: Story = {
  seed: 0,
  weather: 'storm',
  unknowns: {},
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
  spells: [{ visit: 0, aim: 'start', during: null, nth: 1, times: 1, fault: { fault: 'duplicate', answer: 'first' } }],
  incidents: [{ afterMs: 12_000, event: { event: 'job-fails', jobId: null, code: 'a', step: null } }],
  calmAfterMs: 120_000,
}

test('nobody is blamed for a request that the network delivers again once its job is over', async () => {
  const { bank, breach, connections } = await playStory(twiceOnTheWay)
  expect(
    connections[0]?.trace.filter((event) => event.type === 'called').map(({ operation }) => operation),
  ).toStrictEqual(['getInstitution', 'createConnection'])
  expect(find(bank.world().users, 'user-1')?.jobIds).toHaveLength(2)
  expect(breach).toBeNull()
})
