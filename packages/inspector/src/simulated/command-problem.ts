import { explain, type InputRejected } from '@bank-connection/core'
import { either as E } from 'fp-ts'

/** Why a command was not done, and with which status that is answered. */
export interface Trouble {
  readonly status: 400 | 404 | 405 | 409 | 413 | 415 | 422
  /** Names the member and the remedy; repeats no value that was sent. */
  readonly problem: string
}

/** A command that was not done. */
export const trouble = (status: Trouble['status'], problem: string): E.Either<Trouble, never> =>
  E.left({ status, problem })

/** What a connection did not take. */
export const refusalTrouble = (refusal: InputRejected): Trouble => {
  switch (refusal._tag) {
    case 'CredentialsIncomplete': {
      const parts = [
        ...refusal.missing.map((field) => `${field} is missing`),
        ...refusal.unexpected.map((field) => `leave out ${field}`),
      ]
      return { status: 422, problem: `credentials: ${parts.join(', ')}` }
    }
    case 'AnswersIncomplete':
      return { status: 422, problem: `answers: give ${refusal.expected}, none of them empty` }
    case 'InputInvalid':
      return { status: 400, problem: `${refusal.fields.join(', ')}: ${refusal.remedy}` }
    case 'NotExpected':
      return { status: 409, problem: `${refusal.call}: the connection does not wait for it now; look at its view` }
    case 'ChallengeExpired':
      return { status: 409, problem: explain(refusal) }
  }
}
