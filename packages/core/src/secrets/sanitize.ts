import { connectionIdOf, type Job, type JobStep, type StepResult, StepStatus, StepTitle } from '../codec/job.ts'
import { isKnown, type UnknownValue } from '../codec/open.ts'
import type { PortError } from '../failure/connection-failure.ts'
import { knownWords } from './word-allowlist.ts'

/** What a code becomes that is not known at all. */
const UNKNOWN = 'unknown'

/**
 * A job as the machine takes it: codes and texts in known words, of links only the connection's id. Prompts and
 * descriptions of a challenge are for the user, and stay as they are.
 */
export const jobInKnownWords = (job: Job): Job => {
  const connectionId = connectionIdOf(job)
  return {
    ...job,
    steps: job.steps.map(stepInKnownWords).map(apart),
    links: connectionId === null ? null : { source: `/connections/${connectionId}` },
  }
}

const named = <Name extends string>(name: Name): Name => (knownWords(name) ?? (UNKNOWN as UnknownValue)) as Name

const stepInKnownWords = ({ title, status, result }: JobStep): JobStep => ({
  // Names that are documented are in known words: of most jobs no other has to be searched for them.
  title: isKnown(StepTitle, title) ? title : named(title),
  status: isKnown(StepStatus, status) ? status : named(status),
  result: result === null ? null : resultInKnownWords(result),
})

/** Steps are told apart by their titles, also when both have become the same. */
const apart = (step: JobStep, i: number, steps: readonly JobStep[]): JobStep =>
  steps.findIndex(({ title }) => title === step.title) === i
    ? step
    : { ...step, title: `${step.title} ${i + 1}` as UnknownValue }

const resultInKnownWords = (result: StepResult): StepResult => {
  switch (result._tag) {
    case 'Problem':
      return {
        _tag: 'Problem',
        code: named(result.code),
        title: result.title === null ? null : knownWords(result.title),
        detail: result.detail === null ? null : knownWords(result.detail),
      }
    case 'Challenge':
      return { ...result, method: named(result.method) }
    case 'Link':
    case 'Unrecognised':
      return { _tag: 'Unrecognised' }
  }
}

/** An id that a computer made: groups of hexadecimal digits. No login and no code looks like that. */
const isReference = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){1,3}(-[0-9a-f]{12})?$/i.test(text)

const wordsOf = ({ detail, correlationId }: { detail: string | null; correlationId: string | null }) => ({
  detail: detail === null ? null : knownWords(detail),
  correlationId: correlationId !== null && isReference(correlationId) ? correlationId : null,
})

/** A failure as the machine takes it. Its own secrets were taken out already; those of earlier requests go here. */
export const failureInKnownWords = (failure: PortError): PortError => {
  switch (failure._tag) {
    case 'Refused':
      return { ...failure, code: named(failure.code), ...wordsOf(failure) }
    case 'TokenUnavailable':
      return { ...failure, ...wordsOf(failure) }
    case 'Unreachable':
    case 'MalformedResponse':
      return failure
  }
}
