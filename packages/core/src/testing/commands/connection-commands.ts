import * as fc from 'fast-check'
import { either as E } from 'fp-ts'
import type { CredentialField, Credentials } from '../../codec/credentials.ts'
import { requiredAnswers } from '../../machine/guards.ts'
import type { ConnectionView } from '../../machine/view.ts'
import { sameJson } from '../../trace/same-json.ts'
import { applyRestored, applyView, type ConnectionModel, ensure, isOver } from './connection-model.ts'
import { type CommandSubject, type ConnectionReal, startReal } from './connection-real.ts'

/** One action on a connection. It runs only where the state allows it. */
export type ConnectionCommand = fc.AsyncCommand<ConnectionModel, ConnectionReal>

/** The maximum number of commands, and the `replayPath` that fast-check prints for a failed run. */
export interface CommandsOptions {
  readonly maxCommands?: number
  readonly replayPath?: string
}

/**
 * Sequences of commands, in any order that the state of the connection allows: submit right, wrong or invalid
 * credentials, give answers, act out of turn, wait, read the view, cancel, crash, and start again. Every command throws
 * an `Error` when the connection is in an unexpected state, when it breaks one of `connectionLaws`, or when the port
 * breaks its contract.
 *
 * @example
 * await fc.assert(
 *   fc.asyncProperty(connectionCommands(), (commands) => runConnectionCommands(() => subject(), commands)),
 * )
 */
export const connectionCommands = ({
  maxCommands = 30,
  replayPath,
}: CommandsOptions = {}): fc.Arbitrary<Iterable<ConnectionCommand>> =>
  fc.commands<ConnectionModel, ConnectionReal, false>(
    [
      // Each command comes from one of these: those that make progress are as frequent as the others.
      fc.constantFrom('right', 'right', 'wrong', 'incomplete', 'too much').map(submit),
      fc.constantFrom('right', 'right', 'wrong', 'short', 'blank').map(answer),
      fc.constant(submit('right')),
      fc.constant(answer('right')),
      fc.constantFrom(1, 500, 2_000, 5_000).map(wait),
      fc.constantFrom(2_000, 5_000, 10_000).map(wait),
      fc.constantFrom(500, 5_000, 5_000, 70_000, 130_000, 1_000_000).map(wait),
      fc.constantFrom(0, 5_000, 5_000, 200_000).map(crash),
      fc.constantFrom(readView, readView, actOutOfTurn, actOutOfTurn, startAgain, cancel),
    ],
    { maxCommands, size: 'max', ...(replayPath === undefined ? {} : { replayPath }) },
  ) as fc.Arbitrary<Iterable<ConnectionCommand>>

/**
 * Runs commands on a fresh connection.
 *
 * @param subject - called once per run
 * @throws Error, as a rejection, with the first problem that a command found
 */
export const runConnectionCommands = (
  subject: () => CommandSubject,
  commands: Iterable<ConnectionCommand>,
): Promise<void> =>
  fc.asyncModelRun(() => {
    const real = startReal(subject())
    return { model: { view: real.handle.view() }, real }
  }, commands)

type Run = (model: ConnectionModel, real: ConnectionReal) => Promise<void> | void

/** A command that first updates the model, and finally lets everything run that is ready. */
const command = (name: string, check: (model: ConnectionModel) => boolean, run: Run): ConnectionCommand => ({
  check: (model) => check(model),
  toString: () => name,
  run: async (model, real) => {
    applyView(model, real.handle.view())
    await run(model, real)
    await real.pass(0)
    applyView(model, real.handle.view())
  },
})

const shows =
  (tag: ConnectionView['_tag']) =>
  ({ view }: ConnectionModel): boolean =>
    view._tag === tag

/** Updates the model with the immediate effect of an action. */
const expectAfter = (model: ConnectionModel, real: ConnectionReal, what: string, expected: object): void => {
  const view = real.handle.view()
  model.view = view
  const seen = view as unknown as Readonly<Record<string, unknown>>
  for (const [name, value] of Object.entries(expected))
    ensure(sameJson(seen[name], value), () => `after ${what} ${name} is ${JSON.stringify(seen[name])}`)
}

const expectTaken = (what: string, taken: E.Either<{ readonly _tag: string }, void>, expected: string): void => {
  const seen = E.isRight(taken) ? 'taken' : taken.left._tag
  ensure(seen === expected, () => `${what} is ${seen}, but ${expected} was expected`)
}

const pick = (from: Credentials, fields: readonly CredentialField[]): Credentials =>
  Object.fromEntries(fields.map((field) => [field, from[field] ?? 'given']))

