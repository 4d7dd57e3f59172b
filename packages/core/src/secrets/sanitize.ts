import { connectionIdOf, type Job, type JobStep, type StepResult, StepStatus, StepTitle } from '../codec/job.ts'
import { isKnown, type UnknownValue } from '../codec/open.ts'
import type { PortError } from '../failure/port-error.ts'
import { keepKnownWords } from './word-allowlist.ts'

/** Replaces a code without any known word. */
const UNKNOWN = 'unknown'

/**
 * Sanitizes a job for the machine: codes and texts are reduced to known words, links to the connection's id. Prompts
 * and descriptions of a challenge are for the user and stay unchanged.
 */
export const sanitizeJob = (job: Job): Job => {
  const connectionId = connectionIdOf(job)
  return {
    ...job,
    steps: job.steps.map(stepInKnownWords).map(apart),
    links: connectionId === null ? null : { source: `/connections/${connectionId}` },
  }
}

const named = <Name extends string>(name: Name): Name => (keepKnownWords(name) ?? (UNKNOWN as UnknownValue)) as Name

const stepInKnownWords = ({ title, status, result }: JobStep): JobStep => ({
  // Documented names consist of known words, so most jobs need no search.
  title: isKnown(StepTitle, title) ? title : named(title),
  status: isKnown(StepStatus, status) ? status : named(status),
  result: result === null ? null : resultInKnownWords(result),
})

/** Steps are identified by title, even if two titles have become the same. */
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
        title: result.title === null ? null : keepKnownWords(result.title),
        detail: result.detail === null ? null : keepKnownWords(result.detail),
      }
    case 'Challenge':
      return { ...result, method: named(result.method) }
    case 'Link':
    case 'Unrecognised':
      return { _tag: 'Unrecognised' }
  }
}

/** A machine-generated id: groups of hexadecimal digits. No login or code looks like that. */
const isReference = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){1,3}(-[0-9a-f]{12})?$/i.test(text)

const wordsOf = ({ detail, correlationId }: { detail: string | null; correlationId: string | null }) => ({
  detail: detail === null ? null : keepKnownWords(detail),
  correlationId: correlationId !== null && isReference(correlationId) ? correlationId : null,
})

/**
 * Sanitizes a failure for the machine. Its own secrets were removed already; this removes those of earlier requests.
 */
export const sanitizeFailure = (failure: PortError): PortError => {
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
