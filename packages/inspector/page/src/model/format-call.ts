import type { Job } from '@bank-connection/core/codec'
import type { TraceEvent } from '@bank-connection/core/trace'
import { failureWords, shortId, stepsWords, type Tone } from './format-name.ts'

type Called = Extract<TraceEvent, { readonly type: 'called' }>
type Settled = Extract<TraceEvent, { readonly type: 'settled' }>

/** What a call was about. */
export const operationWords = ({ about }: Pick<Called, 'about'>): string => {
  const { institutionId, connectionId, jobId, given, answers } = about
  const ids = [institutionId, connectionId, jobId].filter((id) => id !== undefined).map(shortId)
  const secrets = given === undefined ? [] : [`with ${given.join(', ')}`]
  return [...ids, ...secrets, ...(answers === undefined ? [] : [`${answers} answers`])].join(' ')
}

/** What became of a call. */
export const resultWords = ({ operation, result }: Pick<Settled, 'operation' | 'result'>): string => {
  if (result === 'rejected') return 'threw: a bug of the adapter'
  if (result._tag === 'Left') return failureWords({ ...result.left })
  if (operation === 'getJob') return stepsWords((result.right as Job).steps)
  if (Array.isArray(result.right)) return `${result.right.length} found`
  const { outcome, jobId, name } = (result.right ?? {}) as Readonly<Record<string, unknown>>
  if (typeof jobId === 'string') return `${String(outcome)} ${shortId(jobId)}`
  return typeof name === 'string' ? name : 'done'
}

/** Whether what became of it is good or bad news. */
export const settledTone = (result: Settled['result']): Tone =>
  result === 'rejected' || result._tag === 'Left' ? 'bad' : 'quiet'
