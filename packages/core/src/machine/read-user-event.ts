import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { Credentials } from '../codec/credentials.ts'
import { isObject, ownMember } from '../codec/strict.ts'
import type { InputInvalid } from '../failure/connection-failure.ts'
import { exposeSecret } from '../secrets/secret.ts'
import { answer, cancel, submit, type UserEvent } from './event.ts'

const refuse = (field: string, remedy: string): E.Either<InputInvalid, never> =>
  E.left({ _tag: 'InputInvalid', fields: [field], remedy })

const Answers = t.readonlyArray(t.string, 'Answers')

/** The content of a member: plain, as received, or from a secret handle of this process. */
const contentOf = (event: object, name: string): unknown => {
  const member = ownMember(event, name)
  return exposeSecret(member as never) ?? member
}

/**
 * Reads an event from outside, such as a page's message, if you drive the machine yourself. Accepts only `submit` with
 * `credentials`, `answer` with `answers`, and `cancel`; rejects everything else, above all events of XState and of the
 * machine's actors. Secrets are counted and put into handles here, whatever the event claims. Total.
 *
 * @param at - now, in milliseconds since the Unix epoch
 * @example
 * const event = readUserEvent(JSON.parse(message), port.clock.now())
 * if (E.isRight(event)) actor.send(event.right)
 */
export const readUserEvent = (u: unknown, at: number): E.Either<InputInvalid, UserEvent> => {
  try {
    return readEvent(u, at)
  } catch {
    // A getter or a proxy threw; values parsed from JSON never do.
    return refuse('event', 'give a plain object')
  }
}

const readEvent = (u: unknown, at: number): E.Either<InputInvalid, UserEvent> => {
  if (!isObject(u)) return refuse('event', 'give an object with a type')
  switch (ownMember(u, 'type')) {
    case 'submit': {
      const credentials = contentOf(u, 'credentials')
      return Credentials.is(credentials)
        ? E.right(submit(Credentials.encode(credentials), at))
        : refuse('credentials', 'give each field as a text, and leave out those that you have no value for')
    }
    case 'answer': {
      const answers = contentOf(u, 'answers')
      return Answers.is(answers)
        ? E.right(answer(answers, at))
        : refuse('answers', 'give a list of texts, one per prompt')
    }
    case 'cancel':
      return E.right(cancel)
    default:
      return refuse('type', 'give submit, answer or cancel')
  }
}
