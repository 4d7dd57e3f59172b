import { adviceFor, explain, type KeptFailedView } from '@bank-connection/core'
import type { Logger } from 'pino'

/** Logs one line per failed connection, at a level that depends on who must act. */
export const logFailure = (log: Logger, { failure, jobId }: KeptFailedView): void => {
  const { actor, retry, code, correlationId } = adviceFor(failure)
  const level = actor === 'developer' || actor === 'support' ? 'error' : actor === 'bank' ? 'warn' : 'info'
  log[level]({ failure: failure._tag, actor, retry, code, correlationId, jobId }, explain(failure))
}
