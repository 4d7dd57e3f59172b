import type { Job } from '@bank-connection/core/codec'
import type { TraceEvent } from '@bank-connection/core/trace'
import { formatFailure, formatSteps, shortId, type Tone } from './format-name.ts'

type Called = Extract<TraceEvent, { readonly type: 'called' }>
type Settled = Extract<TraceEvent, { readonly type: 'settled' }>

/** The arguments of a call. */
export const formatCall = ({ about }: Pick<Called, 'about'>): string => {
  const { institutionId, connectionId, jobId, given, answers } = about
  const ids = [institutionId, connectionId, jobId].filter((id) => id !== undefined).map(shortId)
  const secrets = given === undefined ? [] : [`with ${given.join(', ')}`]
  return [...ids, ...secrets, ...(answers === undefined ? [] : [`${answers} answers`])].join(' ')
}

/** The result of a call. */
export const formatResult = ({ operation, result }: Pick<Settled, 'operation' | 'result'>): string => {
  if (result === 'rejected') return 'threw: a bug in the adapter'
  if (result._tag === 'Left') return formatFailure({ ...result.left })
  if (operation === 'getJob') return formatSteps((result.right as Job).steps)
  if (Array.isArray(result.right)) return `${result.right.length} found`
  const { outcome, jobId, name } = (result.right ?? {}) as Readonly<Record<string, unknown>>
  if (typeof jobId === 'string') return `${String(outcome)} ${shortId(jobId)}`
  return typeof name === 'string' ? name : 'done'
}

/** The tone of a result. */
export const resultTone = (result: Settled['result']): Tone =>
  result === 'rejected' || result._tag === 'Left' ? 'bad' : 'quiet'
