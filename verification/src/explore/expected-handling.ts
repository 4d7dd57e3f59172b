/** What limits the running time of an actor, and the event that reports its timeout. */
export interface Bound {
  readonly by: string
  /** The name of the event class. */
  readonly event: string
}

/** The bound of each actor: every actor ends by itself, within a known time. */
export const bounds: Readonly<Record<string, Bound>> = {
  findInstitution: { by: 'the timeouts of two calls', event: 'findInstitution → lost: time-out' },
  requestJob: { by: 'the timeout of a call', event: 'requestJob → lost: time-out' },
  findJob: { by: 'the timeouts of three lookups', event: 'findJob → lost: time-out' },
  watchJob: { by: 'the deadline of the job, or the limit for a stalled job', event: 'out of time' },
  answerMfa: { by: 'the timeout of a call', event: 'answerMfa → lost: time-out' },
  alarm: { by: 'the deadline of the challenge', event: 'alarm → rang' },
}

/** The actors that run in each state; a state that is not listed is final. */
export const actorsIn: Readonly<Record<string, readonly string[]>> = {
  'preparing.asking': ['findInstitution'],
  // The only state without a deadline: it waits for the user.
  collecting: [],
  creating: ['requestJob'],
  reconciling: ['findJob'],
  'following.verifying': ['watchJob'],
  'following.challenged': ['alarm', 'watchJob'],
  'following.answering': ['answerMfa', 'watchJob'],
  'following.verifyingAnswer': ['watchJob'],
  'following.retrievingAccounts': ['watchJob'],
  'following.retrievingTransactions': ['watchJob'],
  'following.parked': ['watchJob'],
}

/** States without a deadline; only the user leaves them. */
export const waitsForPerson: readonly string[] = ['collecting']

/** How a state handles an event type: it takes all its classes, ignores all, or takes only these. */
export type Handling = 'taken' | 'ignored' | readonly string[]

/** Why a state may ignore an event. */
export const ignoredBecause = {
  over: 'the connection is over',
  notAsked: 'credentials are accepted only in `collecting`',
  noChallenge: 'answers are accepted only while a challenge is open',
  unfit: 'an answer that is late, or not one per prompt, is not sent: the handle rejects it',
  notRunning: 'the actor that sends it does not run here',
} as const

/** How a state must handle an event type. */
export const expectedHandling = (
  leaf: string,
  type: string,
): { readonly taking: Handling; readonly because: string } => {
  const actors = actorsIn[leaf]
  if (actors === undefined) return ignored('over')
  if (type === 'cancel') return taken
  if (type === 'submit') return leaf === 'collecting' ? taken : ignored('notAsked')
  if (type === 'answer')
    return leaf === 'following.challenged'
      ? { taking: ['answer: valid'], because: ignoredBecause.unfit }
      : ignored('noChallenge')
  return actors.includes(actorOf(type)) ? taken : ignored('notRunning')
}

const taken = { taking: 'taken', because: '' } as const
const ignored = (reason: keyof typeof ignoredBecause) =>
  ({ taking: 'ignored', because: ignoredBecause[reason] }) as const

const actorOf = (type: string): string => (type.includes(': ') ? (type.split(': ')[1] ?? '') : 'watchJob')
