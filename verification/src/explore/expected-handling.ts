/** What bounds the time of an actor, and the event by which its time is seen to be over. */
export interface Bound {
  readonly by: string
  /** The name of the event class. */
  readonly event: string
}

/** Every actor of the machine ends by itself, in a time that is known. */
export const bounds: Readonly<Record<string, Bound>> = {
  findInstitution: { by: 'two calls, each up to the time-out of a call', event: 'findInstitution → lost: time-out' },
  requestJob: { by: 'the time-out of a call', event: 'requestJob → lost: time-out' },
  findJob: { by: 'three looks, each up to the time-out of a call', event: 'findJob → lost: time-out' },
  watchJob: { by: 'the deadline of the job, or its standing still', event: 'out of time' },
  answerMfa: { by: 'the time-out of a call', event: 'answerMfa → lost: time-out' },
  alarm: { by: 'the deadline of the challenge', event: 'alarm → rang' },
}

/** The actors that run in each state; a state that is not here is an end. */
export const actorsIn: Readonly<Record<string, readonly string[]>> = {
  'preparing.asking': ['findInstitution'],
  // The only state without a deadline: it waits for a person.
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

/** The states that wait for a person for as long as it takes, and which nothing but a person leaves. */
export const waitsForPerson: readonly string[] = ['collecting']

/** What a state makes of an event of a type: takes it, ignores it, or takes only these classes of it. */
export type Taking = 'taken' | 'ignored' | readonly string[]

/** Why an event may be ignored where it is. */
export const ignoredBecause = {
  over: 'the connection is over',
  notAsked: 'credentials are taken only where they are asked for: `collecting`',
  noChallenge: 'answers are taken only where a challenge waits for them',
  unfit: 'an answer that is late, or not one per prompt, is not sent: the handle says so to the person',
  notRunning: 'the actor that brings it about does not run here',
} as const

/** What each state is to make of each type of event. */
export const expectedTaking = (leaf: string, type: string): { readonly taking: Taking; readonly because: string } => {
  const actors = actorsIn[leaf]
  if (actors === undefined) return ignored('over')
  if (type === 'cancel') return taken
  if (type === 'submit') return leaf === 'collecting' ? taken : ignored('notAsked')
  if (type === 'answer')
    return leaf === 'following.challenged'
      ? { taking: ['answer: what fits'], because: ignoredBecause.unfit }
      : ignored('noChallenge')
  return actors.includes(actorOf(type)) ? taken : ignored('notRunning')
}

const taken = { taking: 'taken', because: '' } as const
const ignored = (reason: keyof typeof ignoredBecause) =>
  ({ taking: 'ignored', because: ignoredBecause[reason] }) as const

const actorOf = (type: string): string => (type.includes(': ') ? (type.split(': ')[1] ?? '') : 'watchJob')
