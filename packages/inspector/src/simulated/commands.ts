import { Credentials } from '@bank-connection/core'
import { either as E } from 'fp-ts'
import * as t from 'io-ts'
import { type Trouble, trouble } from './command-problem.ts'
import { readMembers } from './read-members.ts'

/** Which connections to start. */
export type StartCommand =
  | {
      readonly intent: 'create'
      readonly institutionId: string
      readonly count: number
      /** Whether a helpful person answers everything. */
      readonly auto: boolean
    }
  | { readonly intent: 'refresh' | 'update'; readonly of: string; readonly auto: boolean }

/** What a person gives at a form. */
export type SubmitCommand = { readonly credentials: Credentials } | { readonly login: string }

/** What a person gives to a challenge. */
export type AnswerCommand = { readonly answers: readonly string[] } | 'right'

/** How many connections one command may start. */
const COUNT_MAX = 500

/** How far one command may put the bank's time forward, in milliseconds: 30 days. */
const ADVANCE_MAX_MS = 30 * 86_400_000

/** How fast the bank's time may pass. */
export const SPEED_MAX = 1_000

/** Reads `{ institutionId, count?, auto? }`, or `{ intent, of, auto? }`. */
export const readStart = (body: unknown): E.Either<Trouble, StartCommand> => {
  if (has(body, 'of') || has(body, 'intent')) return readAgain(body)
  return E.map(
    ({
      institutionId,
      count,
      auto,
    }: {
      institutionId: string
      count?: number | undefined
      auto?: boolean | undefined
    }) => ({ intent: 'create', institutionId, count: count ?? 1, auto: auto ?? false }) satisfies StartCommand,
  )(readCreate(body))
}

/** Reads `{ credentials }` or `{ login }`. */
export const readSubmit = (body: unknown): E.Either<Trouble, SubmitCommand> =>
  has(body, 'login') ? readLogin(body) : readCredentials(body)

/** Reads `{ answers }` or `{ right: true }`. */
export const readAnswer = (body: unknown): E.Either<Trouble, AnswerCommand> =>
  has(body, 'right')
    ? E.map(() => 'right' as const)(readRight(body))
    : E.map(({ answers }: { answers: readonly string[] }) => ({ answers }))(readAnswers(body))

/** Reads an empty object. */
export const readNothing = readMembers({})

const between = (min: number, max: number, name: string): t.Decoder<unknown, number> =>
  t.refinement(t.number, (n) => n >= min && n <= max, name)

const wholeBetween = (min: number, max: number, name: string): t.Type<number, number, unknown> =>
  t.refinement(t.number, (n) => Number.isInteger(n) && n >= min && n <= max, name)

/** Reads `{ speed }`. */
export const readSpeed = readMembers({
  speed: {
    codec: between(0, SPEED_MAX, 'Speed'),
    remedy: `give how many milliseconds of the bank pass in a real one, 0 to ${SPEED_MAX}; 0 stops its time`,
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
  remedy: 'give true when a helpful person shall answer everything, or leave it out',
}

const readCreate = readMembers({
  institutionId: { codec: t.string, remedy: 'give the id of an institution, as GET /api/bank lists them' },
  count: {
    codec: t.union([wholeBetween(1, COUNT_MAX, 'Count'), t.undefined]),
    remedy: `give a whole number from 1 to ${COUNT_MAX}, or leave it out for 1`,
  },
  auto: autoMember,
})

const readAgain = readMembers({
  intent: { codec: t.keyof({ refresh: null, update: null }), remedy: 'give refresh or update' },
  of: { codec: t.string, remedy: 'give the id of a connection in the list that is connected' },
  auto: autoMember,
}) as (body: unknown) => E.Either<Trouble, { intent: 'refresh' | 'update'; of: string; auto: boolean }>

const readLogin = readMembers({
  login: { codec: t.string, remedy: 'give the name of a login, as GET /api/bank lists them' },
})

const readRight = readMembers({ right: { codec: t.literal(true), remedy: 'give true, or answers instead' } })

const readAnswers = readMembers({
  answers: { codec: t.readonlyArray(t.string), remedy: 'give a list of texts, one per prompt; or right: true' },
})

const readCredentials = (body: unknown): E.Either<Trouble, { readonly credentials: Credentials }> => {
  const read = readMembers({
    credentials: { codec: Credentials, remedy: 'give an object of texts, by the fields that the view asks for' },
  })(body)
  if (E.isLeft(read)) return read
  // What the codec leaves out is not said to be fine.
  const given = (body as { readonly credentials: object }).credentials
  const strays = Object.keys(given).some((name) => !Object.hasOwn(read.right.credentials, name))
  return strays ? trouble(400, 'credentials: leave out all members but the fields that the view asks for') : read
}
