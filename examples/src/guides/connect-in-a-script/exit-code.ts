import { adviceFor, type ConnectionFailure } from '@bank-connection/core'

/**
 * Exit code for a shell or a scheduler: 1 the operator must act; 2 the user must act; 3 check the job before another try;
 * 75 try again later; 130 stopped before anything was sent.
 */
export const exitCodeOf = (failure: ConnectionFailure): 1 | 2 | 3 | 75 | 130 => {
  const { actor, retry } = adviceFor(failure)
  switch (retry.when) {
    case 'now':
      return 130
    case 'later':
      return 75
    case 'afterLookup':
      return 3
    case 'afterAction':
      return actor === 'user' ? 2 : 1
    case 'never':
      return 1
  }
}
