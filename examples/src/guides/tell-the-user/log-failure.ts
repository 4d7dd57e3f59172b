import { adviceFor, explain, type KeptFailedView } from '@bank-connection/core'
import type { Logger } from 'pino'

/** One line for each connection that has failed: as loud as somebody has to get up for it. */
export const logFailure = (log: Logger, { failure, jobId }: KeptFailedView): void => {
  const { actor, retry, code, correlationId } = adviceFor(failure)
  const level = actor === 'developer' || actor === 'support' ? 'error' : actor === 'bank' ? 'warn' : 'info'
  log[level]({ failure: failure._tag, actor, retry, code, correlationId, jobId }, explain(failure))
}
