import { explain, type InputRejected } from '@bank-connection/core'
import { either as E } from 'fp-ts'

/** Why a command failed. */
export interface CommandError {
  readonly status: 400 | 404 | 405 | 409 | 413 | 415 | 422
  /** Names the member and the remedy; never repeats a submitted value. */
  readonly problem: string
}

/** A failed command. */
export const commandError = (status: CommandError['status'], problem: string): E.Either<CommandError, never> =>
  E.left({ status, problem })

/** Converts the connection's rejection of an input. */
export const rejectionError = (rejection: InputRejected): CommandError => {
  switch (rejection._tag) {
    case 'CredentialsIncomplete': {
      const parts = [
        ...rejection.missing.map((field) => `${field} is missing`),
        ...rejection.unexpected.map((field) => `leave out ${field}`),
      ]
      return { status: 422, problem: `credentials: ${parts.join(', ')}` }
    }
    case 'AnswersIncomplete':
      return { status: 422, problem: `answers: give ${rejection.expected} non-empty answers` }
    case 'InputInvalid':
      return { status: 400, problem: `${rejection.fields.join(', ')}: ${rejection.remedy}` }
    case 'NotExpected':
      return { status: 409, problem: `${rejection.call}: the connection does not expect it now; check its view` }
    case 'ChallengeExpired':
      return { status: 409, problem: explain(rejection) }
  }
}
