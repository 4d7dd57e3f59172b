import { adviceFor, type ConnectionFailure } from '@bank-connection/core'

/**
 * What a shell or a scheduler is told: 1 those who run this must act; 2 the person must; 3 look at the job before another
 * try; 75 try again later; 130 stopped before anything was sent.
 */
export const exitCodeOf = (failure: ConnectionFailure): 1 | 2 | 3 | 75 | 130 => {
  const { actor, retry } = adviceFor(failure)
  switch (retry.when) {
    case 'now':
      return 130
    case 'later':
      return 75
    case 'afterPoll':
      return 3
    case 'afterAction':
      return actor === 'user' ? 2 : 1
    case 'never':
      return 1
  }
}
