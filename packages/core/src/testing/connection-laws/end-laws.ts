import { either as E } from 'fp-ts'
import { connectionIdOf } from '../../codec/job.ts'
import type { StepFailed } from '../../failure/connection-failure.ts'
import { CALL_TIMEOUT_MS } from '../../machine/actors/with-timeout.ts'
import { type ConnectionView, isFinal } from '../../machine/view.ts'
import { sameJson } from '../../trace/same-json.ts'
import type { ConnectionLaw, TraceEvent } from '../../trace/trace.ts'
import { areFinished, isOverAt, jobReadIn, restoredStateIn } from '../../trace/trace-facts.ts'

/** How a connection ends, and that it ends only once. */
export const endLaws = (): readonly ConnectionLaw[] => [
  endsOnce,
  stopsWhenCancelled,
  connectsWhenDone,
  failsAsTheStep,
  notTooEarly,
  brokenWhenThrown,
]

type End = Extract<TraceEvent, { readonly type: 'ended' }>['end']

const endOf = (view: ConnectionView): End | null => {
  if (view._tag === 'Connected') return E.right(view.connected)
  return view._tag === 'Failed' ? E.left(view.failure) : null
}

type Life = 'unborn' | 'alive' | 'dead' | 'over'

const endsOnce: ConnectionLaw = {
  name: 'MUST do nothing before its start, after a crash and after its end, and end once, as its last view says',
  watch: () => {
    let life: Life = 'unborn'
    let shown: ConnectionView | null = null
    let end: End | null = null
    const isSilent = (): boolean => life !== 'alive'
    return (event) => {
      switch (event.type) {
        case 'began':
          // A connection that was never saved starts again.
          if (life !== 'unborn' && life !== 'dead') return 'it begins again'
          shown = null
          life = 'alive'
          return null
        case 'crashed':
          if (life === 'unborn' || life === 'dead') return 'it crashes, and does not run'
          life = 'dead'
          return null
        case 'restored': {
          if (life !== 'dead') return 'it is restored, and has not crashed'
          life = 'alive'
          shown = null
          if (!isOverAt(restoredStateIn(event)?.at ?? 'preparing')) end = null
          return null
        }
        case 'called':
          if (isSilent() || (shown !== null && isFinal(shown)) || end !== null)
            return `${event.operation} is called after ${afterWhat(life)}`
          return null
        case 'shown':
          if (isSilent()) return `${event.view._tag} is shown after ${afterWhat(life)}`
          if (shown !== null && isFinal(shown) && !sameJson(shown, event.view))
            return `${event.view._tag} is shown after the end`
          shown = event.view
          return null
        case 'ended': {
          if (isSilent()) return `it ends after ${afterWhat(life)}`
          const before = end
          life = 'over'
          end = event.end
          if (before !== null && !sameJson(before, end)) return 'it ends otherwise than it had ended'
          if (isStoreFailure(end)) return null
          return shown !== null && sameJson(endOf(shown), end)
            ? null
            : `it ends, and ${shown?._tag ?? 'nothing'} is shown, not that end`
        }
        case 'acted':
          return life === 'over' && event.act !== 'cancel' && E.isRight(event.taken)
            ? `a ${event.act} is taken after the end`
            : null
        case 'settled':
          return null
      }
    }
  },
}

const afterWhat = (life: Life): string => {
  switch (life) {
    case 'unborn':
      return 'nothing: it has not begun'
    case 'dead':
      return 'a crash'
    case 'alive':
    case 'over':
      return 'the end'
  }
}

/** An end that comes from the store, not from the connection: saving failed. */
const isStoreFailure = (end: End): boolean =>
  E.isLeft(end) && ['StoreConflict', 'StoreUnavailable', 'StoreCorrupt'].includes(end.left._tag)

const stopsWhenCancelled: ConnectionLaw = {
  name: 'MUST send nothing after cancel, and end as cancelled at that moment',
  watch: () => {
    let cancelledAt: number | null = null
    let isOver = false
    return (event) => {
      if (event.type === 'crashed') cancelledAt = null
      if (event.type === 'restored') isOver = isOverAt(restoredStateIn(event)?.at ?? 'preparing')
      if (event.type === 'acted' && event.act === 'cancel' && !isOver && E.isRight(event.taken)) {
        cancelledAt ??= event.at
        return null
      }
      if (event.type === 'shown' && isFinal(event.view)) isOver = true
      if (cancelledAt === null) return null
      if (event.type === 'called') return `${event.operation} is called after cancel`
      if (event.type !== 'ended') return null
      if (event.at !== cancelledAt) return `it ends ${event.at - cancelledAt} ms after cancel`
      return E.isLeft(event.end) && (event.end.left._tag === 'Cancelled' || isStoreFailure(event.end))
        ? null
        : `it is cancelled, and ends as ${E.isLeft(event.end) ? event.end.left._tag : 'Connected'}`
    }
  },
}

