import {
  adviceFor,
  type ChallengedView,
  type CollectingView,
  type Connected,
  type ConnectionFailure,
  type ConnectionHandle,
  type ConnectionView,
  type Credentials,
  explain,
  mfaExpectation,
  openConnection,
} from '@bank-connection/core'
import type { BankAuthorization, BankInstitution } from '@bank-connection/memory-adapter'
import { either as E, function as F, taskEither as TE } from 'fp-ts'
import type { AccountRow, DemoEvent, EventBody } from './demo-event.ts'
import type { OpenBank } from './open-bank.ts'
import { flagOf, usageError } from './options.ts'
import { type Prompts, promptForAnswers, promptForCredentials } from './prompts.ts'

/** One connection of the demo. */
export interface Plan {
  readonly institution: BankInstitution
  readonly credentials: Credentials
  /** Answers to the second factor; `null` when none were given. */
  readonly answers: readonly string[] | null
  readonly expects: 'connected' | 'refused'
  /** How long a question stays on the screen before the given answers are sent, in bank milliseconds. */
  readonly answerDelayMs: number
}

/** What each connection of a run needs. */
export interface RunContext {
  readonly bank: OpenBank
  readonly report: (event: DemoEvent) => void
  /** `null` when the user cannot be prompted. */
  readonly prompts: Prompts | null
  /** Aborts when the run is interrupted. */
  readonly signal: AbortSignal
}

/** How a connection ended. */
export interface Outcome {
  readonly plan: Plan
  readonly result: E.Either<ConnectionFailure, readonly AccountRow[]>
  /** Whether it ended as planned. */
  readonly isExpected: boolean
}

/**
 * Runs one connection to its end and reports it. Rejects with `Stop` if the options lack what the bank asks for.
 *
 * @param connection - 1 for the first connection of the run
 */
export const runConnection = async (context: RunContext, plan: Plan, connection: number): Promise<Outcome> => {
  const { bank, prompts, signal } = context
  const { port, userId, title } = bank
  const { institution, expects } = plan
  const report = (event: EventBody): void => context.report({ connection, at: port.clock.now(), ...event })
  const end = (result: Outcome['result']): Outcome => {
    const isExpected = expects === 'connected' ? E.isRight(result) : E.isLeft(result) && isRefusal(result.left)
    if (E.isLeft(result)) {
      const failure = result.left
      const advice = adviceFor(failure).text
      report({ event: 'failed', expected: isExpected, failure, explanation: explain(failure), advice })
    }
    return { plan, result, isExpected }
  }
  const { id: institutionId, name, authorization } = institution
  const about = expects === 'refused' ? 'a wrong password' : ABOUT[authorization]
  report({ event: 'started', bank: title, institutionId, institution: name, authorization, about, expects })
  const limits = { attemptsMax: prompts === null ? 1 : 3 }
  const opened = openConnection(port, { userId, institutionId, limits })
  if (E.isLeft(opened)) return end(opened)
  const handle = opened.right
  const startedAt = reportProgress(handle, report, port.clock.now)
  signal.addEventListener('abort', handle.cancel)
  if (signal.aborted) handle.cancel()
  try {
    await giveInput(handle, context, plan, report)
  } finally {
    signal.removeEventListener('abort', handle.cancel)
    handle.cancel()
  }
  const ended = await handle.ended()
  if (E.isLeft(ended)) return end(ended)
  const elapsedMs = port.clock.now() - startedAt()
  const accounts = await readAccounts(context, ended.right)()
  if (E.isRight(accounts)) {
    const { connectionId, jobId } = ended.right
    report({ event: 'connected', connectionId, jobId, elapsedMs, accounts: accounts.right })
  }
  return end(accounts)
}

type Report = (event: EventBody) => void

const ABOUT: Readonly<Record<BankAuthorization, string>> = {
  user: 'login and password',
  token: 'user token',
  'user-token': 'user token',
  'user-mfa': 'login, password, and always a second factor',
  'user-mfa-intermittent': 'login, password, and sometimes a second factor',
  other: 'not supported by the API',
}

const isRefusal = (failure: ConnectionFailure): boolean =>
  failure._tag === 'StepFailed' && failure.step === 'verify-credentials' && failure.code === 'invalid-credentials'

