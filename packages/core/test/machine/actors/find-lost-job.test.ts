import type { ConnectionId, InstitutionId, JobId, UserId } from '@bank-connection/core'
import { createAbortController, neverAborted, unreachable } from '@bank-connection/core/adapter'
import type { Job } from '@bank-connection/core/codec'
import { either as E } from 'fp-ts'
import { describe, expect, test } from 'vitest'
import type { FindJobInput } from '../../../src/machine/actor-logic.ts'
import { findLostJob, LOOKUP_SKEW_MS } from '../../../src/machine/actors/find-lost-job.ts'
import { scriptedPort } from '../../scripted-port.ts'

const SENT_AT = 1_000_000

const INPUT: FindJobInput = {
  userId: 'user-1' as UserId,
  institutionId: 'AU00000' as InstitutionId,
  connectionId: null,
  notJobIds: [],
  requestedAt: SENT_AT,
}

const job = (id: string, created: number | null, institution = 'AU00000', connection: string | null = null): Job =>
  ({
    id,
    created,
    updated: null,
    institution: { id: institution },
    steps: [],
    links: { source: connection === null ? null : `/users/u/connections/${connection}` },
  }) as unknown as Job

const over = (id: string, created: number, status: 'failed' | 'success' = 'failed'): Job => ({
  ...job(id, created),
  steps: [{ title: 'verify-credentials', status, result: null }],
})

const lost = E.left(unreachable('offline', 'unknown'))

const find = async (looks: readonly (readonly Job[] | typeof lost)[], input: Partial<FindJobInput> = {}) => {
  let look = 0
  const { port, asked } = scriptedPort({
    listJobs: () => {
      const shown = looks[Math.min(look, looks.length - 1)] ?? []
      look += 1
      return Array.isArray(shown) ? E.right(shown) : lost
    },
  })
  const found = await findLostJob(port)({ ...INPUT, ...input }, neverAborted)
  return { found, looks: asked.map(({ at }) => at), queries: asked.map(({ input: query }) => query) }
}

describe('the search for the job of a lost response', () => {
  test.each([
    ['of the institution, begun after the request', [job('job-1', SENT_AT + 1)], 'job-1'],
    ['whose server is behind by less than the skew', [job('job-1', SENT_AT - LOOKUP_SKEW_MS)], 'job-1'],
    ['that began long before the request', [job('job-1', SENT_AT - LOOKUP_SKEW_MS - 1)], null],
    ['of another institution', [job('job-1', SENT_AT, 'AU00002')], null],
    ['that does not say when it began', [job('job-1', null)], null],
    ['when there are two', [job('job-1', SENT_AT + 1), job('job-2', SENT_AT + 2)], null],
    ['that belongs to no institution', [{ ...job('job-1', SENT_AT), institution: null }], null],
    ['that began just before, and is done', [over('job-1', SENT_AT - 1, 'success')], null],
    ['that began just before, and is over', [over('job-1', SENT_AT - 1)], null],
    ['that began after, and is over', [over('job-1', SENT_AT + 1)], 'job-1'],
  ])('finds, or does not find, one %s', async (_, jobs, expected) => {
    expect((await find([jobs])).found).toStrictEqual(E.right(expected))
  })

  test('finds a finished job although the server rounds its start down to whole seconds', async () => {
    const { found } = await find([[over('job-1', SENT_AT)]], { requestedAt: SENT_AT + 999 })
    expect(found).toStrictEqual(E.right('job-1'))
    const second = await find([[over('job-1', SENT_AT)]], { requestedAt: SENT_AT + 1_000 })
    expect(second.found).toStrictEqual(E.right(null))
  })

  test('does not adopt the job of the previous attempt', async () => {
    const { found } = await find([[job('job-1', SENT_AT)]], { notJobIds: ['job-0' as JobId, 'job-1' as JobId] })
    expect(found).toStrictEqual(E.right(null))
  })

  test('adopts no job without a start time, even at the epoch', async () => {
    expect((await find([[job('job-1', null)]], { requestedAt: 0 })).found).toStrictEqual(E.right(null))
  })

  test('searches all jobs of the user if there is no connection yet', async () => {
    expect((await find([[job('job-1', SENT_AT)]])).queries).toStrictEqual([{ userId: 'user-1' }])
  })

  test('treats a job without a connection as one of the requested connection', async () => {
    const { found } = await find([[job('job-1', SENT_AT)]], { connectionId: 'c-1' as ConnectionId })
    expect(found).toStrictEqual(E.right('job-1'))
  })

  test('searches the jobs of the connection if there is one', async () => {
    const { found, queries } = await find(
      [[job('job-1', SENT_AT, 'AU00009', 'c-1'), job('job-2', SENT_AT, 'AU00009', 'c-2')]],
      {
        connectionId: 'c-1' as ConnectionId,
      },
    )
    expect(found).toStrictEqual(E.right('job-1'))
    expect(queries).toStrictEqual([{ userId: 'user-1', connectionId: 'c-1' }])
  })

  test('searches three times, seconds apart, before it reports no job', async () => {
    expect(await find([[]])).toMatchObject({ found: E.right(null), looks: [0, 2_000, 7_000] })
  })

  test('stops as soon as it finds one', async () => {
    expect((await find([[], [job('job-1', SENT_AT)]])).looks).toStrictEqual([0, 2_000])
  })

  test('tolerates a failed lookup, but reports no job only after a successful one', async () => {
    expect((await find([lost, [job('job-1', SENT_AT)]])).found).toStrictEqual(E.right('job-1'))
    expect((await find([[], [], lost])).found).toStrictEqual(lost)
    expect((await find([lost, lost, []])).found).toStrictEqual(E.right(null))
  })

  test('stops when aborted', async () => {
    const source = createAbortController()
    const { port, asked, clock } = scriptedPort({ listJobs: () => E.right([]) })
    const finding = findLostJob(port)(INPUT, source.signal)
    await clock.sleep(500, neverAborted)
    source.abort()
    expect(await finding).toStrictEqual(E.left(unreachable('cancelled', 'no')))
    expect(asked).toHaveLength(1)
  })
})
