import type { BankPort, ConnectionId, PortError, UserId } from '@bank-connection/core'
import type { Job } from '@bank-connection/core/codec'
import { stageOf } from '@bank-connection/core/machine'
import { function as F, taskEither as TE } from 'fp-ts'

/** What to do about a connection whose data may be old. */
export type Due = 'refresh' | 'fresh' | 'running' | 'new-credentials'

/** Checks before a refresh when the last one was, whether the credentials still work, and whether a job is running. */
export const isRefreshDue = (
  bank: BankPort,
  { userId, connectionId }: { readonly userId: UserId; readonly connectionId: ConnectionId },
  maxAgeMs: number,
): TE.TaskEither<PortError, Due> =>
  F.pipe(
    bank.getConnection({ userId, connectionId }),
    TE.chain((connection) =>
      TE.map((jobs: readonly Job[]): Due => {
        if (jobs.some((job) => !['Done', 'Failed'].includes(stageOf(job)._tag))) return 'running'
        if (connection.status === 'invalid') return 'new-credentials'
        const isFresh = connection.lastUsed !== null && bank.clock.now() - connection.lastUsed < maxAgeMs
        return isFresh ? 'fresh' : 'refresh'
      })(bank.listJobs({ userId, connectionId })),
    ),
  )
