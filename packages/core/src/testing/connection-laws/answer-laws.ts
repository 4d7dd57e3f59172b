import { either as E } from 'fp-ts'
import { requiredAnswers } from '../../machine/guards.ts'
import type { ChallengedView } from '../../machine/view.ts'
import type { ConnectionLaw, TraceEvent } from '../../trace/trace.ts'
import { type CallOutcome, jobReadIn, limitsOf, outcomeOf, showsChallenge, startsJob } from '../../trace/trace-facts.ts'

/** When a challenge may be answered, and how often. */
export const answerLaws = (): readonly ConnectionLaw[] => [answersWhenAsked, sentOnce, answersWithin]

const answersWhenAsked: ConnectionLaw = {
  name: 'MUST accept one answer per prompt, only while an unexpired challenge is shown, and send it once for that job',
  watch: () => {
    let view: ChallengedView | null = null
    let taken: { readonly jobId: string; readonly answers: number } | null = null
    return (event) => {
      if (event.type === 'shown') view = event.view._tag === 'Challenged' ? event.view : null
      if (event.type === 'crashed') {
        view = null
        taken = null
      }
      if (event.type === 'acted' && event.act === 'answer' && E.isRight(event.taken)) {
        if (view === null) return 'an answer is taken while no challenge is shown'
        const required = requiredAnswers(view.challenge)
        taken = { jobId: view.jobId, answers: required }
        if (event.answers !== required) return `${event.answers} answers are taken, required are ${required}`
        return event.at < view.challenge.expiresAt ? null : 'an answer is taken after the challenge has expired'
      }
      if (event.type !== 'called' || event.operation !== 'answerMfa') return null
      const { jobId, answers } = event.about
      const wanted = taken
      taken = null
      if (wanted === null) return 'answerMfa leaves without an answer that was taken'
      return wanted.jobId === jobId && wanted.answers === answers
        ? null
        : `answerMfa carries ${answers ?? 0} answers to ${jobId ?? 'no job'}, taken were ${wanted.answers} to ${wanted.jobId}`
    }
  },
}

/** What is known about the last answer. `open`: another answer may be sent. */
interface LastAnswer {
  readonly call: number
  readonly open: boolean
}

const sentOnce: ConnectionLaw = {
  name: 'MUST NOT answer again until the last answer was refused or never sent, or a later read shows a challenge',
  watch: () => {
    let last: LastAnswer = { call: 0, open: true }
    return (event) => {
      if (event.type === 'called' && event.operation === 'answerMfa') {
        const before = last
        last = { call: event.call, open: false }
        return before.open ? null : 'answerMfa leaves, and nobody knows what became of the last answer'
      }
      if (opensAnswer(event, last)) last = { ...last, open: true }
      return null
    }
  },
}

const opensAnswer = (event: TraceEvent, last: LastAnswer): boolean => {
  if (event.type === 'called') return startsJob(event.operation)
  if (event.type !== 'settled') return false
  if (event.operation === 'answerMfa') return event.call === last.call && isOpen(outcomeOf(event.result))
  const job = jobReadIn(event)
  return job !== null && event.call > last.call && showsChallenge(job)
}

const isOpen = (fate: CallOutcome): boolean => fate === 'refused' || fate === 'neverLeft'

const answersWithin: ConnectionLaw = {
  name: 'MUST NOT answer one job more often than the limits allow',
  watch: () => {
    let answersMax = Number.POSITIVE_INFINITY
    /** The number of answers that may have reached the server, by job. */
    const sent = new Map<string, number>()
    const jobOfCall = new Map<number, string>()
    const count = (jobId: string, by: number): number => {
      const now = (sent.get(jobId) ?? 0) + by
      sent.set(jobId, now)
      return now
    }
    return (event) => {
      if (event.type === 'began') answersMax = limitsOf(event.request).answersMax
      if (event.type === 'called' && event.operation === 'answerMfa') {
        const jobId = event.about.jobId ?? ''
        jobOfCall.set(event.call, jobId)
        const now = count(jobId, 1)
        return now > answersMax ? `answerMfa is called ${now} times, but ${answersMax} are allowed` : null
      }
      if (event.type === 'settled' && event.operation === 'answerMfa' && outcomeOf(event.result) === 'neverLeft')
        count(jobOfCall.get(event.call) ?? '', -1)
      return null
    }
  },
}