const connectsWhenDone: ConnectionLaw = {
  name: 'MUST NOT show Connected before a read of that job in which every step has succeeded or was skipped',
  watch: () => {
    let intended: string | null = null
    const done = new Set<string>()
    const connections = new Map<string, string>()
    return (event) => {
      if (event.type === 'began') {
        const { intent } = event.request
        intended = 'connectionId' in intent ? intent.connectionId : null
      }
      const job = jobReadIn(event)
      if (job !== null) {
        if (areFinished(job.steps)) done.add(job.id)
        const named = connectionIdOf(job)
        if (named !== null) connections.set(job.id, named)
      }
      if (event.type !== 'shown' || event.view._tag !== 'Connected') return null
      const { jobId, connectionId, steps } = event.view.connected
      if (!done.has(jobId)) return `Connected is shown, and no read has shown that ${jobId} is done`
      if (!areFinished(steps)) return 'Connected is shown with a step that is not over and well'
      return connectionId === (intended ?? connections.get(jobId))
        ? null
        : `Connected names the connection ${connectionId}, which is not that of the job`
    }
  },
}

const failureShown = (view: ConnectionView): StepFailed | null => {
  if (view._tag === 'Failed') return view.failure._tag === 'StepFailed' ? view.failure : null
  return view._tag === 'Collecting' && view.rejection?._tag === 'StepFailed' ? view.rejection : null
}

const failsAsTheStep: ConnectionLaw = {
  name: 'MUST NOT show StepFailed before a read of that job in which that step failed',
  watch: () => {
    const failed = new Set<string>()
    return (event) => {
      const job = jobReadIn(event)
      for (const { title, status } of job?.steps ?? []) if (status === 'failed') failed.add(`${job?.id} ${title}`)
      const failure = event.type === 'shown' ? failureShown(event.view) : null
      return failure === null || failed.has(`${failure.jobId} ${failure.step}`)
        ? null
        : `StepFailed is shown, and no read has shown that ${failure.step} of ${failure.jobId} failed`
    }
  },
}

const notTooEarly: ConnectionLaw = {
  name: 'MUST NOT give up a job before its deadline or a challenge before it expires',
  watch: () => {
    let expiresAt: number | null = null
    return (event) => {
      if (event.type !== 'shown') return null
      const { view, at } = event
      if (view._tag === 'Challenged') expiresAt = view.challenge.expiresAt
      if (view._tag !== 'Failed') return null
      const { failure } = view
      if (failure._tag === 'JobTimedOut' && at < failure.deadlineAt)
        return `JobTimedOut is shown ${failure.deadlineAt - at} ms before the deadline`
      if (failure._tag !== 'ChallengeExpired') return null
      if (at < failure.expiredAt) return `ChallengeExpired is shown ${failure.expiredAt - at} ms before its time`
      return failure.expiredAt === expiresAt ? null : 'ChallengeExpired is of another challenge than the one shown'
    }
  },
}

/** Ends with another cause, which may coincide with an exception from the port. */
const mayBeat = (end: End): boolean =>
  E.isLeft(end) && (end.left._tag === 'Cancelled' || end.left._tag === 'ChallengeExpired' || isStoreFailure(end))

const brokenWhenThrown: ConnectionLaw = {
  name: 'MUST end as Broken when the port throws, and only then',
  watch: () => {
    /** The start times of the calls that have not settled. */
    const onItsWay = new Map<number, number>()
    let hasThrown = false
    let thrown: string | null = null
    return (event) => {
      // An exception just before a crash may not have been saved.
      if (event.type === 'crashed') thrown = null
      if (event.type === 'settled') {
        // Nobody handles the exception of an abandoned call.
        const isHeard = event.at < (onItsWay.get(event.call) ?? event.at) + CALL_TIMEOUT_MS
        onItsWay.delete(event.call)
        if (event.result === 'rejected' && isHeard) thrown = event.operation
        hasThrown = hasThrown || thrown !== null
      }
      if (event.type === 'called') {
        onItsWay.set(event.call, event.at)
        return thrown === null ? null : `${event.operation} is called after ${thrown} threw`
      }
      if (event.type !== 'ended') return null
      const isBroken = E.isLeft(event.end) && event.end.left._tag === 'Defect'
      if (isBroken) return hasThrown ? null : 'it ends as Broken, and nothing has thrown'
      return thrown === null || mayBeat(event.end) ? null : `${thrown} threw, but the connection does not end as Broken`
    }
  },
}
