import { Credentials } from '@bank-connection/core'
import { either as E, function as F } from 'fp-ts'
import * as t from 'io-ts'
import { type CommandError, commandError } from './command-error.ts'
import { readMembers } from './read-members.ts'

/** Which connections to start. `auto`: a simulated user enters credentials and answers. */
export type StartCommand =
  | {
      readonly intent: 'create'
      readonly institutionId: string
      readonly count: number
      readonly auto: boolean
    }
  | { readonly intent: 'refresh' | 'update'; readonly of: string; readonly auto: boolean }

/** Credentials, or the name of a login of the simulated bank. */
export type SubmitCommand = { readonly credentials: Credentials } | { readonly login: string }

/** Answers to a challenge; `right`: the correct ones. */
export type AnswerCommand = { readonly answers: readonly string[] } | 'right'

/** Maximum number of connections that one command can start. */
const COUNT_MAX = 500

/** Maximum by which one command can advance the bank's time: 30 days, in milliseconds. */
const ADVANCE_MAX_MS = 30 * 86_400_000

/** Highest speed of the bank's time. */
export const SPEED_MAX = 1_000

/** Reads `{ institutionId, count?, auto? }`, or `{ intent, of, auto? }`. */
export const readStart = (body: unknown): E.Either<CommandError, StartCommand> => {
  if (has(body, 'of') || has(body, 'intent')) return readAgain(body)
  return F.pipe(
    readCreate(body),
    E.map(({ institutionId, count = 1, auto = false }) => ({ intent: 'create', institutionId, count, auto })),
  )
}

/** Reads `{ credentials }` or `{ login }`. */
export const readSubmit = (body: unknown): E.Either<CommandError, SubmitCommand> =>
  has(body, 'login') ? readLogin(body) : readCredentials(body)

/** Reads `{ answers }` or `{ right: true }`. */
export const readAnswer = (body: unknown): E.Either<CommandError, AnswerCommand> =>
  has(body, 'right')
    ? F.pipe(
        readRight(body),
        E.map(() => 'right'),
      )
    : readAnswers(body)

/** Reads an empty object. */
export const readEmpty = readMembers({})

const between = (min: number, max: number, name: string): t.Decoder<unknown, number> =>
  t.refinement(t.number, (n) => n >= min && n <= max, name)

const wholeBetween = (min: number, max: number, name: string): t.Type<number, number, unknown> =>
  t.refinement(t.number, (n) => Number.isInteger(n) && n >= min && n <= max, name)

/** Reads `{ speed }`. */
export const readSpeed = readMembers({
  speed: {
    codec: between(0, SPEED_MAX, 'Speed'),
    remedy: `give a number from 0 to ${SPEED_MAX}: milliseconds of bank time per real millisecond; 0 stops the clock`,
  },
})

/** Reads `{ ms }`. */
export const readAdvance = readMembers({
  ms: {
    codec: wholeBetween(0, ADVANCE_MAX_MS, 'Milliseconds'),
    remedy: `give a whole number of milliseconds, 0 to ${ADVANCE_MAX_MS} (30 days)`,
  },
})

const has = (body: unknown, name: string): boolean =>
  typeof body === 'object' && body !== null && Object.hasOwn(body, name)

const autoMember = {
  codec: t.union([t.boolean, t.undefined]),
  remedy: 'give true to let a simulated user log in and answer, or leave it out',
}

const readCreate = readMembers({
  institutionId: { codec: t.string, remedy: 'give the id of an institution listed by GET /api/bank' },
  count: {
    codec: t.union([wholeBetween(1, COUNT_MAX, 'Count'), t.undefined]),
    remedy: `give a whole number from 1 to ${COUNT_MAX}, or leave it out for 1`,
  },
  auto: autoMember,
})

const readAgain = readMembers({
  intent: { codec: t.keyof({ refresh: null, update: null }), remedy: 'give refresh or update' },
  of: { codec: t.string, remedy: 'give the id of a listed connection that is connected' },
  auto: autoMember,
}) as (body: unknown) => E.Either<CommandError, { intent: 'refresh' | 'update'; of: string; auto: boolean }>

const readLogin = readMembers({
  login: { codec: t.string, remedy: 'give the name of a login listed by GET /api/bank' },
})

const readRight = readMembers({ right: { codec: t.literal(true), remedy: 'give true, or answers instead' } })

const readAnswers = readMembers({
  answers: { codec: t.readonlyArray(t.string), remedy: 'give an array of strings, one per prompt, or right: true' },
})

const readCredentials = (body: unknown): E.Either<CommandError, { readonly credentials: Credentials }> => {
  const read = readMembers({
    credentials: { codec: Credentials, remedy: 'give an object of strings, one for each field of the view' },
  })(body)
  if (E.isLeft(read)) return read
  // The codec drops unknown members silently.
  const given = (body as { readonly credentials: object }).credentials
  const hasUnknown = Object.keys(given).some((name) => !Object.hasOwn(read.right.credentials, name))
  return hasUnknown ? commandError(400, 'credentials: give only the fields of the view') : read
}
