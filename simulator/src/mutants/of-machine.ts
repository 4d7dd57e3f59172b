import type { Mutant } from './mutant.ts'

const GUARDS = 'packages/core/src/machine/guards.ts'
const MACHINE = 'packages/core/src/machine/machine.ts'
const FOLLOWING = 'packages/core/src/machine/following.ts'
const RESUMING = 'packages/core/src/machine/resuming.ts'
const REMEMBER = 'packages/core/src/machine/remember.ts'
const SETUP = 'packages/core/src/machine/connection-setup.ts'
const OPEN = 'packages/core/src/connect/open-connection.ts'

/** Bugs in what the machine decides and remembers. */
export const mutantsOfMachine: readonly Mutant[] = [
  {
    name: 'the credentials of a locked account are asked for again',
    file: GUARDS,
    from: "    !detail.includes('locked') &&\n",
    to: '',
  },
  {
    name: 'an answer is sent after its challenge has expired',
    file: GUARDS,
    from: ' && at < challenge.expiresAt',
    to: '',
  },
  {
    name: 'answers that are left blank are said to be taken',
    file: OPEN,
    from: 'if (answers.length !== demanded || event.count !== demanded)',
    to: 'if (answers.length !== demanded)',
  },
  {
    name: 'fields that the institution does not want are sent to it',
    file: GUARDS,
    from: ' && unwantedFields(demanded, given).length === 0',
    to: '',
  },
  {
    name: 'fields that the institution demands may be missing',
    file: GUARDS,
    from: 'missingFields(demanded, given).length === 0 && ',
    to: '',
  },
  {
    name: 'credentials are asked for after a lost answer, without a look for the job',
    file: MACHINE,
    from: "            target: 'reconciling',\n",
    to: "            target: 'collecting',\n",
  },
  {
    name: 'a request that may have arrived is taken for one that never left',
    file: GUARDS,
    from: "error.delivered === 'no' && error.reason !== 'cancelled'",
    to: "error.reason !== 'cancelled'",
  },
  {
    name: 'an answer to a create that cannot be read ends the connection',
    file: GUARDS,
    from: "    case 'MalformedResponse':\n      return true\n    case 'Refused':\n      return error.status >= 500",
    to: "    case 'MalformedResponse':\n      return false\n    case 'Refused':\n      return error.status >= 500",
  },
  {
    name: 'a lookup that failed is read as one that found nothing',
    file: MACHINE,
    from: "{ guard: { type: 'succeeds', params: ({ event }) => event.output }, target: 'collecting' },",
    to: "{ target: 'collecting' },",
  },
  {
    name: 'a refresh that was on its way at a crash is sent again',
    file: RESUMING,
    from: "target: '#connection.reconciling', actions: 'rememberInterrupted' }",
    to: "target: '#connection.creating', actions: 'rememberInterrupted' }",
  },
  {
    name: 'an answer whose fate is unknown is asked for again at once',
    file: SETUP,
    from: 'neverLeaves: isLeftWhere(guards.neverLeaves),',
    to: 'neverLeaves: isLeftWhere((error) => guards.neverLeaves(error) || guards.leavesUnknown(error)),',
  },
  {
    name: 'answers are not counted',
    file: SETUP,
    from: 'answersSent: context.answersSent + 1 })),',
    to: 'answersSent: context.answersSent })),',
  },
  {
    name: 'a challenge gets its time anew with every reading',
    file: FOLLOWING,
    from: "{ type: 'rephraseChallenge', params: readingIn }",
    to: "{ type: 'rememberChallenge', params: readingIn }",
  },
  {
    name: 'a challenge gets its time anew after an answer that got lost',
    file: REMEMBER,
    from: 'if (challenge !== null && rejection !== null && isSameChallenge(context, job))',
    to: 'if (challenge !== null && rejection !== null && round > 90)',
  },
  {
    name: 'a restored challenge gets ten minutes more',
    file: REMEMBER,
    from: 'return { ...input.resume.memory, ...transient, resumeAt: input.resume.at }',
    to: `{
    const { challenge: kept } = input.resume.memory
    const challenge = kept === null ? null : { ...kept, expiresAt: kept.expiresAt + 600_000 }
    return { ...input.resume.memory, challenge, ...transient, resumeAt: input.resume.at }
  }`,
  },
  {
    name: 'the time given to a challenge may be shorter than a person needs',
    file: REMEMBER,
    from: 'Math.max(limits.challengeMinMs, expiryMs ?? limits.challengeDefaultMs)',
    to: 'Math.min(limits.challengeMinMs, (expiryMs ?? limits.challengeDefaultMs) / 2)',
  },
  {
    name: 'a refresh whose credentials are refused is refreshed again',
    file: REMEMBER,
    from: "request: context.request === 'refresh' ? 'update' : context.request,",
    to: 'request: context.request,',
  },
  {
    name: 'a finished step is shown as unfinished again',
    file: 'packages/core/src/progress.ts',
    from: "  (isFinished(before) && status !== 'failed') ||\n",
    to: '',
  },
  {
    name: 'cancel during a request goes on to look for the job',
    file: MACHINE,
    from: "exit: 'dropCredentials',\n      on: { cancel: { target: 'cancelled', actions: 'rememberCancelledRequest' } },",
    to: "exit: 'dropCredentials',\n      on: { cancel: { target: 'reconciling', actions: 'rememberInterrupted' } },",
  },
  {
    name: 'cancel is not heard while a job is followed',
    file: OPEN,
    from: "if (actor.getSnapshot().status === 'active') actor.send(cancel)",
    to: "if (actor.getSnapshot().status === 'active' && view()._tag !== 'Working') actor.send(cancel)",
  },
  {
    name: 'a call that never settles is waited for without end',
    file: 'packages/core/src/machine/limited.ts',
    from: 'return await Promise.race([call(calling.signal)(), timeout])',
    to: 'return await call(calling.signal)()',
  },
]