/** Reports each change of the view or of a step. Returns when the last job was requested, in bank milliseconds. */
const reportProgress = (handle: ConnectionHandle, report: Report, now: () => number): (() => number) => {
  let last = ''
  let startedAt = now()
  handle.subscribe((view) => {
    const steps = view._tag === 'Connected' ? view.connected.steps : 'steps' in view ? view.steps : []
    const current = JSON.stringify([view._tag, steps.map(({ title, status }) => [title, status])])
    if (current === last) return
    last = current
    if (view._tag === 'Creating') startedAt = now()
    report({ event: 'progress', view: view._tag, steps })
  })
  return () => startedAt
}

/** Gives the connection what it waits for until it ends. Rejects with `Stop` if it cannot. */
const giveInput = async (
  handle: ConnectionHandle,
  { bank, prompts, signal }: RunContext,
  { institution, credentials, answers, answerDelayMs }: Plan,
  report: Report,
): Promise<void> => {
  let typed: Credentials = {}
  let given = answers
  // A prompt rejects when the user leaves it, or when the connection no longer waits for it.
  const leave = (): null => {
    handle.cancel()
    return null
  }
  for (;;) {
    const view = await nextInput(handle)
    if (view === null) return
    const over = signalOf(handle, view)
    if (view._tag === 'Collecting') {
      const { rejection, attemptsLeft } = view
      if (rejection !== null) report({ event: 'refused', rejection, advice: adviceFor(rejection).text, attemptsLeft })
      if (prompts === null && given === null && mfaExpectation(institution.authorization) === 'always')
        throw answersMissing('always asks for a second factor')
      const all =
        prompts === null
          ? credentials
          : await promptForCredentials(prompts, view, credentials, typed, over).catch(leave)
      if (all === null) continue
      typed = all
      const submitted = handle.submit(all)
      if (E.isLeft(submitted) && submitted.left._tag === 'CredentialsIncomplete') {
        const { missing, unexpected } = submitted.left
        const problems = [
          ...missing.map((field) => `requires ${flagOf(field)}`),
          ...unexpected.map((field) => `takes no ${flagOf(field)}`),
        ]
        throw usageError(`${institution.name} (${institution.id}) ${problems.join(', ')}`)
      }
    } else {
      const { method, description, prompts: questions, expiresAt, round } = view.challenge
      report({ event: 'challenge', method, description, prompts: questions, expiresAt, round })
      if (given !== null) await bank.port.clock.sleep(answerDelayMs, signal)
      else if (prompts === null) throw answersMissing(`asks: ${questions.join(' ')}`)
      else given = await promptForAnswers(prompts, view.challenge, over).catch(leave)
      if (given === null) continue
      const answered = handle.answer(given)
      if (E.isRight(answered)) report({ event: 'answered', answers: given.length })
      else if (answered.left._tag === 'AnswersIncomplete')
        throw usageError(`--answer: ${explain(answered.left)} The bank asks: ${questions.join(' ')}`)
      given = null
    }
  }
}

const answersMissing = (what: string) =>
  usageError(`the bank ${what}, and there is no terminal to prompt at; give --answer <text...>`)

type InputView = CollectingView | ChallengedView

/** Resolves when input is expected, or with `null` when the connection has ended. */
const nextInput = (handle: ConnectionHandle): Promise<InputView | null> =>
  new Promise((resolve) => {
    handle.subscribe((view) => {
      if (view._tag === 'Collecting' || view._tag === 'Challenged') resolve(view)
      else if (view._tag === 'Connected' || view._tag === 'Failed') resolve(null)
    })
  })

/** Aborts when the view no longer waits for this input. */
const signalOf = (handle: ConnectionHandle, view: InputView): AbortSignal => {
  const over = new AbortController()
  handle.subscribe((now) => {
    if (inputOf(now) !== inputOf(view)) over.abort()
  })
  return over.signal
}

const inputOf = (view: ConnectionView) => (view._tag === 'Challenged' ? view.challenge : view._tag)

/** Reads the accounts of a connection, and how many transactions each has. */
const readAccounts = ({ bank: { port }, signal }: RunContext, { userId, connectionId }: Connected) =>
  F.pipe(
    port.listAccounts({ userId, filter: { connectionId } }, signal),
    TE.chain(
      TE.traverseSeqArray(({ id: accountId, name, accountNo, class: kind, balance, currency }) =>
        F.pipe(
          // Each page gives the total, so a page of one transaction is enough.
          port.listTransactions({ userId, filter: { accountId }, limit: 1, cursor: null }, signal),
          TE.map(({ size }) => ({ name, accountNo, class: kind?.type ?? null, balance, currency, transactions: size })),
        ),
      ),
    ),
  )
