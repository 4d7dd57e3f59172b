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
 * The laws that every connection keeps, whatever the bank, the network and the user do. They also hold across crashes,
 * provided that the restored state was saved at the crash, or by `keepConnection`. The laws about time assume that
 * nobody adjusts the clock.
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

/** The name of a broken law, and how it was broken. Contains ids, but never a secret. */
export interface Breach {
  readonly law: string
  readonly problem: string
}

/**
 * Starts checking one connection. The returned function takes each event in order and returns the first broken law, or
 * `null`.
 */
export const watchLaws = (laws: readonly ConnectionLaw[] = connectionLaws): ((event: TraceEvent) => Breach | null) => {
  const watchers = laws.map(({ name, watch }) => ({ name, check: watch() }))
  const asTaken = failForeignReads()
  return (event) => {
    let first: Breach | null = null
    const taken = asTaken(event)
    for (const { name, check } of watchers) {
      const problem = check(taken)
      if (problem !== null) first ??= { law: name, problem }
    }
    return first
  }
}

/** A poll that returns another job counts as failed, for all laws. */
const failForeignReads = (): ((event: TraceEvent) => TraceEvent) => {
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

/** Where a trace breaks a law. `index` is the zero-based index of the event. */
export interface BreachAt extends Breach {
  readonly index: number
}

/** Checks a whole trace. Returns a left with the first event that breaks a law. Pure. */
export const checkTrace = (
  trace: Trace,
  laws: readonly ConnectionLaw[] = connectionLaws,
): E.Either<BreachAt, 'holds'> => {
  const check = watchLaws(laws)
  for (const [index, event] of trace.entries()) {
    const breach = check(event)
    if (breach !== null) return E.left({ ...breach, index })
  }
  return E.right('holds')
}
