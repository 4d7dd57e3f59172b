import { either as E } from 'fp-ts'
import type { JobId } from '../../codec/ids.ts'
import { connectionIdOf, type Job } from '../../codec/job.ts'
import { stageOf } from '../../domain/job-stage.ts'
import { type PortError, unreachable } from '../../failure/port-error.ts'
import type { BankPort } from '../../protocol/port.ts'
import type { AbortSignalLike } from '../../time/abort.ts'
import type { FindJobInput } from '../actor-logic.ts'
import { withTimeout } from './with-timeout.ts'

/** Gaps between searches of the user's jobs after a lost response, in milliseconds. */
const LOOKUP_GAPS_MS = [0, 2_000, 5_000] as const

/**
 * How far the server's clock may be behind ours, in milliseconds, for a job to count as started after the request.
 *
 * @internal
 */
export const LOOKUP_SKEW_MS = 5_000

const isOver = (job: Job): boolean => ['Done', 'Failed'].includes(stageOf(job)._tag)

/** The server writes whole seconds, so a job seems to have started up to one second early. */
const PRECISION_MS = 1_000

/**
 * Whether the job started after the request; one that seems to have started before that second must still be running.
 */
const beganAfter = (requestedAt: number, job: Job): boolean =>
  job.created !== null &&
  job.created >= requestedAt - LOOKUP_SKEW_MS &&
  (job.created >= requestedAt - (requestedAt % PRECISION_MS) || !isOver(job))

const fits = ({ institutionId, connectionId, notJobIds, requestedAt }: FindJobInput, job: Job): boolean =>
  !notJobIds.includes(job.id) &&
  beganAfter(requestedAt, job) &&
  (connectionId === null
    ? institutionId !== null && job.institution?.id === institutionId
    : connectionIdOf(job) === null || connectionIdOf(job) === connectionId)

/** The only match: of two, one belongs to someone else. */
const onlyOne = (jobs: readonly Job[]): JobId | null => (jobs.length === 1 ? (jobs[0]?.id ?? null) : null)

/**
 * Searches for the job of a request whose response was lost: the one of the same institution or connection that started
 * after the request. `null` if the last search shows none or several; a failure if the last search failed.
 */
export const findLostJob =
  ({ clock, listJobs }: Pick<BankPort, 'clock' | 'listJobs'>) =>
  async (input: FindJobInput, signal: AbortSignalLike): Promise<E.Either<PortError, JobId | null>> => {
    const { userId, connectionId } = input
    const query = connectionId === null ? { userId } : { userId, connectionId }
    let outcome: E.Either<PortError, JobId | null> = E.right(null)
    for (const gapMs of LOOKUP_GAPS_MS) {
      await clock.sleep(gapMs, signal)
      if (signal.aborted) return E.left(unreachable('cancelled', 'no'))
      const jobs = await withTimeout(clock, (s) => listJobs(query, s), signal)
      outcome = E.map((all: readonly Job[]) => onlyOne(all.filter((job) => fits(input, job))))(jobs)
      if (E.isRight(outcome) && outcome.right !== null) return outcome
    }
    return outcome
  }
