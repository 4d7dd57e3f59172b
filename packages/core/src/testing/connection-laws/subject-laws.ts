import { either as E } from 'fp-ts'
import type { Connection } from '../../codec/connection.ts'
import type { Intent } from '../../machine/context.ts'
import type { BankCalls } from '../../protocol/port.ts'
import type { ConnectionLaw, TracedRequest } from '../../trace/trace.ts'
import { jobsListedIn, restoredStateIn, type Settled, startedIn, startsJob } from '../../trace/trace-facts.ts'

/** Which job, user, institution and connection the calls name. */
export const subjectLaws = (): readonly ConnectionLaw[] => [knownJobs, ownIds]

const knownJobs: ConnectionLaw = {
  name: 'MUST read and answer only the job that it started, found or was given',
  watch: () => {
    let current: string | null = null
    let candidates: readonly string[] = []
    return (event) => {
      if (event.type === 'began') current = event.request.intent.type === 'follow' ? event.request.intent.jobId : null
      if (event.type === 'restored') {
        current = restoredStateIn(event)?.memory.jobId ?? null
        candidates = []
      }
      if (event.type === 'settled') {
        current = startedIn(event) ?? current
        candidates = jobsListedIn(event)?.map(({ id }) => id) ?? candidates
      }
      if (event.type !== 'called') return null
      if (startsJob(event.operation)) {
        current = null
        candidates = []
      }
      const { jobId } = event.about
      if (jobId === undefined || jobId === current) return null
      if (event.operation === 'getJob' && candidates.includes(jobId)) {
        current = jobId
        candidates = []
        return null
      }
      return `${event.operation} names the job ${jobId}, but the known job is ${current ?? 'none'}`
    }
  },
}

const ownIds: ConnectionLaw = {
  name: 'MUST NOT call operations outside its intent, or for another user, institution or connection',
  watch: () => {
    let request: TracedRequest | null = null
    let institutionId: string | null = null
    return (event) => {
      if (event.type === 'began') {
        request = event.request
        institutionId = institutionOf(event.request)
      }
      if (event.type === 'settled') institutionId = institutionNamedIn(event) ?? institutionId
      if (event.type !== 'called' || request === null) return null
      const { about, operation } = event
      const { intent, userId } = request
      if (!mayCall(intent.type, operation)) return `${operation} is called by a connection that is to ${intent.type}`
      if (about.userId !== undefined && about.userId !== userId) return `${operation} names the user ${about.userId}`
      if (about.connectionId !== undefined && about.connectionId !== connectionOf(intent))
        return `${operation} names the connection ${about.connectionId}`
      return about.institutionId === undefined || about.institutionId === institutionId
        ? null
        : `${operation} names the institution ${about.institutionId}`
    }
  },
}

const institutionOf = ({ intent, institution }: TracedRequest): string | null =>
  intent.type === 'create' ? intent.institutionId : (institution?.id ?? null)

const connectionOf = (intent: Intent): string | null => ('connectionId' in intent ? intent.connectionId : null)

const institutionNamedIn = ({ operation, result }: Settled): string | null =>
  operation === 'getConnection' && result !== 'rejected' && E.isRight(result)
    ? ((result.right as Connection).institution?.id ?? null)
    : null

/** The operations that each intent may call. */
const CALLS: Readonly<Record<Intent['type'], readonly (keyof BankCalls)[]>> = {
  create: ['getInstitution', 'createConnection', 'listJobs', 'getJob', 'answerMfa'],
  refresh: [
    ...(['getConnection', 'getInstitution', 'refreshConnection', 'updateConnection'] as const),
    ...(['listJobs', 'getJob', 'answerMfa'] as const),
  ],
  update: ['getConnection', 'getInstitution', 'updateConnection', 'listJobs', 'getJob', 'answerMfa'],
  follow: ['getJob', 'answerMfa'],
}

const mayCall = (intent: Intent['type'], operation: keyof BankCalls): boolean => CALLS[intent].includes(operation)
