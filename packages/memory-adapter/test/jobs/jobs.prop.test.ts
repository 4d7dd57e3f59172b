import type { World } from '@bank-connection/memory-adapter'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { retryQueued } from '../../src/errors/step-error.ts'
import { changesOf } from '../../src/jobs/timeline.ts'
import type { JobRecord } from '../../src/world/job-record.ts'
import type { StepChange } from '../../src/world/job-step.ts'
import { clientActions, runActions, worldOptions } from '../arbitrary-requests.ts'

/** Long enough for two cores that are busy. */
const TIMEOUT_MS = 60_000

/** The records of all jobs in a world. */
const jobsOf = ({ jobs }: World): readonly JobRecord[] =>
  Object.values(jobs).flatMap((rack) =>
    Object.values(rack).flatMap((shelf) => Object.values(shelf).flatMap((box) => Object.values(box))),
  )

const rank = { pending: 0, 'in-progress': 1, skipped: 2, success: 2, failed: 2 }

const histories = (world: World): readonly (readonly StepChange[])[] =>
  jobsOf(world).map((job) => changesOf(world.setup, job))

test('steps only move forward, one after the other, and none starts after a failure', { timeout: TIMEOUT_MS }, () => {
  const ends = new Set<string>()
  fc.assert(
    fc.property(worldOptions, clientActions, (options, turns) => {
      for (const changes of histories(runActions(options, turns).client.world())) {
        const times = changes.map(({ at }) => at)
        expect(times).toStrictEqual([...times].sort((one, other) => one - other))
        const ranks = changes.map(({ title, status }) => `${title} ${rank[status]}`)
        const titles = [...new Set(changes.map(({ title }) => title))]
        expect(titles.flatMap((title) => ranks.filter((one) => one.startsWith(title)))).toStrictEqual(ranks)
        for (const title of titles) {
          const own = changes.filter((change) => change.title === title).map(({ status }) => rank[status])
          expect(own).toStrictEqual([...own].sort())
          expect(own.filter((one) => one === 2).length).toBeLessThanOrEqual(1)
        }
        const failed = changes.findIndex(({ status }) => status === 'failed')
        expect([-1, changes.length - 1]).toContain(failed)
        const last = changes.at(-1)
        ends.add(`${last?.title} ${last?.status}`)
        if (changes[0]?.outcome === retryQueued) ends.add('verify-credentials queued')
      }
    }),
    { numRuns: 300 },
  )
  expect([...ends]).toEqual(
    expect.arrayContaining([
      'verify-credentials failed',
      'verify-credentials queued',
      'mfa-challenge failed',
      'mfa-challenge in-progress',
      'retrieve-transactions success',
    ]),
  )
})