const submit = (what: 'right' | 'wrong' | 'incomplete' | 'too much'): ConnectionCommand =>
  command(`submit ${what}`, shows('Collecting'), (model, real) => {
    const { view } = model
    if (view._tag !== 'Collecting') return
    const { credentials, wrongCredentials } = real.subject
    const required = view.fields.map(({ field }) => field)
    const fields = { right: required, wrong: required, incomplete: required.slice(1), 'too much': tooMany(required) }
    const fits = what === 'right' || what === 'wrong'
    const given = pick(what === 'wrong' ? wrongCredentials : credentials, fields[what])
    const taken = real.recorder.submit(real.handle, given)
    expectTaken(`a submit that is ${what}`, taken, fits ? 'taken' : 'CredentialsIncomplete')
    const { attemptsLeft } = view
    expectAfter(model, real, `a submit that is ${what}`, fits ? CREATING : { _tag: 'Collecting', attemptsLeft })
    if (E.isLeft(taken)) expectAfter(model, real, 'a submit that does not fit', { incomplete: taken.left })
  })

const CREATING = { _tag: 'Creating' }

const FIELDS: readonly CredentialField[] = ['loginId', 'secondaryLoginId', 'password', 'securityCode', 'userToken']

const tooMany = (required: readonly CredentialField[]): readonly CredentialField[] => [
  ...required,
  ...FIELDS.filter((field) => !required.includes(field)).slice(0, 1),
]

const answer = (what: 'right' | 'wrong' | 'short' | 'blank'): ConnectionCommand =>
  command(`answer ${what}`, shows('Challenged'), (model, real) => {
    const { view } = model
    if (view._tag !== 'Challenged') return
    const { challenge } = view
    const required = requiredAnswers(challenge)
    const given = {
      right: () => real.subject.answers(challenge),
      wrong: () => Array.from({ length: required }, () => 'wrong'),
      short: () => real.subject.answers(challenge).slice(1),
      blank: () => Array.from({ length: required }, () => ''),
    }[what]()
    const isLate = real.subject.port.clock.now() >= challenge.expiresAt
    const fits = !isLate && (what === 'right' || what === 'wrong')
    const refusal = isLate ? 'ChallengeExpired' : 'AnswersIncomplete'
    const taken = real.recorder.answer(real.handle, given)
    expectTaken(`an answer that is ${what}`, taken, fits ? 'taken' : refusal)
    expectAfter(model, real, `an answer that is ${what}`, fits ? ANSWERING : view)
  })

const ANSWERING = { _tag: 'Working', stage: 'answering' }

const wait = (ms: number): ConnectionCommand =>
  command(
    `wait ${ms} ms`,
    (model) => !isOver(model),
    (_, real) => real.pass(ms),
  )

const readView: ConnectionCommand = command(
  'view',
  () => true,
  (model, real) => {
    const before = JSON.stringify(real.handle.save())
    expectAfter(model, real, 'reading the view', model.view)
    ensure(JSON.stringify(real.handle.save()) === before, () => 'reading the view changes the saved state')
  },
)

const actOutOfTurn: ConnectionCommand = command(
  'act out of turn',
  () => true,
  (model, real) => {
    const { view } = model
    const { recorder, handle, subject } = real
    if (view._tag !== 'Collecting')
      expectTaken('a submit out of turn', recorder.submit(handle, subject.credentials), 'NotExpected')
    if (view._tag !== 'Challenged')
      expectTaken('an answer out of turn', recorder.answer(handle, ['given']), 'NotExpected')
    expectAfter(model, real, 'an act out of turn', view)
  },
)

const cancel: ConnectionCommand = command(
  'cancel',
  () => true,
  (model, real) => {
    const { view } = model
    const wasOver = isOver(model)
    real.recorder.cancel(real.handle)
    expectAfter(model, real, 'cancel', wasOver ? view : { _tag: 'Failed' })
    const { view: after } = model
    if (!wasOver && after._tag === 'Failed')
      ensure(after.failure._tag === 'Cancelled', () => `a connection that was cancelled fails as ${after.failure._tag}`)
    // Calls in flight must have stopped by then.
    return real.pass(1)
  },
)

const crash = (downMs: number): ConnectionCommand =>
  command(
    `crash, and go on after ${downMs} ms`,
    () => true,
    async (model, real) => {
      await real.crash(downMs)
      applyRestored(model, real.handle.view())
    },
  )

const startAgain: ConnectionCommand = command('start again', isOver, (model, real) => {
  real.startAgain()
  model.view = real.handle.view()
})
