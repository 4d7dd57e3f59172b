import { either as E } from 'fp-ts'
import { malformedResponse } from '../../failure/port-error.ts'
import type { ConnectionLaw, Trace, TraceEvent } from '../../trace/trace.ts'
import { jobReadIn } from '../../trace/trace-facts.ts'
import { adoptionLaws } from './adoption-laws.ts'
import { answerLaws } from './answer-laws.ts'
import { credentialLaws } from './credential-laws.ts'
import { endLaws } from './end-laws.ts'
import { pollLaws } from './poll-laws.ts'
import { readLaws } from './read-laws.ts'
import { requestLaws } from './request-laws.ts'
import { saveLaws } from './save-laws.ts'
import { stageLaws } from './stage-laws.ts'
import { subjectLaws } from './subject-laws.ts'
import { timeLaws } from './time-laws.ts'
import { viewLaws } from './view-laws.ts'

/**
 * What every connection keeps, whatever the bank, the network and the user do, also across crashes, as long as what it is
 * restored from was saved when it crashed, or by `keepConnection`. Times are judged by a clock that is not set.
 */
export const connectionLaws: readonly ConnectionLaw[] = [
  ...requestLaws(),
  ...credentialLaws(),
  ...subjectLaws(),
  ...adoptionLaws(),
  ...answerLaws(),
  ...readLaws(),
  ...pollLaws(),
  ...timeLaws(),
  ...viewLaws(),
  ...stageLaws(),
  ...saveLaws(),
  ...endLaws(),
]

/** A law that was broken, by its name, and how. It names ids, never a secret. */
export interface Breach {
  readonly law: string
  readonly problem: string
}

/** Begins to watch one connection. What it gives is told every event in order, and gives the first law that it breaks. */
export const watchLaws = (laws: readonly ConnectionLaw[] = connectionLaws): ((event: TraceEvent) => Breach | null) => {
  const watchers = laws.map(({ name, watch }) => ({ name, tell: watch() }))
  const asTaken = looksOfOwnJobs()
  return (event) => {
    let first: Breach | null = null
    const taken = asTaken(event)
    for (const { name, tell } of watchers) {
      const problem = tell(taken)
      if (problem !== null) first ??= { law: name, problem }
    }
    return first
  }
}

/** A look that tells of another job than it was asked for is one that failed: all laws are told so. */
const looksOfOwnJobs = (): ((event: TraceEvent) => TraceEvent) => {
  const asked = new Map<number, string>()
  return (event) => {
    if (event.type === 'called' && event.operation === 'getJob') asked.set(event.call, event.about.jobId ?? '')
    if (event.type !== 'settled' || event.operation !== 'getJob') return event
    const jobId = asked.get(event.call)
    asked.delete(event.call)
    const job = jobReadIn(event)
    return job === null || jobId === undefined || job.id === jobId
      ? event
      : { ...event, result: E.left(malformedResponse('Job', ['/id'])) }
  }
}

/** Where a trace breaks a law: `index` counts its events from 0. */
export interface BreachAt extends Breach {
  readonly index: number
}

/** Judges a whole trace. Left with the first event that breaks a law. Pure. */
export const checkTrace = (
  trace: Trace,
  laws: readonly ConnectionLaw[] = connectionLaws,
): E.Either<BreachAt, 'holds'> => {
  const tell = watchLaws(laws)
  for (const [index, event] of trace.entries()) {
    const breach = tell(event)
    if (breach !== null) return E.left({ ...breach, index })
  }
  return E.right('holds')
}
