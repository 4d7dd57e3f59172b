import { either as E } from 'fp-ts'
import type { Credentials } from '../codec/credentials.ts'
import { mfaExpectation } from '../domain/authorization.ts'
import type { ConnectionFailure, InputRejected } from '../failure/connection-failure.ts'
import { explain } from '../failure/explain.ts'
import type { Challenge } from '../machine/context.ts'
import type { ChallengedView, CollectingView, ConnectionView, JobProgress, WorkingView } from '../machine/view.ts'
import { type AbortControllerLike, type AbortSignalLike, createAbortController } from '../time/abort.ts'
import type { Clock } from '../time/clock.ts'
import { inputInvalid } from './connection-request.ts'
import type { ConnectionHandle } from './open-connection.ts'

/** Responses given on the user's behalf. */
export interface AutoResponses {
  /**
   * Required to create and to update; not used by `refresh` and `follow`. Dropped after the request that carries them.
   */
  readonly credentials?: Credentials
  /**
   * Returns the answers to a challenge: one per prompt, in the order of the prompts; `['confirmed']` if there is no
   * prompt. Called once per round, and again if the server rejects an answer. Without it a challenge ends the
   * connection with `ChallengeUnanswered`, and a bank that always asks is not even sent the credentials.
   *
   * @param signal - aborts when the answers are no longer needed: the challenge has expired or changed, the job has
   * continued, or the connection has ended; later answers are dropped
   */
  readonly onChallenge?: (challenge: Challenge, signal: AbortSignalLike) => Promise<readonly string[]>
  /** Called whenever a step begins or ends. It must not throw. */
  readonly onProgress?: (progress: JobProgress) => void
}

/** Delay before the next answer after a rejected one, in milliseconds. */
const ASK_AGAIN_MS = 2_000

type GiveUp = (failure: ConnectionFailure) => void

/** Responds on the user's behalf. Settles only with a failure outside the machine: it has no response left to give. */
export const autoRespond = (
  handle: ConnectionHandle,
  responses: AutoResponses,
  clock: Clock,
): Promise<E.Either<ConnectionFailure, never>> =>
  new Promise((resolve) => {
    const ended = createAbortController()
    void handle.ended().then(ended.abort)
    const pause = (): Promise<void> => clock.sleep(ASK_AGAIN_MS, ended.signal)
    const giveUp: GiveUp = (failure) => resolve(E.left(failure))
    let before: ConnectionView | null = null
    let asked: AbortControllerLike | null = null
    const onView = (view: ConnectionView): void => {
      const last = before
      before = view
      const isNewChallenge =
        view._tag === 'Challenged' && (last?._tag !== 'Challenged' || last.challenge !== view.challenge)
      if (isNewChallenge || view._tag !== 'Challenged') asked?.abort()
      if (view._tag === 'Collecting' && last?._tag !== 'Collecting') submitCredentials(handle, view, responses, giveUp)
      if (view._tag === 'Working') reportProgress(view, last, responses, giveUp)
      if (isNewChallenge) {
        asked = createAbortController()
        void ask(handle, view, responses, asked.signal, pause, giveUp)
      }
    }
    handle.subscribe(onView)
  })

const submitCredentials = (
  handle: ConnectionHandle,
  { rejection, fields, institution }: CollectingView,
  { credentials, onChallenge }: AutoResponses,
  giveUp: GiveUp,
): void => {
  if (rejection !== null) giveUp(rejection)
  else if (credentials === undefined)
    giveUp({ _tag: 'CredentialsIncomplete', missing: fields.map(({ field }) => field), unexpected: [] })
  else if (onChallenge === undefined && mfaExpectation(institution.authorization) === 'always')
    giveUp(inputInvalid(['onChallenge'], 'this bank always asks for a second factor: give a function that answers it'))
  else giveUpIfRefused(handle.submit(credentials), 'credentials', giveUp)
}

const reportProgress = (
  view: WorkingView,
  last: ConnectionView | null,
  { onProgress }: AutoResponses,
  giveUp: GiveUp,
): void => {
  if (onProgress === undefined || (last?._tag === 'Working' && progressKey(last) === progressKey(view))) return
  const { _tag, ...progress } = view
  const broken = (): void => giveUp({ _tag: 'Defect', operation: 'onProgress' })
  try {
    // A function that returns a promise fits the type as well: its rejection ends this connection, not the program.
    Promise.resolve(onProgress(progress)).catch(broken)
  } catch {
    broken()
  }
}

const progressKey = ({ stage, steps }: WorkingView): string =>
  JSON.stringify([stage, steps.map(({ title, status }) => [title, status])])

const ask = async (
  handle: ConnectionHandle,
  { challenge, jobId, rejection }: ChallengedView,
  { onChallenge }: AutoResponses,
  signal: AbortSignalLike,
  pause: () => Promise<void>,
  giveUp: GiveUp,
): Promise<void> => {
  if (onChallenge === undefined) {
    giveUp({ _tag: 'ChallengeUnanswered', jobId })
    return
  }
  const isOpen = (): boolean => {
    const view = handle.view()
    return view._tag === 'Challenged' && view.challenge === challenge
  }
  try {
    // A program answers at once: without a delay an unreachable bank would be called in a tight loop.
    if (rejection !== null) await pause()
    const answers = isOpen() ? await onChallenge(challenge, signal) : []
    if (isOpen()) giveUpIfRefused(handle.answer(answers), 'answers', giveUp)
  } catch {
    giveUp({ _tag: 'Defect', operation: 'onChallenge' })
  }
}

const giveUpIfRefused = (taken: E.Either<InputRejected, void>, field: string, giveUp: GiveUp): void => {
  if (E.isRight(taken)) return
  const { left } = taken
  giveUp(left._tag === 'NotExpected' || left._tag === 'AnswersIncomplete' ? inputInvalid([field], explain(left)) : left)
}
